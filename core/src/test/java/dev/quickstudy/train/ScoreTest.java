package dev.quickstudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.Metric;
import dev.quickstudy.tensor.RandomKey;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ScoreTest {
  private static Score score(double... values) {
    return Score.of(Metric.ACCURACY, values, Regime.SUPPORT, "abc", OptionalDouble.empty());
  }

  @Test
  void theIntervalIsThatOfTheTextbook() {
    Score score = score(0.2, 0.4, 0.9, 0.5);
    assertThat(score.mean()).isCloseTo(0.5, within(1e-15));
    // Deviations −0.3, −0.1, 0.4, 0: variance 0.26 / 3.
    assertThat(score.ci95()).isCloseTo(1.96 * Math.sqrt(0.26 / 3) / 2, within(1e-15));
    assertThat(score.episodes()).isEqualTo(4);
    assertThat(score.regime()).isEqualTo(Regime.SUPPORT);
    assertThat(score.episodeHash()).isEqualTo("abc");
    assertThat(score.metric()).isEqualTo(Metric.ACCURACY);
  }

  @Test
  void theIntervalOfManyNormalNumbersIsThatOfTheirLaw() {
    Score score = score(RandomKey.of(3).normals(40_000));
    assertThat(score.ci95()).isCloseTo(1.96 / 200, within(1e-4));
    assertThat(Math.abs(score.mean())).isLessThan(2 * score.ci95());
  }

  @Test
  void equalValuesHaveTheirMeanAndNoIntervalExactly() {
    for (int n : new int[] {2, 3, 10, 49, 1000}) {
      double[] ones = new double[n];
      Arrays.fill(ones, 1);
      assertThat(score(ones).mean()).isEqualTo(1);
      assertThat(score(ones).ci95()).isZero();
    }
  }

  @Test
  void moreAccuracyAndLessErrorAreBetter() {
    assertThat(Metric.ACCURACY.better(0.6, 0.5)).isTrue();
    assertThat(Metric.ACCURACY.better(0.5, 0.6)).isFalse();
    assertThat(Metric.ACCURACY.better(0.5, 0.5)).isFalse();
    assertThat(Metric.MEAN_SQUARED_ERROR.better(0.5, 0.6)).isTrue();
    assertThat(Metric.MEAN_SQUARED_ERROR.better(0.6, 0.5)).isFalse();
    assertThat(Metric.MEAN_SQUARED_ERROR.better(0.5, 0.5)).isFalse();
    assertThat(Metric.MEAN_SQUARED_ERROR.better(Double.NaN, 0.5)).isFalse();
  }
}
