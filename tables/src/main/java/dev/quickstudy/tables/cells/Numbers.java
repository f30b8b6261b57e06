package dev.quickstudy.tables.cells;

import java.util.Arrays;

/** Statistics of a few numbers. Sums have one order, so results are the same everywhere. */
public final class Numbers {
  private Numbers() {}

  public static double mean(double[] numbers) {
    return numbers.length == 0 ? 0 : Arrays.stream(numbers).sum() / numbers.length;
  }

  /** The standard deviation of all of them, not of a sample. */
  public static double deviation(double[] numbers) {
    double mean = mean(numbers);
    double squares = 0;
    for (double number : numbers) {
      squares += (number - mean) * (number - mean);
    }
    return numbers.length == 0 ? 0 : Math.sqrt(squares / numbers.length);
  }

  /** Between neighbours, in proportion (Hyndman and Fan 1996, definition 7). */
  public static double quantile(double[] sorted, double share) {
    if (sorted.length == 0) {
      return 0;
    }
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  public static double mode(double[] sorted) {
    double best = 0;
    int most = 0;
    int run = 0;
    for (int i = 0; i < sorted.length; i++) {
      run = i > 0 && sorted[i] == sorted[i - 1] ? run + 1 : 1;
      if (run > most) {
        most = run;
        best = sorted[i];
      }
    }
    return best;
  }
}
