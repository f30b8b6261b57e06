package dev.quickstudy.judge;

import java.util.Arrays;

/**
 * A mean and how far it can be trusted.
 *
 * @param mean of the values
 * @param ci95 half of the 95 % interval of the mean: 1.96 · σ / √n, σ of a sample; 0 for one value
 */
public record Interval(double mean, double ci95) {
  /**
   * Of values that do not depend on each other.
   *
   * @param values at least one
   */
  public static Interval of(double... values) {
    double mean = Arrays.stream(values).sum() / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double deviation = Math.sqrt(squares / Math.max(1, values.length - 1));
    return new Interval(mean, 1.96 * deviation / Math.sqrt(values.length));
  }

  /**
   * Whether the mean is above a number by more than chance explains: all of its interval is.
   *
   * @param number finite
   */
  public boolean isAbove(double number) {
    return mean == Double.POSITIVE_INFINITY || mean - ci95 > number;
  }

  /** The interval of the same values with their signs changed. */
  public Interval negate() {
    return new Interval(-mean, ci95);
  }
}
