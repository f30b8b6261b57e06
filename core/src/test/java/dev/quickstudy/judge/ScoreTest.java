package dev.quickstudy.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.Metric;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.UsageException;
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

  /** Episodes of which some are much harder than others; one learner is a little better in each. */
  @Test
  void aheadIsSureOfASmallLeadThatEveryEpisodeShows() {
    double[] hard = RandomKey.of(5).normals(100);
    double[] noise = RandomKey.of(6).normals(100);
    double[] better = new double[100];
    Arrays.setAll(better, i -> hard[i] + 0.1 + 0.05 * noise[i]);
    Interval ahead = score(better).ahead(score(hard));

    double[] differences = new double[100];
    Arrays.setAll(differences, i -> better[i] - hard[i]);
    assertThat(ahead).isEqualTo(Interval.of(differences));
    assertThat(ahead.isAbove(0)).isTrue();
    assertThat(score(better).mean() - score(hard).mean())
        .as("which the intervals of the two alone do not tell")
        .isLessThan(score(hard).ci95());
    assertThat(score(hard).ahead(score(better)).isAbove(0)).isFalse();
    assertThat(score(hard).ahead(score(better)).negate()).isEqualTo(ahead);
    assertThat(score(hard).ahead(score(hard)).isAbove(0)).isFalse();
  }

  @Test
  void aheadCountsLessErrorAsBetter() {
    Score small = error("abc", 0.1, 0.2, 0.1);
    Score great = error("abc", 0.5, 0.7, 0.4);
    assertThat(small.ahead(great).mean()).isCloseTo(0.4, within(1e-12));
    assertThat(small.ahead(great).isAbove(0)).isTrue();
    assertThat(small.ahead(error("abc", 0.1, Double.POSITIVE_INFINITY, 3)).isAbove(0)).isTrue();
  }

  private static Score error(String hash, double... values) {
    return Score.of(Metric.MEAN_SQUARED_ERROR, values, Regime.NONE, hash, OptionalDouble.empty());
  }

  @Test
  void aheadRefusesOtherEpisodesAndOtherMetrics() {
    Score one = error("abc", 0.1, 0.2);
    assertThatThrownBy(() -> one.ahead(error("abd", 0.1, 0.2)))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "scores are compared on the same episodes, but one is of 2 (hash abc) and the other of 2 (hash abd)");
    assertThatThrownBy(() -> one.ahead(score(0.1, 0.2)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("one is mean squared error and the other accuracy");
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
