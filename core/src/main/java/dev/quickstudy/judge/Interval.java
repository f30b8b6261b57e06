package dev.quickstudy.judge;

import java.util.Arrays;

/**
 * A mean and how far it can be trusted.
 *
 * @param mean of the values
 * @param ci95 half of the 95 % interval of the mean: t · s / √n, s the deviation of the sample and
 *     t the 97.5 % quantile of Student's law with n − 1 degrees of freedom, which is 12.71 for two
 *     values, 2.26 for ten and 1.96 for very many; 0 for one value, of which nothing is known
 */
public record Interval(double mean, double ci95) {
  private static final double NORMAL = 1.959963984540054;

  /** The 97.5 % quantiles of Student's law for 1 … 10 degrees of freedom. */
  private static final double[] STUDENT = {
    12.706204736,
    4.302652730,
    3.182446305,
    2.776445105,
    2.570581836,
    2.446911851,
    2.364624252,
    2.306004135,
    2.262157163,
    2.228138852
  };

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
    int freedom = values.length - 1;
    double deviation = Math.sqrt(squares / Math.max(1, freedom));
    return new Interval(
        mean, freedom == 0 ? 0 : student(freedom) * deviation / Math.sqrt(values.length));
  }

  /**
   * The 97.5 % quantile of Student's law; from 11 degrees of freedom on by Cornish and Fisher's
   * expansion (Abramowitz and Stegun 1964, 26.7.5), which is right to five digits there.
   *
   * @param freedom degrees of freedom, at least 1
   */
  static double student(int freedom) {
    if (freedom <= STUDENT.length) {
      return STUDENT[freedom - 1];
    }
    double z = NORMAL;
    double z2 = z * z;
    double n = freedom;
    double first = z * (z2 + 1) / 4;
    double second = z * ((5 * z2 + 16) * z2 + 3) / 96;
    double third = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
    double fourth = z * ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92160;
    return z + (first + (second + (third + fourth / n) / n) / n) / n;
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
