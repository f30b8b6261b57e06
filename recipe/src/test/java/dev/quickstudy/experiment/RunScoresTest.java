package dev.quickstudy.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.judge.Score;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.recipe.Wording;
import dev.quickstudy.task.Metric;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.train.files.TrainingException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RunScoresTest {
  private static final int EPISODES = 400;

  /** How hard each episode is, which all learners share: their accuracies are within ± 1.5. */
  private static final double[] HARD = RandomKey.of(1).fold("hard").normals(EPISODES);

  /** A learner whose accuracy differs from the others' by so much, and by chance. */
  private static EvaluationResult result(String learner, double better, double chance) {
    double[] own = RandomKey.of(1).fold(learner).normals(EPISODES);
    double[] values = new double[EPISODES];
    Arrays.setAll(values, i -> 0.5 + better + 0.15 * HARD[i] + chance * own[i]);
    Score score =
        new Score(
            Metric.ACCURACY,
            Arrays.stream(values).boxed().toList(),
            Regime.NONE,
            "abc",
            OptionalDouble.empty());
    return new EvaluationResult(
        EPISODES,
        "abc",
        new TaskShape(5, 5, 5),
        Split.TEST,
        Optional.of(score),
        Optional.empty(),
        Map.of());
  }

  private static RunScores scores(long step, double means, double forest) {
    return new RunScores(
        step,
        result("trained", 0, 0.01),
        result("untrained", -0.3, 0.01),
        Optional.of(result("means", means, 0.01)),
        Map.of("random forest", result("forest", forest, 0.05)));
  }

  private static double points(RunScores scores, String learner) {
    return 100 * Objects.requireNonNull(scores.ahead().get(learner)).mean();
  }

  @Test
  void asGoodIsDecidedByDifferencesOverTheSameEpisodes() {
    RunScores scores = scores(10, -0.01, -0.001);

    Score own = scores.trained().first();
    Score means = scores.rawInputs().orElseThrow().first();
    assertThat(own.mean() - means.mean())
        .as("within the intervals of the two alone, and yet clear")
        .isLessThan(own.ci95());
    assertThat(scores.ahead().get("nearest class mean on raw inputs"))
        .isEqualTo(own.ahead(means).orElseThrow());
    assertThat(scores.asGood()).containsOnlyKeys("random forest");
  }

  @Test
  void asGoodNamesNoneWhereTrainingHelped() {
    assertThat(scores(10, -0.02, -0.05).asGood()).isEmpty();
    assertThat(scores(10, -0.02, -0.05).verdict()).isEmpty();
  }

  @Test
  void asGoodNamesNoneWithoutTraining() {
    assertThat(scores(0, 0.1, 0.1).asGood()).isEmpty();
    assertThat(scores(0, 0.1, 0.1).ahead())
        .containsOnlyKeys("untrained", "nearest class mean on raw inputs", "random forest");
  }

  @Test
  void aheadSaysNothingOfAnswersThatAreNotFinite() {
    RunScores sound = scores(10, -0.01, -0.001);
    EvaluationResult lost = result("forest", 0, Double.NaN);
    RunScores beside =
        new RunScores(10, sound.trained(), lost, sound.rawInputs(), Map.of("random forest", lost));
    assertThat(beside.ahead()).containsOnlyKeys("nearest class mean on raw inputs");
    assertThat(beside.verdict()).isEmpty();

    RunScores trained = new RunScores(10, lost, sound.untrained(), Optional.empty(), Map.of());
    assertThat(trained.ahead()).isEmpty();
    assertThat(trained.verdict()).isEmpty();
    assertThatThrownBy(() -> lost.requireFinite("the forest"))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "the forest has diverged: its answers to 400 of 400 tasks are not finite. Train anew with lower rates or clipped gradients, or with validation, which keeps the best model");
    sound.trained().requireFinite("the trained model");
  }

  @Test
  void verdictSaysWhichIsBetterAndWhichIsAsGood() {
    RunScores scores = scores(10, 0.03, -0.001);
    double ahead = points(scores, "nearest class mean on raw inputs");
    double behind = points(scores, "random forest");
    assertThat(scores.verdict().orElseThrow())
        .matches(
            "what needs no training does as well here or better: nearest class mean on raw inputs is better by "
                + Wording.number("%.2f", -ahead)
                + " ± 0\\.\\d\\d points; random forest is as good, "
                + Wording.number("%.2f", Math.abs(behind))
                + " ± 0\\.\\d\\d points (ahead|behind)"
                + " \\(mean differences over the same 400 tasks, with 95 % intervals\\)");
  }
}
