package dev.quickstudy.judge;

/**
 * How far the probabilities of answers are from the share of right answers: the expected
 * calibration error over {@value #BINS} bins of equal width (Naeini, Cooper, Hauskrecht 2015; Guo
 * et al. 2017, eq. 3).
 */
public final class CalibrationError {
  static final int BINS = 15;

  private final double[] confidence = new double[BINS];
  private final long[] right = new long[BINS];
  private long answers;

  /**
   * Adds an answer. One that is not finite says nothing of calibration, and is left out.
   *
   * @param probability that it was given with, 0 … 1
   */
  public void add(double probability, boolean isRight) {
    if (!Double.isFinite(probability)) {
      return;
    }
    int bin = Math.min(BINS - 1, (int) (probability * BINS));
    confidence[bin] += probability;
    right[bin] += isRight ? 1 : 0;
    answers++;
  }

  /** The error, 0 … 1; 0 where nothing was added. */
  public double value() {
    double sum = 0;
    for (int bin = 0; bin < BINS; bin++) {
      sum += Math.abs(confidence[bin] - right[bin]);
    }
    return answers == 0 ? 0 : sum / answers;
  }
}
