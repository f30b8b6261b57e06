package dev.quickstudy.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.nn.Numbers;
import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.Directions;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.function.ToDoubleFunction;

/**
 * Compares meta-gradients with central differences of the loss itself, in float64: the slopes of
 * each tensor along a few random directions, in which each of its numbers has a part. With {@code
 * -Dquickstudy.everySlope=true}, number by number. Differences are honest only where no ReLU and no
 * maximum changes over within ±h: h is small, and so must the networks be.
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
      Tensor gradient = gradients.get(name);
      assertThat(gradient.shape()).containsExactly(phi.get(name).shape());
      double[] wanted = gradient.toDoubles();
      double[][] directions = Directions.of(wanted.length);
      double[] expected = new double[directions.length];
      double[] actual = new double[directions.length];
      for (int d = 0; d < directions.length; d++) {
        double[] direction = directions[d];
        expected[d] =
            (moved(phi, name, direction, H, loss) - moved(phi, name, direction, -H, loss))
                / (2 * H);
        for (int i = 0; i < wanted.length; i++) {
          actual[d] += wanted[i] * direction[i];
        }
      }
      if (Numbers.norm(expected) < NOTHING) {
        assertThat(Numbers.norm(wanted)).as(name).isLessThan(NOTHING);
      } else {
        any = true;
        double most = TOLERANCE + NOISE * Math.sqrt(expected.length) / Numbers.norm(expected);
        assertThat(Numbers.relative(actual, expected)).as(name).isLessThan(most);
      }
    }
    assertThat(any).isTrue();
  }

  private static double moved(
      Params phi, String name, double[] direction, double by, ToDoubleFunction<Params> loss) {
    try (Scope scope = Scope.open()) {
      double[] values = phi.get(name).toDoubles();
      for (int i = 0; i < values.length; i++) {
        values[i] += by * direction[i];
      }
      return loss.applyAsDouble(Episodes.with(phi, name, Tensor.of(values, phi.get(name).shape())));
    }
  }
}
