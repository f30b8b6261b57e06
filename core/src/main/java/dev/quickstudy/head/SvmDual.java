package dev.quickstudy.head;

/**
 * The dual of Crammer and Singer's support vector machine: minimise ½ Σₖ αₖᵀGαₖ − Σᵢ α(i, yᵢ) with
 * αᵢₖ ≤ C·[k = yᵢ] and Σₖ αᵢₖ = 0. Solved example by example, each in closed form given the others
 * (Keerthi et al. 2008), until no variable moves.
 */
final class SvmDual {
  private static final int MOST_SWEEPS = 20_000;
  private static final double SMALLEST_MOVE = 1e-13;

  /** Closer to its bound than this, in units of C, a variable is at its bound. */
  private static final double AT_BOUND = 1e-9;

  private final double[] gram;
  private final int[] labels;
  private final int ways;
  private final double c;
  private final double[][] alpha;

  /**
   * A problem.
   *
   * @param gram positive definite, row by row
   */
  SvmDual(double[] gram, int[] labels, int ways, double c) {
    this.gram = gram;
    this.labels = labels;
    this.ways = ways;
    this.c = c;
    this.alpha = new double[labels.length][ways];
  }

  static boolean atBound(double value, double c, boolean own) {
    return (own ? c : 0) - value < AT_BOUND * c;
  }

  /** αᵢₖ by example and class. */
  double[][] solve() {
    for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      double move = 0;
      for (int i = 0; i < labels.length; i++) {
        move = Math.max(move, improve(i));
      }
      if (move < SMALLEST_MOVE * c) {
        break;
      }
    }
    return alpha;
  }

  /** Puts one example's variables where they are best; returns how far the farthest moved. */
  private double improve(int i) {
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
    double level = level(centre, labels[i]);
    double move = 0;
    for (int k = 0; k < ways; k++) {
      double value = Math.min(bound(k, labels[i]), centre[k] + level);
      move = Math.max(move, Math.abs(value - alpha[i][k]));
      alpha[i][k] = value;
    }
    return move;
  }

  private double bound(int k, int label) {
    return k == label ? c : 0;
  }

  /**
   * The β with Σₖ min(bound, centreₖ + β) = 0: piecewise linear, so found from corner to corner.
   */
  private double level(double[] centre, int label) {
    boolean[] held = new boolean[ways];
    while (true) {
      double sum = 0;
      int free = 0;
      for (int k = 0; k < ways; k++) {
        sum += held[k] ? bound(k, label) : centre[k];
        free += held[k] ? 0 : 1;
      }
      double level = -sum / free;
      boolean changed = false;
      for (int k = 0; k < ways; k++) {
        if (!held[k] && centre[k] + level > bound(k, label)) {
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
