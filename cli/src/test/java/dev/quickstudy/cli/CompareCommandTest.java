package dev.quickstudy.cli;

import static dev.quickstudy.cli.Quickstudy.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class CompareCommandTest {
  @TempDir private Path folder;

  private Quickstudy.Result compare(String... more) {
    List<String> all = new ArrayList<>(List.of("compare", "--out", folder.toString()));
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new));
  }

  private Quickstudy.Result twoSines(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "sinusoid-maml-quick",
                "sinusoid-cnp",
                "--set=training.steps=3",
                "--set=evaluation.queries=3",
                "--episodes=4"));
    all.addAll(List.of(more));
    return compare(all.toArray(String[]::new));
  }

  @Test
  void allRecipesStandInOneTableOfTheSameTasks() {
    JsonNode rows = twoSines("--json").succeeds().json().path("recipes");

    assertThat(rows.size()).isEqualTo(2);
    JsonNode maml = rows.get(0);
    JsonNode cnp = rows.get(1);
    assertThat(maml.path("recipe").asString()).isEqualTo("sinusoid-maml-quick");
    assertThat(maml.path("steps").asInt()).isEqualTo(3);
    assertThat(maml.path("metaParameters").asInt()).isEqualTo(40 + 40 + 1600 + 40 + 40 + 1);
    assertThat(maml.path("secondsToAdapt").asDouble()).isPositive();
    assertThat(maml.path("evaluation").path("mse").propertyNames())
        .containsExactly("0", "1", "5", "10");
    assertThat(cnp.path("evaluation").path("mse").propertyNames()).containsExactly("0");
    assertThat(cnp.path("evaluation").path("episodeHash"))
        .isEqualTo(maml.path("evaluation").path("episodeHash"));
    assertThat(cnp.path("evaluation").path("episodes").asInt()).isEqualTo(4);
  }

  @Test
  void whatIsFinishedIsNotTrainedAnewAndGoesOnWithMoreSteps() throws Exception {
    JsonNode first = twoSines("--json").succeeds().json();
    Path checkpoint = folder.resolve("sinusoid-cnp/checkpoint.safetensors");
    byte[] before = Files.readAllBytes(checkpoint);

    JsonNode again = twoSines("--json").succeeds().json();
    assertThat(Files.readAllBytes(checkpoint)).isEqualTo(before);
    assertThat(again.path("recipes").get(1).path("evaluation"))
        .isEqualTo(first.path("recipes").get(1).path("evaluation"));

    JsonNode longer = twoSines("--json", "--set=training.steps=5").succeeds().json();
    assertThat(longer.path("recipes").get(1).path("steps").asInt()).isEqualTo(5);
  }

  @Test
  void aBudgetOfProcessorTimeEndsTrainingEarlier() {
    JsonNode row =
        compare(
                "sinusoid-maml-quick",
                "--minutes=0.005",
                "--set=evaluation.queries=3",
                "--episodes=2",
                "--json")
            .succeeds()
            .json()
            .path("recipes")
            .get(0);

    assertThat(row.path("steps").asInt()).isBetween(1, 9999);
  }

  @Test
  void whatCannotBeComparedIsRefusedBeforeAnythingRuns() {
    compare("sinusoid-maml-quick", "glyphs-5way-1shot")
        .failsWith(2, "cannot be compared", "task source");
    compare("sinusoid-maml-quick", "sinusoid-maml-quick").failsWith(2, "name each once");
    compare("sinusoid-maml-quick", "--minutes=0").failsWith(2, "--minutes must be more than 0");
    compare("sinusoid-mamlquick").failsWith(2, "did you mean 'sinusoid-maml-quick'?");
    compare("omniglot-compare-maml", "--minutes=1").failsWith(2, "--data DIR");
    assertThat(folder).isEmptyDirectory();
  }
}
