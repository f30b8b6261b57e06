package dev.quickstudy.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.Metric;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ScoreTest {
  private static Score score(Metric metric, Regime regime, String hash, double... values) {
    return new Score(
        metric, Arrays.stream(values).boxed().toList(), regime, hash, OptionalDouble.empty());
  }

  private static Score score(double... values) {
    return score(Metric.ACCURACY, Regime.SUPPORT, "abc", values);
  }

  @Test
  void theIntervalIsThatOfTheTextbook() {
    Score score = score(0.2, 0.4, 0.9, 0.5);
    assertThat(score.mean()).isCloseTo(0.5, within(1e-15));
    // Deviations −0.3, −0.1, 0.4, 0: variance 0.26 / 3.
    assertThat(score.ci95()).isCloseTo(3.182446305 * Math.sqrt(0.26 / 3) / 2, within(1e-9));
    assertThat(score.episodes()).isEqualTo(4);
    assertThat(score.regime()).isEqualTo(Regime.SUPPORT);
    assertThat(score.episodeHash()).isEqualTo("abc");
    assertThat(score.metric()).isEqualTo(Metric.ACCURACY);
  }

  @Test
  void theIntervalOfFewValuesIsStudents() {
    assertThat(Interval.of(0, 1).ci95()).isCloseTo(6.3531, within(1e-4));
    assertThat(Interval.of(7).ci95()).isZero();
    // Textbook values of t at 97.5 %.
    assertThat(Interval.student(12)).isCloseTo(2.17881, within(1e-5));
    assertThat(Interval.student(17)).isCloseTo(2.10982, within(1e-5));
    assertThat(Interval.student(30)).isCloseTo(2.04227, within(1e-5));
    assertThat(Interval.student(120)).isCloseTo(1.97993, within(1e-5));
    assertThat(Interval.student(1_000_000)).isCloseTo(1.95996, within(1e-5));
    for (int freedom = 1; freedom < 60; freedom++) {
      assertThat(Interval.student(freedom + 1)).isLessThan(Interval.student(freedom));
    }
  }

  @Test
  void theIntervalOverClassesIsThatOfTheirSpread() {
    // Forty classes, half of them always right and half never: deviation 0.5, ± 1.96 · 0.5 / √40.
    List<ClassAccuracy> classes = new ArrayList<>();
    for (int c = 0; c < 40; c++) {
      classes.add(new ClassAccuracy("c" + c, c % 2 == 0 ? 30 : 0, 30));
    }
    Score score =
        new Score(
            Metric.ACCURACY,
            List.of(0.5, 0.5, 0.5),
            Regime.NONE,
            "abc",
            OptionalDouble.empty(),
            classes);
    Interval over = score.overClasses().orElseThrow();
    assertThat(over.mean()).isEqualTo(0.5);
    assertThat(over.ci95()).isCloseTo(1.96 * 0.5 / Math.sqrt(40), within(0.02));
    assertThat(score.ci95()).isZero();
    assertThat(score(0.5, 0.5).overClasses()).isEmpty();
  }

  @Test
  void aTaskWithoutFiniteAnswersIsLeftOutAndCounted() {
    Score score = score(0.2, Double.NaN, 0.4, Double.POSITIVE_INFINITY);
    assertThat(score.notFinite()).isEqualTo(2);
    assertThat(score.mean()).isCloseTo(0.3, within(1e-15));
    assertThat(score.ahead(score(0.1, 0.1, Double.NaN, 0.1)).orElseThrow().mean())
        .isCloseTo(0.1, within(1e-15));
    assertThat(score(Double.NaN).mean()).isNaN();
    assertThat(score(Double.NaN).ci95()).isNaN();
  }

  @Test
  void aheadIsNothingWhereMostAnswersAreNotFinite() {
    Score sound = score(0.2, 0.3, 0.4);
    Score one = score(0.2, Double.NaN, 0.4);
    Score most = score(0.2, Double.NaN, Double.POSITIVE_INFINITY);
    assertThat(one.diverged()).isFalse();
    assertThat(most.diverged()).isTrue();
    assertThat(sound.ahead(one)).isPresent();
    assertThat(sound.ahead(most)).isEmpty();
    assertThat(most.ahead(sound)).isEmpty();
    Score other = score(Double.NaN, 0.3, Double.NaN, 0.5);
    assertThat(score(0.1, Double.NaN, 0.4, Double.NaN).ahead(other))
        .as("no task that both answer")
        .isEmpty();
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
    Interval ahead = score(better).ahead(score(hard)).orElseThrow();

    double[] differences = new double[100];
    Arrays.setAll(differences, i -> better[i] - hard[i]);
    assertThat(ahead).isEqualTo(Interval.of(differences));
    assertThat(ahead.isAbove(0)).isTrue();
    assertThat(score(better).mean() - score(hard).mean())
        .as("which the intervals of the two alone do not tell")
        .isLessThan(score(hard).ci95());
    assertThat(score(hard).ahead(score(better)).orElseThrow().isAbove(0)).isFalse();
    assertThat(score(hard).ahead(score(better)).orElseThrow().negate()).isEqualTo(ahead);
    assertThat(score(hard).ahead(score(hard)).orElseThrow().isAbove(0)).isFalse();
  }

  @Test
  void aheadCountsLessErrorAsBetter() {
    Score small = error("abc", 0.1, 0.2, 0.1);
    Score great = error("abc", 0.5, 0.7, 0.4);
    assertThat(small.ahead(great).orElseThrow().mean()).isCloseTo(0.4, within(1e-12));
    assertThat(small.ahead(great).orElseThrow().isAbove(0)).isTrue();
    Interval ofFour =
        error("abc", 0.1, 0.2, 0.1, 0.3, 0.1)
            .ahead(error("abc", 0.5, 0.6, Double.POSITIVE_INFINITY, 0.7, 0.6))
            .orElseThrow();
    assertThat(ofFour.mean()).as("over the tasks that both answer").isCloseTo(0.425, within(1e-12));
    assertThat(ofFour.isAbove(0)).isTrue();
  }

  private static Score error(String hash, double... values) {
    return score(Metric.MEAN_SQUARED_ERROR, Regime.NONE, hash, values);
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
