package dev.quickstudy.head.transductive;

import dev.quickstudy.head.Distances;
import dev.quickstudy.head.Features;
import dev.quickstudy.head.Labels;
import dev.quickstudy.head.PretrainedHead;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What heads share that fit a weight of each class to support set and queries together: prepared
 * embeddings are kept until the queries come.
 */
interface ClassWeights extends PretrainedHead {
  /** How embeddings are prepared. */
  Features features();

  /** τ: an embedding z has logits −τ/2 · ‖z − w‖². */
  double temperature();

  @Override
  default boolean transductive() {
    return true;
  }

  @Override
  default void check(Network encoder, Targets targets) {
    Labels.ways(targets, "class weights");
  }

  @Override
  default Params fit(Params learned, Examples embedded, Context now) {
    Params prepared = features().fit(learned, embedded);
    return prepared.with(
        TransductiveSupport.kept(embedded.withInputs(features().of(prepared, embedded.x()))));
  }

  @Override
  default Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>(features().fitted(encoder.outputs()));
    shapes.putAll(TransductiveSupport.fitted(encoder, targets));
    return shapes;
  }

  /**
   * Logits of embeddings.
   *
   * @param z {@code [T, N, D]}
   * @param weights {@code [T, ways, D]}
   * @return {@code [T, N, ways]}
   */
  static Tensor logits(Tensor z, Tensor weights, double temperature) {
    return Distances.negativeSquared(z, weights).times(temperature / 2);
  }
}
