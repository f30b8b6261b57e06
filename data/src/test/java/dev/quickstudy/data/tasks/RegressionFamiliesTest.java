package dev.quickstudy.data.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.tasks.RegressionFamilies.Family;
import dev.quickstudy.data.tasks.RegressionFamilies.Truth;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegressionFamiliesTest {
  private static final RandomKey KEY = RandomKey.of(3);
  private static final TaskShape SHAPE = new TaskShape(1, 10, 40);

  @Test
  void aTaskDoesNotDependOnHowManyAreDrawnTogether() {
    RegressionFamilies families = RegressionFamilies.all();
    try (Scope scope = Scope.open()) {
      TaskBatch five = families.sample(Split.TEST, SHAPE, KEY, 0, 5);
      TaskBatch third = families.sample(Split.TEST, SHAPE, KEY, 3, 1);

      assertThat(third.support().y().toFloats())
          .containsExactly(five.support().y().slice(0, 3, 4).toFloats());
      assertThat(third.query().x().toFloats())
          .containsExactly(five.query().x().slice(0, 3, 4).toFloats());
    }
  }

  @Test
  void splitsDrawFromTheirOwnFamiliesAndMeetDifferentCurves() {
    RegressionFamilies held =
        RegressionFamilies.of(
            List.of(Family.SINUSOIDS, Family.LINES, Family.STEPS), List.of(Family.HARMONICS));
    Map<Family, Integer> trained = new EnumMap<>(Family.class);
    for (int i = 0; i < 600; i++) {
      trained.merge(held.truth(Split.TRAIN, KEY, i).family(), 1, Integer::sum);
      assertThat(held.truth(Split.TEST, KEY, i).family()).isEqualTo(Family.HARMONICS);
    }
    assertThat(trained).containsOnlyKeys(Family.SINUSOIDS, Family.LINES, Family.STEPS);
    assertThat(trained.values()).allSatisfy(count -> assertThat(count).isBetween(150, 250));
    try (Scope scope = Scope.open()) {
      assertThat(held.sample(Split.TRAIN, SHAPE, KEY, 0, 1).support().x().toFloats())
          .isNotEqualTo(held.sample(Split.VALIDATION, SHAPE, KEY, 0, 1).support().x().toFloats());
    }
  }

  @Test
  void scaleAndNoiseSpanTheirRangesAndAllFamiliesAreAboutOfOneSize() {
    for (Family family : Family.values()) {
      RegressionFamilies only = RegressionFamilies.of(List.of(family), List.of(family));
      int tasks = 400;
      double square = 0;
      double product = 1;
      double most = 0;
      double noise = 0;
      try (Scope scope = Scope.open()) {
        double[] y = only.sample(Split.TEST, SHAPE, KEY, 0, tasks).query().y().toDoubles();
        for (int t = 0; t < tasks; t++) {
          Truth truth = only.truth(Split.TEST, KEY, t);
          assertThat(truth.scale()).isBetween(0.2, 5.0);
          assertThat(truth.noise()).isBetween(0.0, 0.3);
          product *= Math.pow(truth.scale(), 1.0 / tasks);
          most = Math.max(most, truth.scale());
          noise += truth.noise() / tasks;
          for (int i = t * 40; i < t * 40 + 40; i++) {
            square += Math.pow(y[i] / truth.scale(), 2) / (40 * tasks);
          }
        }
      }
      assertThat(product).as("geometric mean of scales, 1 by symmetry").isBetween(0.85, 1.15);
      assertThat(most).isGreaterThan(4.5);
      assertThat(noise).isBetween(0.14, 0.16);
      assertThat(square).as(family.name()).isBetween(0.35, 0.85);
    }
  }

  /** On a line, three points tell whether a fourth is noisy. */
  @Test
  void supportAnswersAreNoisyAndQueriesAreTheCurveItself() {
    RegressionFamilies lines = RegressionFamilies.of(List.of(Family.LINES), List.of(Family.LINES));
    int tasks = 300;
    double off = 0;
    double expected = 0;
    try (Scope scope = Scope.open()) {
      TaskBatch batch = lines.sample(Split.TEST, new TaskShape(1, 10, 2), KEY, 0, tasks);
      double[] x = batch.query().x().toDoubles();
      double[] y = batch.query().y().toDoubles();
      double[] atX = batch.support().x().toDoubles();
      double[] atY = batch.support().y().toDoubles();
      for (int t = 0; t < tasks; t++) {
        Truth truth = lines.truth(Split.TEST, KEY, t);
        double slope = (y[2 * t + 1] - y[2 * t]) / (x[2 * t + 1] - x[2 * t]);
        for (int i = 10 * t; i < 10 * t + 10; i++) {
          double error = atY[i] - y[2 * t] - slope * (atX[i] - x[2 * t]);
          off += Math.pow(error / truth.scale(), 2) / (10 * tasks);
        }
        expected += truth.noise() * truth.noise() / tasks;
      }
    }
    assertThat(off).isBetween(expected * 0.9, expected * 1.1);
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> RegressionFamilies.of(List.of(), List.of(Family.LINES)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one family");
    assertThatThrownBy(
            () -> RegressionFamilies.of(List.of(Family.LINES, Family.LINES), List.of(Family.LINES)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most once");
    assertThatThrownBy(() -> RegressionFamilies.all().check(Split.TRAIN, new TaskShape(5, 1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("have 1 way, but are asked for 5");
  }
}
