package dev.quickstudy.head.transductive;

import dev.quickstudy.tensor.Tensor;
import java.util.Arrays;

/**
 * Optimal transport with an entropy term (Cuturi 2013, algorithm 1). Classes and queries are few
 * and rounds many, so the rounds are made on plain arrays, task by task.
 */
public final class Sinkhorn {
  static final double TOLERANCE = 1e-6;
  private static final int MOST_ROUNDS = 1000;

  private Sinkhorn() {}

  /**
   * The plan that is next to e^likeness among those that give every query one class in all and
   * every class the same number of queries. Rows hold but for rounding, columns to 10⁻⁶, or else as
   * far as a thousand rounds bring them. Gradients take the factors of the classes as constants.
   *
   * @param likeness {@code [T, Q, ways]}: −λ · cost, in no row further apart than 500
   * @return its logarithm
   */
  public static Tensor logPlan(Tensor likeness) {
    int tasks = (int) likeness.size(0);
    int queries = (int) likeness.size(1);
    int ways = (int) likeness.size(2);
    double[] all = likeness.toDoubles();
    double[] logFactors = new double[tasks * ways];
    for (int t = 0; t < tasks; t++) {
      double[] factors =
          factors(Arrays.copyOfRange(all, t * queries * ways, (t + 1) * queries * ways), ways);
      for (int k = 0; k < ways; k++) {
        logFactors[t * ways + k] = Math.log(factors[k]);
      }
    }
    return likeness.plus(Tensor.of(logFactors, tasks, 1, ways).to(likeness.type())).logSoftmax(-1);
  }

  /** What each class's column is multiplied by before rows are scaled to sum 1. */
  private static double[] factors(double[] likeness, int ways) {
    int queries = likeness.length / ways;
    double[] kernel = new double[likeness.length];
    for (int q = 0; q < queries; q++) {
      double best = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < ways; k++) {
        best = Math.max(best, likeness[q * ways + k]);
      }
      for (int k = 0; k < ways; k++) {
        kernel[q * ways + k] = Math.exp(likeness[q * ways + k] - best);
      }
    }
    double each = (double) queries / ways;
    double[] factors = new double[ways];
    Arrays.fill(factors, 1);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      double[] shares = shares(kernel, factors);
      double off = 0;
      for (int k = 0; k < ways; k++) {
        off = Math.max(off, Math.abs(shares[k] - each));
      }
      if (off <= TOLERANCE) {
        break;
      }
      for (int k = 0; k < ways; k++) {
        factors[k] *= each / shares[k];
      }
    }
    return factors;
  }

  /** The number of queries that each class gets when rows are scaled to sum 1. */
  private static double[] shares(double[] kernel, double[] factors) {
    int ways = factors.length;
    double[] shares = new double[ways];
    for (int row = 0; row < kernel.length; row += ways) {
      double sum = 0;
      for (int k = 0; k < ways; k++) {
        sum += kernel[row + k] * factors[k];
      }
      for (int k = 0; k < ways; k++) {
        shares[k] += kernel[row + k] * factors[k] / sum;
      }
    }
    return shares;
  }
}
