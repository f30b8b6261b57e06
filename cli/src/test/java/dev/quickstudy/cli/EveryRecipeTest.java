package dev.quickstudy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quickstudy.experiment.Experiment;
import dev.quickstudy.experiment.TrainingOptions;
import dev.quickstudy.experiment.TrainingSummary;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.TrainingRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every built-in recipe ends well for five seeds. Takes hours, so it is asked for: {@code
 * -Dquickstudy.everyRecipe=tenth} for the first tenth of each recipe's steps, or a number of steps.
 * {@code -Dquickstudy.everyRecipe.named=REGEX} takes some.
 */
@EnabledIfSystemProperty(named = "quickstudy.everyRecipe", matches = "tenth|[1-9]\\d*")
class EveryRecipeTest {
  private static final int SEEDS = 5;
  private static final TrainingRun.Listener QUIET = new TrainingRun.Listener() {};

  /** Reading data takes seconds. */
  private static final Map<Object, TaskSource> OPENED = new HashMap<>();

  @TempDir private Path folder;

  static Stream<String> names() {
    String named = System.getProperty("quickstudy.everyRecipe.named", ".*");
    return Recipes.names().stream().filter(name -> name.matches(named));
  }

  private static long steps(Recipe whole) {
    String asked = System.getProperty("quickstudy.everyRecipe", "tenth");
    long all = whole.training().steps();
    return asked.equals("tenth") ? (all + 9) / 10 : Math.min(all, Long.parseLong(asked));
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyRecipeEndsWellForFiveSeeds(String name) {
    Recipe whole = Recipes.resolve(name);
    DataLocations places = DataLocations.of(Optional.of(Quickstudy.data()));
    whole
        .source()
        .dataSet()
        .ifPresent(
            set ->
                assumeTrue(
                    Files.isDirectory(Quickstudy.data().resolve(set)),
                    "the data set " + set + " is not in " + Quickstudy.data()));
    for (int seed = 1; seed <= SEEDS; seed++) {
      long steps = steps(whole);
      List<String> changes =
          new ArrayList<>(
              List.of(
                  "training.seed=" + seed,
                  "training.steps=" + steps,
                  "evaluation.episodes=50",
                  "training.average={decay: 0, from: 0}"));
      if (whole.training().validation().every() > 0) {
        changes.add("training.validation.every=" + Math.max(1, steps / 2));
        changes.add("training.validation.episodes=50");
      }
      Recipe recipe = Recipes.override(whole, changes);
      TaskSource source =
          OPENED.computeIfAbsent(recipe.source(), ignored -> recipe.source().open(places));
      try (Workers workers = new Workers(2)) {
        TrainingSummary summary =
            Experiment.of(recipe, source)
                .train(
                    folder.resolve(name + "-" + seed),
                    TrainingOptions.beginning().unplanned(),
                    workers,
                    QUIET);
        assertThat(summary.training().end())
            .as("%s, seed %d: %s", name, seed, summary.training().setbacks())
            .isIn(TrainingRun.End.STEPS, TrainingRun.End.PATIENCE);
      }
    }
  }
}
