package dev.quickstudy.head.transductive;

import dev.quickstudy.head.Head;
import dev.quickstudy.head.Labels;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** A support set that a transductive head keeps until it meets the queries. */
final class TransductiveSupport {
  private static final String X = "support";
  private static final String LABELS = "labels";

  private TransductiveSupport() {}

  /** Embeddings {@code [T, N, D]} and one-hot labels {@code [T, N, ways]}, every class there. */
  static Params kept(Examples embedded) {
    Labels.requireEveryClass(embedded);
    return Params.perTask(Map.of(X, embedded.x(), LABELS, Labels.oneHot(embedded)));
  }

  /** The names and shapes of what {@link #kept} gives; see {@link Head#fitted}. */
  static Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
    return Map.of(X, List.of(0, encoder.outputs()), LABELS, List.of(0, targets.outputs()));
  }

  static Tensor x(Params fitted) {
    return fitted.get(X);
  }

  /** The sum of the embeddings of each class, {@code [T, ways, D]}. */
  static Tensor sums(Params fitted) {
    return fitted.get(LABELS).transpose(1, 2).matmul(fitted.get(X));
  }

  /** The number of examples of each class, {@code [T, ways, 1]}. */
  static Tensor counts(Params fitted) {
    return fitted.get(LABELS).sum(false, 1).unsqueeze(2);
  }
}
