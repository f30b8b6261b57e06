package dev.quickstudy.learn;

import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * Solves A·x = b for a symmetric A, each task by itself, all side by side. Where A turns out not to
 * be positive definite, there is no least value to go to, and a task ends where it is.
 */
final class ConjugateGradients {
  private ConjugateGradients() {}

  /**
   * The x with A·x = b.
   *
   * @param product v → A·v; params with a task axis
   * @param b with a task axis
   * @param iterations steps at most
   * @param tolerance a task moves no further when it has ‖b − A·x‖ ≤ tolerance · ‖b‖
   * @param indefinite whether to go on along directions p with pᵀA·p ≤ 0: to the solution of the
   *     equations, which then is no least value
   * @return otherwise, for a task that meets such a direction, what it had before, or b if that was
   *     its first direction (Nocedal and Wright 2006, algorithm 7.1)
   */
  static Params solve(
      UnaryOperator<Params> product,
      Params b,
      int iterations,
      double tolerance,
      boolean indefinite) {
    Params x = b.map(Tensor::zerosLike);
    Params residual = b;
    Params direction = b;
    Tensor square = dot(residual, residual);
    Tensor enough = square.times(tolerance * tolerance);
    // A task that has ended stays where it is: what it gets must not depend on its neighbours.
    Tensor open = positive(square.minus(enough));
    for (int i = 0; i < iterations; i++) {
      try (Scope scope = Scope.open()) {
        if (open.sum().item() == 0) {
          break;
        }
        Params image = product.apply(direction);
        Tensor curvature = dot(direction, image);
        Tensor upwards = indefinite ? open.zerosLike().plus(1) : positive(curvature);
        if (i == 0) {
          x = x.plus(scaled(b, open.times(upwards.negate().plus(1))));
        }
        open = open.times(upwards);
        // Where a task has ended the divisor is 1 and the step 0.
        Tensor step =
            square.times(open).dividedBy(curvature.times(open).plus(open.negate().plus(1)));
        x = x.plus(scaled(direction, step));
        residual = residual.minus(scaled(image, step));
        Tensor next = dot(residual, residual);
        direction = residual.plus(scaled(direction, next.dividedBy(square.plus(1e-30))));
        square = scope.keep(next);
        open = scope.keep(open.times(positive(next.minus(enough))));
        x.tensors().forEach(scope::keep);
        residual.tensors().forEach(scope::keep);
        direction.tensors().forEach(scope::keep);
      }
    }
    return x;
  }

  /** 1 where a number is above 0 or not a number, else 0. */
  private static Tensor positive(Tensor numbers) {
    return numbers.negate().isAtLeast(0).negate().plus(1);
  }

  /** One number a task, {@code [T]}. */
  private static Tensor dot(Params a, Params b) {
    return a.zip(b, (u, v) -> u.times(v).reshape(u.size(0), -1).sum(false, 1)).tensors().stream()
        .reduce(Tensor::plus)
        .orElseThrow();
  }

  private static Params scaled(Params params, Tensor factors) {
    return params.map(
        tensor -> {
          long[] shape = new long[tensor.rank()];
          java.util.Arrays.fill(shape, 1);
          shape[0] = factors.size(0);
          return tensor.times(factors.reshape(shape));
        });
  }
}
