package dev.quickstudy.tables.prior;

import dev.quickstudy.tensor.RandomKey;
import java.util.Arrays;

/**
 * Columns with few values, of which a few decide: a random table of all their combinations, a
 * parity, a count, or the first of some rules that holds.
 */
final class RuleModel {
  private RuleModel() {}

  static Draft draw(int rows, int columns, int classes, RandomKey.Stream random) {
    int most = Draws.chance(0.5, random) ? 2 : 2 + random.below(4);
    boolean even = Draws.chance(0.5, random);
    double[][] x = new double[columns][rows];
    boolean[] words = new boolean[columns];
    int[] levels = new int[columns];
    boolean asWords = Draws.chance(0.6, random);
    for (int c = 0; c < columns; c++) {
      levels[c] = 2 + random.below(most - 1);
      words[c] = asWords;
      double[] shares = Draws.shares(levels[c], even ? 8 : 1.5, random);
      for (int row = 0; row < rows; row++) {
        x[c][row] = Draws.place(shares, random);
      }
    }
    int kind = random.below(4);
    int used = Math.min(columns, kind == 2 ? 2 + random.below(8) : 2 + random.below(2));
    int[] chosen = Draws.choose(used, columns, random);
    int[] labels =
        switch (kind) {
          case 0 -> combinations(x, levels, chosen, classes, random);
          case 1 -> parity(x, chosen, classes);
          case 2 -> counts(x, chosen, classes, random);
          default -> rules(x, levels, classes, random);
        };
    return Draft.ofClasses(x, words, labels, classes);
  }

  private static int[] combinations(
      double[][] x, int[] levels, int[] chosen, int classes, RandomKey.Stream random) {
    int all = 1;
    for (int column : chosen) {
      all *= levels[column];
    }
    int[] table = new int[all];
    for (int i = 0; i < all; i++) {
      table[i] = random.below(classes);
    }
    int[] labels = new int[x[0].length];
    for (int row = 0; row < labels.length; row++) {
      int place = 0;
      for (int column : chosen) {
        place = place * levels[column] + (int) x[column][row];
      }
      labels[row] = table[place];
    }
    return labels;
  }

  private static int[] parity(double[][] x, int[] chosen, int classes) {
    int[] labels = new int[x[0].length];
    for (int row = 0; row < labels.length; row++) {
      int sum = 0;
      for (int column : chosen) {
        sum += (int) x[column][row];
      }
      labels[row] = sum % classes;
    }
    return labels;
  }

  /** How much is on either side, or how many columns have a value, cut into classes. */
  private static int[] counts(double[][] x, int[] chosen, int classes, RandomKey.Stream random) {
    int rows = x[0].length;
    double[] sum = new double[rows];
    for (int column : chosen) {
      double weight = Draws.chance(0.5, random) ? 1 : -1;
      for (int row = 0; row < rows; row++) {
        sum[row] += weight * x[column][row];
      }
    }
    double[] sorted = sum.clone();
    Arrays.sort(sorted);
    int[] labels = new int[rows];
    for (int k = 1; k < classes; k++) {
      double cut = Draws.quantile(sorted, random.uniform(0.1, 0.9));
      for (int row = 0; row < rows; row++) {
        labels[row] += sum[row] >= cut ? 1 : 0;
      }
    }
    return labels;
  }

  private static int[] rules(double[][] x, int[] levels, int classes, RandomKey.Stream random) {
    int rows = x[0].length;
    int[] labels = new int[rows];
    boolean[] told = new boolean[rows];
    int count = 2 + random.below(6);
    for (int rule = 0; rule <= count; rule++) {
      int label = rule < classes ? rule : random.below(classes);
      int terms = rule == count ? 0 : 1 + random.below(2);
      int[] column = new int[terms];
      int[] value = new int[terms];
      for (int i = 0; i < terms; i++) {
        column[i] = random.below(x.length);
        value[i] = random.below(levels[column[i]]);
      }
      for (int row = 0; row < rows; row++) {
        boolean holds = !told[row];
        for (int i = 0; i < terms; i++) {
          holds &= (int) x[column[i]][row] == value[i];
        }
        if (holds) {
          told[row] = true;
          labels[row] = label;
        }
      }
    }
    return labels;
  }
}
