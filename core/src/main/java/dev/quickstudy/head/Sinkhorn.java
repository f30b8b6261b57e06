package dev.quickstudy.head;

import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;

/** Optimal transport with an entropy term (Cuturi 2013, algorithm 1), in logarithms. */
final class Sinkhorn {
  static final double TOLERANCE = 1e-5;
  private static final int MOST_ROUNDS = 1000;

  private Sinkhorn() {}

  /**
   * The plan that is next to e^likeness among those that give every query one class in all and
   * every class the same number of queries. Columns hold but for rounding, rows to 10⁻⁵, or else
   * after a thousand rounds; a task that has got there stays as it is while others go on.
   *
   * @param likeness {@code [T, Q, ways]}: −λ · cost
   * @return its logarithm
   */
  static Tensor logPlan(Tensor likeness) {
    double each = Math.log((double) likeness.size(1) / likeness.size(2));
    Tensor plan = likeness.minus(likeness.logSumExp(true, 2));
    plan = plan.minus(columns(plan, each));
    for (int round = 1; round < MOST_ROUNDS; round++) {
      try (Scope scope = Scope.open()) {
        Tensor rows = plan.logSumExp(true, 2);
        Tensor going = rows.exp().plus(-1).abs().max(true, 1, 2).isAtLeast(TOLERANCE);
        if (going.sum().item() == 0) {
          break;
        }
        Tensor scaled = plan.minus(rows.times(going));
        plan = scope.keep(scaled.minus(columns(scaled, each).times(going)));
      }
    }
    return plan;
  }

  /** How far each class is from its share. */
  private static Tensor columns(Tensor plan, double each) {
    return plan.logSumExp(true, 1).plus(-each);
  }
}
