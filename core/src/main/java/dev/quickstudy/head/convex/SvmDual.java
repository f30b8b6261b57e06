package dev.quickstudy.head.convex;

/**
 * The dual of Crammer and Singer's support vector machine: minimise ½ Σₖ αₖᵀGαₖ − Σᵢ α(i, yᵢ) with
 * αᵢₖ ≤ Cᵢ·[k = yᵢ] and Σₖ αᵢₖ = 0. Improved example by example, each in closed form given the
 * others (Keerthi et al. 2008).
 */
final class SvmDual {
  /** Closer to its bound than this, in units of C, a variable is at its bound. */
  private static final double AT_BOUND = 1e-9;

  /** How far, in units of the margin, slopes may be from those of an optimum. */
  private static final double OPTIMAL = 1e-9;

  private final double[] gram;
  private final int[] labels;
  private final int ways;
  private final double[] bounds;
  private final double[][] alpha;

  /**
   * A problem.
   *
   * @param gram positive definite, row by row
   * @param bounds Cᵢ by example, positive
   */
  SvmDual(double[] gram, int[] labels, double[] bounds, int ways) {
    this.gram = gram;
    this.labels = labels;
    this.ways = ways;
    this.bounds = bounds;
    this.alpha = new double[labels.length][ways];
  }

  static boolean atBound(double value, double bound, boolean own) {
    return (own ? bound : 0) - value < AT_BOUND * bound;
  }

  /** Improves example after example, each {@code sweeps} times; gives αᵢₖ by example and class. */
  double[][] improve(int sweeps) {
    for (int sweep = 0; sweep < sweeps; sweep++) {
      double move = 0;
      for (int i = 0; i < labels.length; i++) {
        move = Math.max(move, improveExample(i));
      }
      // Also ends where there is nothing but NaN.
      if (!(move > 0)) {
        break;
      }
    }
    return alpha;
  }

  /**
   * Whether variables satisfy all constraints, and no example has two that could be exchanged for a
   * better objective.
   *
   * @param found αᵢₖ, row by row
   */
  boolean optimal(double[] found) {
    int n = labels.length;
    for (int i = 0; i < n; i++) {
      double sum = 0;
      double highest = Double.NEGATIVE_INFINITY;
      double lowest = Double.POSITIVE_INFINITY;
      for (int k = 0; k < ways; k++) {
        double value = found[i * ways + k];
        double slope = k == labels[i] ? -1 : 0;
        for (int j = 0; j < n; j++) {
          slope += gram[i * n + j] * found[j * ways + k];
        }
        sum += value;
        highest = Math.max(highest, slope);
        if (value > bound(i, k) + AT_BOUND * bounds[i]) {
          return false;
        }
        if (!atBound(value, bounds[i], k == labels[i])) {
          lowest = Math.min(lowest, slope);
        }
      }
      if (!(Math.abs(sum) <= AT_BOUND * bounds[i]) || !(highest - lowest <= OPTIMAL)) {
        return false;
      }
    }
    return true;
  }

  /** Puts one example's variables where they are best; returns how far the farthest moved. */
  private double improveExample(int i) {
    int n = labels.length;
    double own = gram[i * n + i];
    double[] centre = new double[ways];
    for (int k = 0; k < ways; k++) {
      double pull = k == labels[i] ? 1 : 0;
      for (int j = 0; j < n; j++) {
        if (j != i) {
          pull -= gram[i * n + j] * alpha[j][k];
        }
      }
      centre[k] = pull / own;
    }
    double level = level(centre, i);
    double move = 0;
    for (int k = 0; k < ways; k++) {
      double value = Math.min(bound(i, k), centre[k] + level);
      move = Math.max(move, Math.abs(value - alpha[i][k]));
      alpha[i][k] = value;
    }
    return move;
  }

  private double bound(int i, int k) {
    return k == labels[i] ? bounds[i] : 0;
  }

  /**
   * The β with Σₖ min(bound, centreₖ + β) = 0: piecewise linear, so found from corner to corner.
   */
  private double level(double[] centre, int i) {
    boolean[] held = new boolean[ways];
    while (true) {
      double sum = 0;
      int free = 0;
      for (int k = 0; k < ways; k++) {
        sum += held[k] ? bound(i, k) : centre[k];
        free += held[k] ? 0 : 1;
      }
      double level = -sum / free;
      boolean changed = false;
      for (int k = 0; k < ways; k++) {
        if (!held[k] && centre[k] + level > bound(i, k)) {
          held[k] = true;
          changed = true;
        }
      }
      if (!changed) {
        return level;
      }
    }
  }
}
