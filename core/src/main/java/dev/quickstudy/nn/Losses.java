package dev.quickstudy.nn;

import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;

/** Losses of predictions, one number a task. */
public final class Losses {
  private Losses() {}

  /**
   * Mean over a task's examples of −log softmax(logits)[label].
   *
   * @param logits {@code [T, N, classes]}
   * @param labels int64 {@code [T, N]}, 0 … classes − 1
   * @return {@code [T]}
   */
  public static Tensor crossEntropy(Tensor logits, Tensor labels) {
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
    return logits.logSoftmax(-1).gather(-1, labels.unsqueeze(-1)).mean(false, 1, 2).negate();
  }

  /**
   * Mean over a task's examples and their dimensions of (prediction − target)².
   *
   * @param predictions {@code [T, N, dimension]}
   * @param targets {@code [T, N, dimension]}
   * @return {@code [T]}
   */
  public static Tensor meanSquaredError(Tensor predictions, Tensor targets) {
    if (predictions.rank() != 3 || !java.util.Arrays.equals(predictions.shape(), targets.shape())) {
      throw new UsageException(
          "predictions and targets must both be [tasks, examples, dimension], but are "
              + Shape.of(predictions)
              + " and "
              + Shape.of(targets));
    }
    return predictions.minus(targets).square().mean(false, 1, 2);
  }
}
