package dev.quickstudy.tables.prior;

import dev.quickstudy.tensor.RandomKey;

/**
 * Columns that follow from the class: mixtures of normals a class, or words whose frequencies
 * differ by class (naive Bayes). Tables may have both.
 */
final class ClassModel {
  private ClassModel() {}

  static Draft draw(int rows, int columns, int classes, RandomKey.Stream random) {
    int[] labels = labels(rows, classes, random);
    double share = Draws.chance(0.4, random) ? 0 : Draws.chance(0.5, random) ? 1 : random.uniform();
    double telling = random.uniform(0.2, 1);
    double apart = Draws.logUniform(0.4, 3, random);
    double evenness = Draws.logUniform(0.4, 2, random);
    int most = 1 + random.below(3); // components of a class's mixture
    int[] component = new int[rows];
    for (int row = 0; row < rows; row++) {
      component[row] = random.below(most);
    }
    boolean spreadByClass = Draws.chance(0.5, random);
    double[][] x = new double[columns][rows];
    boolean[] words = new boolean[columns];
    for (int c = 0; c < columns; c++) {
      boolean tells = Draws.chance(telling, random);
      words[c] = Draws.chance(share, random);
      if (words[c]) {
        words(x[c], labels, classes, tells, evenness, random);
      } else {
        double[] means = Draws.normals(classes * most, random);
        double[] spreads = new double[classes * most];
        for (int i = 0; i < spreads.length; i++) {
          spreads[i] = spreadByClass ? Draws.logUniform(0.4, 2.5, random) : 1;
        }
        for (int row = 0; row < rows; row++) {
          int place = labels[row] * most + component[row];
          x[c][row] =
              random.normal() * (tells ? spreads[place] : 1) + (tells ? apart * means[place] : 0);
        }
      }
    }
    if (share == 0 && columns > 1 && Draws.chance(0.4, random)) {
      turn(x, random);
    }
    return Draft.ofClasses(x, words, labels, classes);
  }

  /** Labels by shares, which are often uneven. */
  static int[] labels(int rows, int classes, RandomKey.Stream random) {
    double[] shares = Draws.shares(classes, Draws.chance(0.5, random) ? 1 : 3, random);
    int[] labels = new int[rows];
    for (int row = 0; row < rows; row++) {
      labels[row] = Draws.place(shares, random);
    }
    return labels;
  }

  private static void words(
      double[] column,
      int[] labels,
      int classes,
      boolean tells,
      double evenness,
      RandomKey.Stream random) {
    int levels = 2 + random.below(Draws.chance(0.6, random) ? 3 : 8);
    double[][] frequencies = new double[classes][];
    for (int k = 0; k < classes; k++) {
      frequencies[k] = k == 0 || tells ? Draws.shares(levels, evenness, random) : frequencies[0];
    }
    for (int row = 0; row < column.length; row++) {
      column[row] = Draws.place(frequencies[labels[row]], random);
    }
  }

  /** Turns pairs of columns, so that no column alone tells as much. */
  private static void turn(double[][] x, RandomKey.Stream random) {
    for (int c = 1; c < x.length; c++) {
      int other = random.below(c);
      double angle = random.uniform(0, Math.PI);
      double cos = StrictMath.cos(angle);
      double sin = StrictMath.sin(angle);
      for (int row = 0; row < x[c].length; row++) {
        double a = x[c][row];
        double b = x[other][row];
        x[c][row] = cos * a - sin * b;
        x[other][row] = sin * a + cos * b;
      }
    }
  }
}
