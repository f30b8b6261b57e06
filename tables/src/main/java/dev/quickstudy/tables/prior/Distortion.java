package dev.quickstudy.tables.prior;

import dev.quickstudy.tensor.RandomKey;
import java.util.Arrays;

/**
 * What makes columns look like those of files: columns that say nothing, copies, warps, far values,
 * rounding, words, gaps. Each is done to some tables only. Changes columns in place; a gap is
 * {@code NaN}.
 */
final class Distortion {
  private static final double TABLE = 0.3;

  private Distortion() {}

  /**
   * Distorts.
   *
   * @param words changed where numbers become words
   * @param labels of the rows: gaps may tell of them
   */
  static void of(double[][] columns, boolean[] words, int[] labels, RandomKey.Stream random) {
    if (Draws.chance(TABLE, random)) {
      idle(columns, random);
    }
    if (columns.length > 2 && Draws.chance(TABLE / 2, random)) {
      copies(columns, words, random);
    }
    if (Draws.chance(TABLE, random)) {
      warps(columns, words, random);
    }
    if (Draws.chance(TABLE / 2, random)) {
      far(columns, words, random);
    }
    if (Draws.chance(0.5, random)) {
      double share = random.uniform();
      for (int c = 0; c < columns.length; c++) {
        if (!words[c] && Draws.chance(share, random)) {
          words[c] = levels(columns[c], random);
        }
      }
    }
    for (int c = 0; c < columns.length; c++) {
      if (words[c]) {
        shuffleCodes(columns[c], random);
      }
    }
    if (Draws.chance(TABLE, random)) {
      gaps(columns, labels, random);
    }
  }

  /** Some columns get an order of rows of their own. */
  private static void idle(double[][] columns, RandomKey.Stream random) {
    double share = random.uniform(0, 0.8);
    for (double[] column : columns) {
      if (Draws.chance(share, random)) {
        int[] order = Draws.choose(column.length, column.length, random);
        double[] old = column.clone();
        for (int row = 0; row < column.length; row++) {
          column[row] = old[order[row]];
        }
      }
    }
  }

  private static void copies(double[][] columns, boolean[] words, RandomKey.Stream random) {
    int count = 1 + random.below(Math.max(1, columns.length / 3));
    double noise = Draws.logUniform(0.01, 0.7, random);
    for (int i = 0; i < count; i++) {
      int from = random.below(columns.length);
      int to = random.below(columns.length);
      if (from != to && !words[from]) {
        double[] copy = Draws.standardised(columns[from].clone());
        for (int row = 0; row < copy.length; row++) {
          copy[row] += noise * random.normal();
        }
        columns[to] = copy;
        words[to] = false;
      }
    }
  }

  private static void warps(double[][] columns, boolean[] words, RandomKey.Stream random) {
    for (int c = 0; c < columns.length; c++) {
      int kind = random.below(6);
      double power = Draws.logUniform(0.3, 3, random);
      if (words[c]) {
        continue;
      }
      double[] column = Draws.standardised(columns[c]);
      for (int row = 0; row < column.length; row++) {
        double x = column[row];
        column[row] =
            switch (kind) {
              case 0 -> Math.signum(x) * StrictMath.pow(Math.abs(x), power);
              case 1 -> StrictMath.exp(Math.min(x * power, 12));
              case 2 -> x > 0 ? x : 0;
              case 3 -> Math.rint(x * 2 * power);
              case 4 -> StrictMath.log(Math.abs(x) + 0.05);
              default -> x;
            };
      }
    }
  }

  /** A few values are many times as far out. */
  private static void far(double[][] columns, boolean[] words, RandomKey.Stream random) {
    double share = random.uniform(0, 0.05);
    for (int c = 0; c < columns.length; c++) {
      double by = Draws.logUniform(3, 50, random);
      for (int row = 0; row < columns[c].length && !words[c]; row++) {
        columns[c][row] *= Draws.chance(share, random) ? by : 1;
      }
    }
  }

  /**
   * Numbers become levels, cut at random places.
   *
   * @return whether the levels are words; otherwise they are numbers in their order
   */
  private static boolean levels(double[] column, RandomKey.Stream random) {
    int count = Draws.logUniform(2, 10, random);
    double[] cuts = new double[count - 1];
    for (int k = 0; k < cuts.length; k++) {
      cuts[k] = column[random.below(column.length)];
    }
    Arrays.sort(cuts);
    for (int row = 0; row < column.length; row++) {
      int level = 0;
      for (double cut : cuts) {
        level += column[row] > cut ? 1 : 0;
      }
      column[row] = level;
    }
    return Draws.chance(0.75, random);
  }

  /** Words are numbered in no order. */
  private static void shuffleCodes(double[] column, RandomKey.Stream random) {
    int most = (int) Arrays.stream(column).max().orElse(0);
    int[] codes = Draws.choose(most + 1, most + 1, random);
    for (int row = 0; row < column.length; row++) {
      column[row] = codes[(int) column[row]];
    }
  }

  /** Cells are missing at random, where a column's own value is great, or more in some classes. */
  private static void gaps(double[][] columns, int[] labels, RandomKey.Stream random) {
    double share = random.uniform();
    int kind = random.below(3);
    double most = random.uniform(0, 0.5);
    for (double[] column : columns) {
      boolean affected = Draws.chance(share, random);
      double rate = random.uniform(0, most);
      double[] sorted = column.clone();
      Arrays.sort(sorted);
      double cut = Draws.quantile(sorted, random.uniform());
      int odd = random.below(2);
      for (int row = 0; row < column.length && affected; row++) {
        double own =
            switch (kind) {
              case 1 -> column[row] > cut ? Math.min(1, 2 * rate) : rate / 4;
              case 2 -> labels[row] % 2 == odd ? Math.min(1, 2 * rate) : rate / 4;
              default -> rate;
            };
        if (Draws.chance(own, random)) {
          column[row] = Double.NaN;
        }
      }
    }
  }
}
