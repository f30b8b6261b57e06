package dev.quickstudy.head;

import dev.quickstudy.nn.Params;
import dev.quickstudy.task.Examples;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** What is done to embeddings before they are compared (Wang et al. 2019, §2). */
public enum Features {
  /** Nothing. */
  UN,
  /** Scaled to length 1. */
  L2N,
  /**
   * Less the mean embedding of the meta-training classes, then scaled to length 1. Where the
   * learner does not keep that mean, it is the mean of the task's support set.
   */
  CL2N;

  /**
   * The name, among a head's learned params, of the mean embedding of meta-training examples,
   * {@code [D]}; learners that keep it hand it over to the head.
   */
  public static final String BASE_MEAN = "base.mean";

  private static final String CENTRE = "centre";

  /** What {@link #of} needs of a support set, {@code [T, …]}. */
  public Params fit(Params learned, Examples support) {
    if (this != CL2N) {
      return Params.empty();
    }
    Tensor mean = Weights.mean(support, support.x());
    return Params.perTask(
        Map.of(
            CENTRE, learned.has(BASE_MEAN) ? mean.zerosLike().plus(learned.get(BASE_MEAN)) : mean));
  }

  /** The names and shapes of what {@link #fit} gives for embeddings of D numbers. */
  public Map<String, List<Integer>> fitted(int width) {
    return this == CL2N ? Map.of(CENTRE, List.of(1, width)) : Map.of();
  }

  /** Embeddings {@code [T, N, D]}, prepared. */
  public Tensor of(Params fitted, Tensor embedded) {
    return switch (this) {
      case UN -> embedded;
      case L2N -> Distances.normalised(embedded);
      case CL2N -> Distances.normalised(embedded.minus(fitted.get(CENTRE)));
    };
  }
}
