package dev.quickstudy.head;

import dev.quickstudy.nn.Params;
import dev.quickstudy.task.Examples;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How heads count the examples of a support set. */
public final class Weights {
  private static final String LOGARITHMS = "weights.log";

  private Weights() {}

  /**
   * The weights of examples, {@code [T, N, 1]}, of the type of the embeddings; empty where all
   * count the same.
   *
   * @throws UsageException if one is negative, for a class mean or a least squares fit has no
   *     meaning with it, or if all of a task's are 0
   */
  public static Optional<Tensor> column(Examples embedded) {
    return embedded
        .weights()
        .map(
            weights -> {
              check(weights);
              return weights.to(embedded.x().type()).unsqueeze(2);
            });
  }

  private static void check(Tensor weights) {
    double[] numbers = weights.toDoubles();
    if (weights.rank() != 2 || Arrays.stream(numbers).anyMatch(weight -> weight < 0)) {
      throw new UsageException(
          "this head takes weights [tasks, examples] of at least 0, but was given others; "
              + "for negative weights (advantages) or weights of positions take descent (maml)");
    }
    int count = (int) weights.size(1);
    for (int task = 0; task < weights.size(0); task++) {
      if (Arrays.stream(numbers, task * count, (task + 1) * count).noneMatch(w -> w > 0)) {
        throw new UsageException(
            "all weights of the support set of task "
                + task
                + " are 0, but this head needs an example to learn from");
      }
    }
  }

  /** Embeddings times the roots of their weights, as least squares want them. */
  public static Tensor rooted(Examples embedded, Tensor rows) {
    return column(embedded).map(Tensor::sqrt).map(rows::times).orElse(rows);
  }

  /** How many examples each task has, or the sum of their weights, {@code [T, 1, 1]}. */
  public static Tensor total(Examples embedded) {
    return column(embedded)
        .map(weights -> weights.sum(true, 1))
        .orElseGet(
            () ->
                Tensor.full(
                    (double) embedded.count(), embedded.x().type(), embedded.tasks(), 1, 1));
  }

  /**
   * The mean over each task's examples by weight, {@code [T, 1, …]}.
   *
   * @param rows {@code [T, N, …]}
   */
  public static Tensor mean(Examples embedded, Tensor rows) {
    return column(embedded)
        .map(column -> column.reshape(aligned(rows.rank(), 1, column)))
        .map(weights -> rows.times(weights).sum(true, 1).dividedBy(weights.sum(true, 1)))
        .orElseGet(() -> rows.mean(true, 1));
  }

  /** What {@link #attending} needs, to be kept with what a head fits. */
  public static Params fit(Examples embedded) {
    return column(embedded)
        .map(weights -> Params.perTask(Map.of(LOGARITHMS, weights.transpose(1, 2).log())))
        .orElse(Params.empty());
  }

  /** The names and shapes of what {@link #fit} gives with weights; see {@link Head#fitted}. */
  public static Map<String, List<Integer>> fitted() {
    return Map.of(LOGARITHMS, List.of(1, 0));
  }

  /**
   * Likenesses to support examples, {@code [T, …, N]}, whose softmax counts each example by its
   * weight: those of weight 0 get no attention.
   */
  public static Tensor attending(Params fitted, Tensor likeness) {
    int rank = likeness.rank();
    return logarithms(fitted)
        .map(known -> likeness.plus(known.reshape(aligned(rank, rank - 1, known))))
        .orElse(likeness);
  }

  /** What {@link #attending} adds, {@code [T, 1, N]}; empty where all count the same. */
  public static Optional<Tensor> logarithms(Params fitted) {
    return Optional.ofNullable(fitted.asMap().get(LOGARITHMS));
  }

  /** The shape of a number per task and example, with the examples at an axis. */
  private static long[] aligned(int rank, int axis, Tensor numbers) {
    long[] shape = new long[rank];
    Arrays.fill(shape, 1);
    shape[0] = numbers.size(0);
    shape[axis] = numbers.elements() / numbers.size(0);
    return shape;
  }
}
