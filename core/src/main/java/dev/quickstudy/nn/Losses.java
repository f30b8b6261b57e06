package dev.quickstudy.nn;

import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;

/** Losses of predictions, one number a task. */
public final class Losses {
  /** Less than any sum of weights, so that a task without any divides by something. */
  private static final double TINY = 1e-30;

  private Losses() {}

  /**
   * Mean over a task's examples of −log softmax(logits)[label].
   *
   * @param logits {@code [T, N, classes]}
   * @param labels int64 {@code [T, N]}, 0 … classes − 1
   * @return {@code [T]}
   */
  public static Tensor crossEntropy(Tensor logits, Tensor labels) {
    return crossEntropy(logits, labels, Optional.empty());
  }

  /**
   * The same, weighted as {@link #mean} does.
   *
   * @param weights {@code [T, N]}
   */
  public static Tensor crossEntropy(Tensor logits, Tensor labels, Optional<Tensor> weights) {
    if (logits.rank() != 3
        || labels.rank() != 2
        || logits.size(0) != labels.size(0)
        || logits.size(1) != labels.size(1)) {
      throw new UsageException(
          "logits must be [tasks, examples, classes] and labels [tasks, examples], but are "
              + Shape.of(logits)
              + " and "
              + Shape.of(labels));
    }
    return mean(logits.logSoftmax(-1).gather(-1, labels.unsqueeze(-1)), weights).negate();
  }

  /**
   * Mean over a task's examples and their dimensions of (prediction − target)².
   *
   * @param predictions {@code [T, N, dimension]}
   * @param targets {@code [T, N, dimension]}
   * @return {@code [T]}
   */
  public static Tensor meanSquaredError(Tensor predictions, Tensor targets) {
    return meanSquaredError(predictions, targets, Optional.empty());
  }

  /**
   * The same, weighted as {@link #mean} does.
   *
   * @param weights {@code [T, N]} or {@code [T, N, dimension]}
   */
  public static Tensor meanSquaredError(
      Tensor predictions, Tensor targets, Optional<Tensor> weights) {
    if (predictions.rank() != 3 || !Arrays.equals(predictions.shape(), targets.shape())) {
      throw new UsageException(
          "predictions and targets must both be [tasks, examples, dimension], but are "
              + Shape.of(predictions)
              + " and "
              + Shape.of(targets));
    }
    return mean(predictions.minus(targets).square(), weights);
  }

  /**
   * The mean over a task's examples of a number for each: Σ w·l / Σ |w|. So scaling all weights of
   * a task changes nothing, examples of weight 0 have no part in it, and a negative weight turns
   * its example's part round. Where all weights of a task are 0, its mean is 0.
   *
   * <p>Absolute values keep the divisor from vanishing where positive and negative weights (the
   * advantages of a policy gradient) cancel. A loss that wants their size as well multiplies and
   * sums for itself.
   *
   * @param each {@code [T, N, …]}
   * @param weights of the first dimensions of {@code each}, at least {@code [T, N]}; the mean over
   *     further dimensions is not weighted. Empty where all weigh the same
   * @return {@code [T]}
   */
  public static Tensor mean(Tensor each, Optional<Tensor> weights) {
    if (weights.isEmpty()) {
      return each.mean(false, LongStream.range(1, each.rank()).toArray());
    }
    long tasks = each.size(0);
    Tensor weight = weights.get().to(each.type());
    long[] shape = Arrays.copyOf(weight.shape(), weight.rank() + 1);
    shape[weight.rank()] = -1;
    Tensor parts = each.reshape(shape).mean(false, -1);
    return parts
        .times(weight)
        .reshape(tasks, -1)
        .sum(false, 1)
        .dividedBy(weight.abs().reshape(tasks, -1).sum(false, 1).atLeast(TINY));
  }
}
