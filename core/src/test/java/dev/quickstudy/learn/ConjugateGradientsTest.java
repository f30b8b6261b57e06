package dev.quickstudy.learn;

import static dev.quickstudy.nn.Numbers.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.nn.Numbers;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConjugateGradientsTest extends ScopedTest {
  /** Diagonals of three matrices, from one that is nearly solved in one step to a harder one. */
  private final Tensor diagonals =
      Tensor.of(new double[] {1, 1.1, 1.2, 1.3, 1.4, 2, 1, 1, 3, 4, 1, 2, 9, 30, 80}, 3, 5);

  private final Tensor b = Numbers.normals(1, 3, 5);

  private static Tensor solve(Tensor matrices, Tensor right, double tolerance) {
    return ConjugateGradients.solve(
            vector -> vector.map(tensor -> tensor.times(matrices)),
            Params.perTask(Map.of("x", right)),
            20,
            tolerance,
            false)
        .get("x");
  }

  @Test
  void everyTaskIsSolved() {
    assertClose(solve(diagonals, b, 1e-10), b.dividedBy(diagonals), 1e-9);
    assertClose(solve(diagonals, b, 0), b.dividedBy(diagonals), 1e-12);
  }

  @Test
  void whatATaskGetsDoesNotDependOnItsNeighbours() {
    Tensor together = solve(diagonals, b, 0.1);
    for (int t = 0; t < 3; t++) {
      Tensor alone = solve(diagonals.slice(0, t, t + 1), b.slice(0, t, t + 1), 0.1);
      assertClose(together.slice(0, t, t + 1), alone, 1e-14);
    }
    assertThat(Numbers.relative(together.toDoubles(), b.dividedBy(diagonals).toDoubles()))
        .isGreaterThan(1e-3);
  }

  /** diag(3, 1, −2) has no least value: beyond two positive directions there is only down. */
  @Test
  void solveEndsWhereCurvatureIsNegative() {
    Tensor indefinite = Tensor.of(new double[] {3, 1, -2}, 1, 3);
    for (int seed = 0; seed < 50; seed++) {
      Tensor right = Numbers.normals(seed, 1, 3);
      Tensor x = solve(indefinite, right, 0);
      double size = Math.sqrt(right.square().sum().item());
      assertThat(x.allFinite()).isTrue();
      // Along its first direction b a task can go far where bᵀA·b is small, and never backwards.
      double along = x.times(right).sum().item();
      assertThat(along).isPositive();
      double value = x.square().times(indefinite).sum().item() / 2 - x.times(right).sum().item();
      double curvature = right.square().times(indefinite).sum().item();
      if (curvature <= 0) {
        assertClose(x, right, 1e-15);
      } else {
        assertThat(value).isNegative(); // below that of x = 0
        assertThat(Math.sqrt(x.square().sum().item()))
            .isLessThan(20 * size * size * size / curvature);
      }
    }
  }

  @Test
  void solveOfAnIndefiniteTaskLeavesItsNeighboursAlone() {
    Tensor matrices = Tensor.of(new double[] {3, 1, -2, 3, 1, 2}, 2, 3);
    Tensor right = Numbers.normals(3, 1, 3);
    Tensor both = solve(matrices, Tensor.cat(0, java.util.List.of(right, right)), 1e-12);
    assertClose(both.slice(0, 1, 2), right.dividedBy(matrices.slice(0, 1, 2)), 1e-9);
    assertClose(both.slice(0, 0, 1), solve(matrices.slice(0, 0, 1), right, 1e-12), 1e-14);
  }

  @Test
  void solveOfIndefiniteEquationsIsAskedFor() {
    Tensor indefinite = Tensor.of(new double[] {3, 1, -2}, 1, 3);
    Tensor right = Numbers.normals(3, 1, 3);
    Params solved =
        ConjugateGradients.solve(
            vector -> vector.map(tensor -> tensor.times(indefinite)),
            Params.perTask(Map.of("x", right)),
            20,
            1e-12,
            true);
    assertClose(solved.get("x"), right.dividedBy(indefinite), 1e-9);
  }
}
