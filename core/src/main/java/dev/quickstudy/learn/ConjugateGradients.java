package dev.quickstudy.learn;

import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.function.UnaryOperator;

/** Solves A·x = b for a symmetric positive definite A, each task by itself, all side by side. */
final class ConjugateGradients {
  private ConjugateGradients() {}

  /**
   * The x with A·x = b.
   *
   * @param product v → A·v; params with a task axis
   * @param b with a task axis
   * @param iterations steps at most
   * @param tolerance a task moves no further when it has ‖b − A·x‖ ≤ tolerance · ‖b‖
   */
  static Params solve(UnaryOperator<Params> product, Params b, int iterations, double tolerance) {
    Params x = b.map(Tensor::zerosLike);
    Params residual = b;
    Params direction = b;
    Tensor square = dot(residual, residual);
    Tensor enough = square.times(tolerance * tolerance);
    for (int i = 0; i < iterations; i++) {
      try (Scope scope = Scope.open()) {
        // A solved task stays where it is: what it gets must not depend on its neighbours.
        Tensor open = enough.minus(square).isAtLeast(0).negate().plus(1);
        if (open.sum().item() == 0) {
          break;
        }
        Params image = product.apply(direction);
        // A task that is solved exactly has no direction left; the tiny number avoids 0/0.
        Tensor step = square.dividedBy(dot(direction, image).plus(1e-30)).times(open);
        x = x.plus(scaled(direction, step));
        residual = residual.minus(scaled(image, step));
        Tensor next = dot(residual, residual);
        direction = residual.plus(scaled(direction, next.dividedBy(square.plus(1e-30))));
        square = scope.keep(next);
        x.tensors().forEach(scope::keep);
        residual.tensors().forEach(scope::keep);
        direction.tensors().forEach(scope::keep);
      }
    }
    return x;
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
