package dev.quickstudy.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.Metric;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.train.Score;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RunScoresTest {
  private static EvaluationResult result(double accuracy, double ci95) {
    Score score =
        new Score(Metric.ACCURACY, accuracy, ci95, 100, Regime.NONE, "abc", OptionalDouble.empty());
    return new EvaluationResult(
        100,
        "abc",
        new TaskShape(5, 5, 5),
        Split.TEST,
        Optional.of(score),
        Optional.empty(),
        Map.of());
  }

  @Test
  void asGoodNamesBaselinesWithinTheIntervalOfTheDifference() {
    RunScores scores =
        new RunScores(10, result(0.90, 0.01), result(0.60, 0.02), Optional.of(result(0.89, 0.01)));
    assertThat(scores.asGood()).containsOnlyKeys("nearest class mean on raw inputs");
  }

  @Test
  void asGoodNamesNoneWhereTrainingHelped() {
    RunScores scores =
        new RunScores(10, result(0.90, 0.01), result(0.60, 0.02), Optional.of(result(0.88, 0.01)));
    assertThat(scores.asGood()).isEmpty();
  }

  @Test
  void asGoodNamesNoneWithoutTraining() {
    RunScores scores = new RunScores(0, result(0.90, 0.01), result(0.90, 0.01), Optional.empty());
    assertThat(scores.asGood()).isEmpty();
  }
}
