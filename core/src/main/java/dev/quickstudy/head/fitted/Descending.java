package dev.quickstudy.head.fitted;

import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;

/** Gradient descent of a head's own weights, in the memory of one step. */
final class Descending {
  private Descending() {}

  /** What is descended. */
  @FunctionalInterface
  interface Loss {
    /** A scalar: the sum over tasks, so that each task descends by itself. */
    Tensor of(Params weights, int step);
  }

  /** The weights after so many steps, in the current scope; nothing flows through them. */
  static Params on(Params start, Transform transform, int steps, Loss loss) {
    Params weights = start;
    Params state = transform.init(start);
    // Owns what the last step left; what was before it is freed.
    Scope kept = Scope.detached();
    try (Scope outer = Scope.open()) {
      for (int step = 0; step < steps; step++) {
        Scope next = Scope.detached();
        try (Scope scope = Scope.open()) {
          Params variables = weights.variables();
          Params gradients = variables.gradients(loss.of(variables, step), false);
          Transform.Step moved =
              transform.update(gradients, state, weights, new Transform.Signal(step));
          weights = weights.plus(moved.updates()).ownedBy(next);
          state = moved.state().ownedBy(next);
        } finally {
          kept.close();
          kept = next;
        }
      }
      return weights.map(outer::keep);
    } finally {
      kept.close();
    }
  }
}
