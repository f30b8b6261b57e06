package dev.quickstudy.inner;

import dev.quickstudy.task.Examples;
import dev.quickstudy.tensor.Tensor;
import java.util.List;

/**
 * What the support sets of T tasks look like. The order of the examples does not matter, nor do the
 * numbers that classes go by.
 *
 * @param statistics {@code [T, 5]}: see {@link #STATISTICS}
 * @param summary {@code [T, width]}: what a {@link SupportSummary} has learned to see
 */
public record DataDescription(Tensor statistics, Tensor summary) {
  /**
   * What the statistics are: the logarithm of the root mean square of inputs, their mean relative
   * to it, both for real-valued answers as well (0 for classes), and the deviation of the number of
   * examples a class relative to its mean (0 for values).
   */
  public static final List<String> STATISTICS =
      List.of("input size", "input mean", "answer size", "answer mean", "class imbalance");

  private static final double TINY = 1e-8;

  /** The statistics of support sets. */
  static Tensor statistics(Examples support) {
    Tensor x = support.x().reshape(support.tasks(), -1);
    Tensor zero = Tensor.zeros(x.type(), support.tasks());
    Tensor inputSize = size(x);
    Tensor inputMean = x.mean(false, 1).dividedBy(inputSize);
    if (support.targets().classes().isPresent()) {
      Tensor counts = support.answers(x.type()).sum(false, 1);
      Tensor mean = counts.mean(true, 1);
      Tensor imbalance = counts.minus(mean).square().mean(false, 1).sqrt();
      return Tensor.stack(
          1,
          List.of(inputSize.log(), inputMean, zero, zero, imbalance.dividedBy(mean.select(1, 0))));
    }
    Tensor y = support.answers(x.type()).reshape(support.tasks(), -1);
    Tensor answerSize = size(y);
    return Tensor.stack(
        1,
        List.of(
            inputSize.log(),
            inputMean,
            answerSize.log(),
            y.mean(false, 1).dividedBy(answerSize),
            zero));
  }

  /** The root mean square of each task's numbers: {@code [T, N]} to {@code [T]}. */
  static Tensor size(Tensor numbers) {
    return numbers.square().mean(false, 1).plus(TINY).sqrt();
  }
}
