package dev.quickstudy.learn;

import dev.quickstudy.nn.Losses;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Tensor;

/** The usual loss for each kind of target. */
final class Loss {
  private Loss() {}

  /**
   * Cross-entropy for classes, mean squared error for values.
   *
   * @param predictions {@code [T, N, outputs]}
   * @return the mean over each task's examples, {@code [T]}
   */
  static Tensor of(Tensor predictions, Examples examples) {
    return examples.targets() instanceof Targets.Classes
        ? Losses.crossEntropy(predictions, examples.y())
        : Losses.meanSquaredError(predictions, examples.y());
  }
}
