package dev.quickstudy.tables.prior;

import dev.quickstudy.tensor.RandomKey;

/** Columns that nothing in the table causes. */
final class Causes {
  private Causes() {}

  /** {@code [cause][row]}, each of about unit size, independent or, often, correlated. */
  static double[][] draw(int rows, int count, RandomKey.Stream random) {
    int kind = random.below(3);
    double[][] causes = new double[count][];
    for (int c = 0; c < count; c++) {
      int own = kind == 2 ? random.below(4) : kind;
      causes[c] = Draws.standardised(column(own, rows, random));
    }
    if (count > 1 && Draws.chance(0.3, random)) {
      mix(causes, random);
    }
    return causes;
  }

  private static double[] column(int kind, int rows, RandomKey.Stream random) {
    double[] column = new double[rows];
    double[] levels = Draws.shares(2 + random.below(8), 1, random);
    double power = random.uniform(0.5, 2);
    for (int row = 0; row < rows; row++) {
      column[row] =
          switch (kind) {
            case 0 -> random.normal();
            case 1 -> random.uniform(-1, 1);
            case 2 -> Draws.place(levels, random);
            default -> StrictMath.pow(random.uniform() + 1e-3, -power / 2);
          };
    }
    return column;
  }

  /** Adds to each cause a part of the one before. */
  private static void mix(double[][] causes, RandomKey.Stream random) {
    double part = random.uniform(0.2, 2);
    for (int c = 1; c < causes.length; c++) {
      double own = random.normal() * part;
      for (int row = 0; row < causes[c].length; row++) {
        causes[c][row] += own * causes[c - 1][row];
      }
      Draws.standardised(causes[c]);
    }
  }
}
