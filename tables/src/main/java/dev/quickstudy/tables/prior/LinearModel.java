package dev.quickstudy.tables.prior;

import dev.quickstudy.tensor.RandomKey;

/**
 * Scores that are sums of a few columns with noise: a cut of one score, or multinomial logistic
 * regression; or normal columns of one covariance whose means differ by class (linear
 * discriminants).
 */
final class LinearModel {
  private LinearModel() {}

  static Draft draw(int rows, int columns, int classes, RandomKey.Stream random) {
    double[][] x = Causes.draw(rows, columns, random);
    if (Draws.chance(0.3, random)) {
      return discriminant(x, classes, random);
    }
    int used = Draws.logUniform(1, columns, random);
    int[] chosen = Draws.choose(used, columns, random);
    int scores = classes > 2 && Draws.chance(0.7, random) ? classes : 1;
    double noise = Draws.logUniform(0.05, 1.5, random);
    boolean logistic = Draws.chance(0.5, random);
    double[][] score = new double[scores][rows];
    for (double[] one : score) {
      for (int column : chosen) {
        double weight = random.normal();
        for (int row = 0; row < rows; row++) {
          one[row] += weight * x[column][row];
        }
      }
      Draws.standardised(one);
      for (int row = 0; row < rows; row++) {
        one[row] += noise * (logistic ? gumbel(random) : random.normal());
      }
    }
    return Draft.ofNumbers(x, score);
  }

  /** With this noise, the greatest score follows multinomial logistic regression. */
  private static double gumbel(RandomKey.Stream random) {
    return -StrictMath.log(-StrictMath.log(random.uniform() * (1 - 2e-12) + 1e-12));
  }

  private static Draft discriminant(double[][] x, int classes, RandomKey.Stream random) {
    int rows = x[0].length;
    int[] labels = ClassModel.labels(rows, classes, random);
    double apart = Draws.logUniform(0.3, 3, random);
    double telling = random.uniform(0.2, 1);
    for (double[] column : x) {
      if (Draws.chance(telling, random)) {
        double[] means = Draws.normals(classes, random);
        for (int row = 0; row < rows; row++) {
          column[row] += apart * means[labels[row]];
        }
      }
    }
    return Draft.ofClasses(x, new boolean[x.length], labels, classes);
  }
}
