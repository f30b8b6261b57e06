package dev.quickstudy.head.convex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.tensor.RandomKey;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The conditions of Karush, Kuhn and Tucker, which the solution of a convex problem satisfies. */
class SvmDualTest {
  @ParameterizedTest
  @CsvSource({"5, 1, 0.1", "5, 5, 0.1", "3, 4, 0.01", "2, 6, 10"})
  void theSolutionSatisfiesTheOptimalityConditions(int ways, int shots, double c) {
    int n = ways * shots;
    int width = 8;
    double[] z = RandomKey.of(3).normals(n * width);
    double[] gram = new double[n * n];
    int[] labels = new int[n];
    double[] bounds = new double[n];
    Arrays.fill(bounds, c);
    for (int i = 0; i < n; i++) {
      labels[i] = i % ways;
      for (int j = 0; j < n; j++) {
        for (int d = 0; d < width; d++) {
          gram[i * n + j] += z[i * width + d] * z[j * width + d];
        }
      }
      gram[i * n + i] += 0.5;
    }
    double[][] alpha = new SvmDual(gram, labels, bounds, ways).improve(1 << 14);
    int held = 0;
    for (int i = 0; i < n; i++) {
      double sum = 0;
      double level = Double.NaN;
      double[] slope = new double[ways];
      for (int k = 0; k < ways; k++) {
        sum += alpha[i][k];
        slope[k] = k == labels[i] ? -1 : 0;
        for (int j = 0; j < n; j++) {
          slope[k] += gram[i * n + j] * alpha[j][k];
        }
        if (!SvmDual.atBound(alpha[i][k], c, k == labels[i])) {
          level = slope[k];
        }
      }
      assertThat(sum).isCloseTo(0, within(1e-12));
      for (int k = 0; k < ways; k++) {
        boolean own = k == labels[i];
        assertThat(alpha[i][k]).isLessThanOrEqualTo((own ? c : 0) + 1e-15);
        if (SvmDual.atBound(alpha[i][k], c, own)) {
          held++;
          assertThat(slope[k]).isLessThan(level + 1e-8);
        } else {
          assertThat(slope[k]).isCloseTo(level, within(1e-8));
        }
      }
    }
    // Otherwise nothing of the bounds would have been tried.
    assertThat(held).isPositive();
  }
}
