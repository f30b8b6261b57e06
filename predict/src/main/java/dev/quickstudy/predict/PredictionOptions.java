package dev.quickstudy.predict;

import dev.quickstudy.tensor.UsageException;

/**
 * What is wanted of predictions.
 *
 * @param unknownBelow an answer whose class is less probable than this is <em>unknown</em>; 0 … 1
 * @param nearest how many of the nearest support examples to tell, at least 0. They cost a second
 *     pass through the network
 */
public record PredictionOptions(double unknownBelow, int nearest) {
  private static final int USUAL_NEAREST = 3;

  public PredictionOptions {
    if (!(unknownBelow >= 0 && unknownBelow <= 1)) {
      throw new UsageException("unknownBelow must be in 0 … 1, but is " + unknownBelow);
    }
    if (nearest < 0) {
      throw new UsageException("nearest must be at least 0, but is " + nearest);
    }
  }

  /** No answer is unknown; the three nearest examples are told. */
  public static PredictionOptions usual() {
    return new PredictionOptions(0, USUAL_NEAREST);
  }

  /** The same with another threshold. */
  public PredictionOptions unknownBelow(double probability) {
    return new PredictionOptions(probability, nearest);
  }

  /** The same with another number of nearest examples; 0 is quickest. */
  public PredictionOptions nearest(int count) {
    return new PredictionOptions(unknownBelow, count);
  }
}
