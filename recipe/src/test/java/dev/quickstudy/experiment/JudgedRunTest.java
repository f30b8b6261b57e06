package dev.quickstudy.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgedRunTest {
  @TempDir private Path folder;

  private static Recipe recipe(String name, String... more) {
    return Recipes.override(
        Recipes.override(
            Recipes.resolve(name), List.of("training.steps=3", "training.validation.every=0")),
        List.of(more));
  }

  private JudgedRun judged(Recipe recipe) {
    try (Workers workers = new Workers(2)) {
      Experiment experiment = Experiment.open(recipe, DataLocations.of(Optional.empty()));
      Path home = folder.resolve(recipe.name());
      try (TrainingSession session =
          experiment.begin(home, TrainingOptions.resuming().unplanned(), workers)) {
        session.train(new TrainingRun.Listener() {});
        try (OpenRun run = OpenRun.open(home)) {
          return JudgedRun.of(experiment, home, run, 1, workers);
        }
      }
    }
  }

  @Test
  void errorsThatWereKeptAreReadAsTheyWereMade() {
    Recipe recipe = recipe("sinusoid-maml-quick", "evaluation.episodes=4");
    JudgedRun made = judged(recipe);
    assertThat(made.kept()).isFalse();
    JudgedRun again = judged(recipe);
    assertThat(again).isEqualTo(new JudgedRun(made.result(), made.secondsToAdapt(), true));
    assertThat(again.result().meanSquaredError().keySet()).containsExactly(0, 1, 5, 10);
  }

  @Test
  void accuraciesOfBothKindsThatWereKeptAreReadAsTheyWereMade() {
    Recipe recipe =
        recipe(
            "glyphs-5way-1shot",
            "network.width=8",
            "training.ways=5",
            "training.queries=1",
            "evaluation.queries=2",
            "evaluation.queryMarginal=dirichlet:2",
            "evaluation.episodes=4");
    JudgedRun made = judged(recipe);
    assertThat(made.result().inductive()).isPresent();
    assertThat(made.result().transductive()).isPresent();
    assertThat(judged(recipe)).isEqualTo(new JudgedRun(made.result(), made.secondsToAdapt(), true));
  }

  @Test
  void anotherModelOrOtherTasksAreJudgedAnew() {
    judged(recipe("sinusoid-maml-quick", "evaluation.episodes=4"));
    assertThat(judged(recipe("sinusoid-maml-quick", "evaluation.episodes=5")).kept()).isFalse();
    assertThat(
            judged(recipe("sinusoid-maml-quick", "evaluation.episodes=5", "training.steps=4"))
                .kept())
        .isFalse();
  }

  @Test
  void figuresThatWereChangedAreMadeAnew() throws IOException {
    Recipe recipe = recipe("sinusoid-maml-quick", "evaluation.episodes=4");
    JudgedRun made = judged(recipe);
    Path file = folder.resolve("sinusoid-maml-quick/judged.txt");
    String text = Files.readString(file);
    Files.writeString(file, text.replaceFirst("\"values\":\\[\\d", "\"values\":[8"));
    JudgedRun again = judged(recipe);
    assertThat(again.kept()).isFalse();
    assertThat(again.result()).isEqualTo(made.result());
    Files.writeString(file, "");
    assertThat(judged(recipe).kept()).isFalse();
    assertThat(Files.readString(file)).isNotEmpty();
  }
}
