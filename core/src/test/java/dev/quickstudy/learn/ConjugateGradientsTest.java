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
            tolerance)
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
}
