package dev.quickstudy.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.nn.Numbers;
import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.function.ToDoubleFunction;

/**
 * Compares meta-gradients with central differences of the loss itself, number by number, in
 * float64. Differences are honest only where no ReLU and no maximum changes over within ±h: h is
 * small, and so must the networks be.
 */
final class Slopes {
  private static final double H = 1e-6;
  private static final double TOLERANCE = 1e-6;

  /** What rounding of a loss near 1 makes of a difference over 2h. */
  private static final double NOISE = 2e-10;

  /**
   * Below this norm a tensor has no gradient (a bias before batch normalisation): differences are
   * noise.
   */
  private static final double NOTHING = 1e-7;

  private Slopes() {}

  static void check(Params gradients, Params phi, ToDoubleFunction<Params> loss) {
    assertThat(gradients.names()).containsExactlyElementsOf(phi.names());
    boolean any = false;
    for (String name : phi.names()) {
      double[] actual = gradients.get(name).toDoubles();
      double[] expected = differences(phi, name, loss);
      assertThat(gradients.get(name).shape()).containsExactly(phi.get(name).shape());
      if (Numbers.norm(expected) < NOTHING) {
        assertThat(Numbers.norm(actual)).as(name).isLessThan(NOTHING);
      } else {
        any = true;
        double most = TOLERANCE + NOISE * Math.sqrt(expected.length) / Numbers.norm(expected);
        assertThat(Numbers.relative(actual, expected)).as(name).isLessThan(most);
      }
    }
    assertThat(any).isTrue();
  }

  private static double[] differences(Params phi, String name, ToDoubleFunction<Params> loss) {
    double[] slope = new double[(int) phi.get(name).elements()];
    for (int i = 0; i < slope.length; i++) {
      slope[i] = (moved(phi, name, i, H, loss) - moved(phi, name, i, -H, loss)) / (2 * H);
    }
    return slope;
  }

  private static double moved(
      Params phi, String name, int index, double by, ToDoubleFunction<Params> loss) {
    try (Scope scope = Scope.open()) {
      double[] values = phi.get(name).toDoubles();
      values[index] += by;
      return loss.applyAsDouble(Episodes.with(phi, name, Tensor.of(values, phi.get(name).shape())));
    }
  }
}
