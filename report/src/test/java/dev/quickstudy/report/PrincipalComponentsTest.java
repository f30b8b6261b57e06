package dev.quickstudy.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.tensor.RandomKey;
import org.junit.jupiter.api.Test;

class PrincipalComponentsTest {
  /** Points in a plane of a space of five dimensions, far from its origin. */
  private static float[][] plane(double longer, double shorter) {
    RandomKey.Stream random = RandomKey.of(3).stream();
    float[][] points = new float[40][5];
    for (float[] point : points) {
      double a = longer * random.normal();
      double b = shorter * random.normal();
      point[0] = (float) (a * 0.6 + 100);
      point[1] = (float) (a * 0.8);
      point[2] = (float) (b * 0.8 - 30);
      point[4] = (float) (b * 0.6);
    }
    return points;
  }

  @Test
  void pointsOfAPlaneKeepTheirDistances() {
    float[][] points = plane(3, 1);
    PrincipalComponents map = PrincipalComponents.of(points);
    assertThat(map.shares[0] + map.shares[1]).isCloseTo(1, within(1e-6));
    assertThat(map.shares[0]).isGreaterThan(0.7);
    for (int i = 1; i < points.length; i++) {
      double squares = 0;
      for (int d = 0; d < 5; d++) {
        squares += Math.pow(points[i][d] - points[0][d], 2);
      }
      double mapped =
          Math.hypot(map.places[i][0] - map.places[0][0], map.places[i][1] - map.places[0][1]);
      assertThat(mapped).isCloseTo(Math.sqrt(squares), within(1e-3));
    }
  }

  @Test
  void pointsThatAreAllTheSameLieInOnePlace() {
    PrincipalComponents map = PrincipalComponents.of(new float[][] {{1, 2}, {1, 2}, {1, 2}});
    assertThat(map.shares).containsExactly(0, 0);
    assertThat(map.places).isDeepEqualTo(new double[3][2]);
  }
}
