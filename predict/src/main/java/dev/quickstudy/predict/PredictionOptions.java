package dev.quickstudy.predict;

import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.UsageException;

/**
 * What is wanted of predictions.
 *
 * @param unknownBelow an answer whose class is less probable than this is <em>unknown</em>; 0 … 1
 * @param unknownRate the share of inputs like the task's examples that may be called
 *     <em>unknown</em>, 0 … 1: what looks less familiar than all but this share of held-out
 *     examples is of no class. 0 calls none so
 * @param nearest how many of the nearest support examples to tell, at least 0. They cost a second
 *     pass through the network
 */
public record PredictionOptions(double unknownBelow, double unknownRate, int nearest) {
  private static final int USUAL_NEAREST = 3;

  public PredictionOptions {
    if (!(unknownBelow >= 0 && unknownBelow <= 1)) {
      throw new UsageException("unknownBelow must be in 0 … 1, but is " + unknownBelow);
    }
    if (!(unknownRate >= 0 && unknownRate < 1)) {
      throw new UsageException(
          "unknownRate must be at least 0 and less than 1, but is " + unknownRate);
    }
    Checks.atLeast("nearest", 0, nearest);
  }

  /** Without an unknown rate. */
  public PredictionOptions(double unknownBelow, int nearest) {
    this(unknownBelow, 0, nearest);
  }

  /** No answer is unknown; the three nearest examples are told. */
  public static PredictionOptions usual() {
    return new PredictionOptions(0, USUAL_NEAREST);
  }

  /** The same with another threshold. */
  public PredictionOptions unknownBelow(double probability) {
    return new PredictionOptions(probability, unknownRate, nearest);
  }

  /**
   * The same with a rate of false alarms. It takes a second pass through the network, and a task
   * with at least 1/rate − 1 examples in classes of two or more.
   */
  public PredictionOptions unknownRate(double rate) {
    return new PredictionOptions(unknownBelow, rate, nearest);
  }

  /** The same with another number of nearest examples; 0 is quickest. */
  public PredictionOptions nearest(int count) {
    return new PredictionOptions(unknownBelow, unknownRate, count);
  }
}
