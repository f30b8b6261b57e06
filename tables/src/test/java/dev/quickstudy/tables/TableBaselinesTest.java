package dev.quickstudy.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.experiment.EvaluationChoice;
import dev.quickstudy.experiment.EvaluationResult;
import dev.quickstudy.experiment.Experiment;
import dev.quickstudy.experiment.RunScores;
import dev.quickstudy.experiment.TrainingOptions;
import dev.quickstudy.judge.Score;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.task.Split;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.TrainingRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableBaselinesTest {
  private static final TrainingRun.Listener QUIET = new TrainingRun.Listener() {};

  @TempDir private Path folder;

  /** An in-context transformer on generated tables of 6 columns: 2 steps. */
  private static Recipe tables(String... assignments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "source={kind: generated-tables, preparation: [{kind: encode, as: one-hot, most: 8}, {kind: scale, by: standard, limit: 5}], width: 6}",
                "network.input=6",
                "learner={kind: column-context, outputs: 2, cells: 4, width: 8, heads: 2, layers: 1}",
                "training.tasks=2",
                "training.steps=2",
                "training.validation={every: 2, episodes: 4, regime: none, patience: 0}",
                "training.checkpointEvery=1",
                "training.logEvery=1",
                "evaluation.episodes=40"));
    all.addAll(List.of(assignments));
    return Recipes.override(Recipes.resolve("tables-16rows"), all);
  }

  private static Experiment experiment(Recipe recipe) {
    return Experiment.open(recipe, DataLocations.of(Optional.empty()));
  }

  @Test
  void judgePutsClassicalLearnersOfTablesBesideAndSaysThatTheForestIsBetter() {
    try (Workers workers = new Workers(2)) {
      RunScores scores =
          experiment(tables())
              .train(folder.resolve("run"), TrainingOptions.beginning(), workers, QUIET)
              .scores();
      assertThat(scores.others())
          .containsOnlyKeys(
              "random forest", "logistic regression", "boosted trees", "5 nearest neighbours");
      assertThat(scores.others().values())
          .extracting(EvaluationResult::episodeHash)
          .containsOnly(scores.trained().episodeHash());
      Score forest = Objects.requireNonNull(scores.others().get("random forest")).first();
      assertThat(forest.episodes()).isEqualTo(40);
      assertThat(scores.asGood().get("random forest"))
          .as("2 steps teach nothing")
          .isEqualTo(scores.trained().first().ahead(forest).orElseThrow())
          .satisfies(ahead -> assertThat(ahead.negate().isAbove(0)).isTrue());
      assertThat(scores.verdict().orElseThrow())
          .contains("random forest is better by ", "the same 40 tasks");
    }
  }

  @Test
  void judgePutsAForestBesideItselfOnce() {
    Path run = folder.resolve("run");
    Experiment forest =
        experiment(
            tables(
                "learner={kind: classical, method: random-forest}",
                "training.steps=0",
                "training.validation.every=0",
                "evaluation.episodes=4"));
    try (Workers workers = new Workers(2)) {
      forest.train(run, TrainingOptions.beginning().unplanned(), workers, QUIET);
      RunScores scores = forest.judge(run, EvaluationChoice.of(Split.TEST), workers);
      assertThat(scores.others())
          .containsOnlyKeys("boosted trees", "5 nearest neighbours", "logistic regression");
      assertThat(scores.verdict()).isEmpty();
    }
  }
}
