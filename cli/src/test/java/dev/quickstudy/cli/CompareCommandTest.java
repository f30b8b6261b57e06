package dev.quickstudy.cli;

import static dev.quickstudy.cli.Quickstudy.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.recipe.Recipes;
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
  void compareTrainsNothingAnewAndGoesOnWithMoreSteps() throws Exception {
    JsonNode first = twoSines("--json").succeeds().json();
    Path checkpoint = folder.resolve("sinusoid-cnp/checkpoint.safetensors");
    byte[] before = Files.readAllBytes(checkpoint);

    JsonNode again = twoSines("--json").succeeds().json();
    assertThat(Files.readAllBytes(checkpoint)).isEqualTo(before);
    assertThat(again.path("recipes").get(1).path("evaluation"))
        .isEqualTo(first.path("recipes").get(1).path("evaluation"));
    assertThat(again.path("recipes").get(1).path("secondsToAdapt"))
        .as("which no second timing would give again")
        .isEqualTo(first.path("recipes").get(1).path("secondsToAdapt"));

    JsonNode longer = twoSines("--json", "--set=training.steps=5").succeeds().json();
    assertThat(longer.path("recipes").get(1).path("steps").asInt()).isEqualTo(5);
  }

  @Test
  void severalSeedsTrainSeveralRunsAndKeepWhatWasThere() throws Exception {
    twoSines().succeeds();
    Path first = folder.resolve("sinusoid-cnp/checkpoint.safetensors");
    byte[] before = Files.readAllBytes(first);

    JsonNode rows = twoSines("--seeds=2", "--json").succeeds().json().path("recipes");
    assertThat(Files.readAllBytes(first)).isEqualTo(before);
    assertThat(folder.resolve("sinusoid-cnp-seed-2")).isDirectory();
    JsonNode cnp = rows.get(1);
    assertThat(cnp.path("runs").size()).isEqualTo(2);
    double one = error(cnp.path("runs").get(0));
    double two = error(cnp.path("runs").get(1));
    assertThat(one).isNotEqualTo(two);
    JsonNode over = cnp.path("overRuns").path("error after 0");
    assertThat(over.path("mean").asDouble()).isCloseTo((one + two) / 2, within(1e-9));
    assertThat(over.path("ci95").asDouble())
        .isCloseTo(12.7062 * Math.abs(one - two) / 2, within(1e-3 * Math.abs(one - two)));
    assertThat(over.path("rank").asString()).isNotEmpty();

    assertThat(twoSines("--seeds=2").succeeds().out())
        .contains("rank", "(2 runs, s ", "over tasks ±");
  }

  private static double error(JsonNode run) {
    return run.path("evaluation").path("mse").path("0").path("mean").asDouble();
  }

  @Test
  void compareRefusesSeedsThatMakeNoRun() {
    compare("sinusoid-maml-quick", "--seeds=0")
        .failsWith(2, "--seeds must be in 1 … 1000, but is 0");
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
  void compareRefusesWhatItCannotBeforeAnythingRuns() {
    compare("sinusoid-maml-quick", "glyphs-5way-1shot")
        .failsWith(2, "cannot be compared", "task source");
    compare("sinusoid-maml-quick", "sinusoid-maml-quick").failsWith(2, "name each once");
    compare("sinusoid-maml-quick", "--minutes=0").failsWith(2, "--minutes must be more than 0");
    compare("sinusoid-mamlquick").failsWith(2, "did you mean 'sinusoid-maml-quick'?");
    compare("omniglot-compare-maml", "--minutes=1").failsWith(2, "--data DIR");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void compareRefusesAFolderOfAnotherKindBeforeAnythingRuns() throws Exception {
    twoSines("--minutes=3").succeeds();
    Path maml = folder.resolve("sinusoid-maml-quick");
    byte[] before = Files.readAllBytes(maml.resolve("checkpoint.safetensors"));

    twoSines("--minutes=2").failsWith(1, "a greater budget", "training.minutes is 3", "--out");
    twoSines("--set=training.steps=2").failsWith(1, "a greater budget", "training.steps is 3");
    twoSines("--seed=8").failsWith(1, "another recipe", "training.seed is 1, not 8");

    assertThat(Files.readAllBytes(maml.resolve("checkpoint.safetensors"))).isEqualTo(before);
  }

  @Test
  void moreTestTasksNeedNoMoreTrainingAndTheMemoryOfTrainingIsRemembered() {
    JsonNode few = twoSines("--json").succeeds().json().path("recipes");
    JsonNode many =
        compare(
                "sinusoid-cnp",
                "--set=training.steps=3",
                "--set=evaluation.queries=3",
                "--episodes=9",
                "--json")
            .succeeds()
            .json()
            .path("recipes");

    JsonNode cnp = many.get(0);
    assertThat(cnp.path("evaluation").path("episodes").asInt()).isEqualTo(9);
    for (String same : List.of("peakBytes", "processorSeconds", "steps")) {
      assertThat(cnp.path(same)).as(same).isEqualTo(few.get(1).path(same));
    }
  }

  @Test
  void aRecipeThatFailsDoesNotHoldUpTheOthers() throws Exception {
    String yaml =
        Recipes.yaml(
            Recipes.override(
                Recipes.resolve("sinusoid-maml-quick"),
                List.of(
                    "name=wild",
                    "training.divergence={skip: 0, back: 0, slower: 1}",
                    "training.optimizer.rate={kind: steps, start: 0.001, factor: 1e20, every: 1}")));
    Path wild = folder.resolve("wild.yaml");
    Files.writeString(wild, yaml);

    Quickstudy.Result result =
        compare(
            wild.toString(),
            "sinusoid-cnp",
            "--set=training.steps=9",
            "--set=evaluation.queries=3",
            "--episodes=4",
            "--json");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .containsPattern("wild failed: .*not finite at step \\d+")
        .contains("quickstudy: no figures of wild");
    assertThat(result.json().path("recipes").size()).isEqualTo(1);
    assertThat(result.json().path("recipes").get(0).path("recipe").asString())
        .isEqualTo("sinusoid-cnp");
  }

  @Test
  void aRunThatDivergedIsShownAsFailedAndNotRanked() throws Exception {
    Path wild = folder.resolve("wild.yaml");
    Files.writeString(
        wild,
        Recipes.yaml(
            Recipes.override(
                Recipes.resolve("sinusoid-maml-quick"), List.of("name=wild", "learner.rate=10"))));
    List<String> words =
        List.of(
            wild.toString(), "sinusoid-cnp", "--set=training.steps=3", "--episodes=4", "--seeds=2");

    Quickstudy.Result shown = compare(words.toArray(String[]::new));
    assertThat(shown.code()).isEqualTo(1);
    assertThat(shown.out())
        .containsPattern("\nwild +failed +– ")
        .containsPattern("\nsinusoid-cnp +\\d.*\\(2 runs, s ")
        .doesNotContain("NaN");
    assertThat(shown.err())
        .contains("has diverged: its answers to 4 of 4 tasks are not finite")
        .contains("quickstudy: no figures of wild, wild-seed-2");
  }

  @Test
  void classesAreComparedUnderBothRegimes() {
    Quickstudy.Result result =
        compare(
                "glyphs-5way-1shot",
                "--set=network.width=8",
                "--set=training.ways=5",
                "--set=training.queries=1",
                "--set=training.steps=2",
                "--set=evaluation.queries=1",
                "--episodes=4")
            .succeeds();

    assertThat(result.out())
        .contains("4 test tasks (5 ways, 1 shot, 1 query a class), episode hash ")
        .containsPattern("recipe +inductive +by +transductive +by +steps +minutes +s/step")
        .containsPattern(
            "glyphs-5way-1shot +\\d+\\.\\d\\d % ± \\d+\\.\\d\\d +running"
                + " +\\d+\\.\\d\\d % ± \\d+\\.\\d\\d +joint +2 ");
  }

  @Test
  void aDataFolderThatCannotBeReadIsNamed() {
    String missing = folder.resolve("no-data").toString();

    compare("omniglot-compare-maml", "--data", missing).failsWith(1, missing, "--data");

    assertThat(folder).isEmptyDirectory();
  }
}
