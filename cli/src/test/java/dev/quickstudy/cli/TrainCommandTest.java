package dev.quickstudy.cli;

import static dev.quickstudy.cli.Quickstudy.AS_MAML;
import static dev.quickstudy.cli.Quickstudy.TINY_GLYPHS;
import static dev.quickstudy.cli.Quickstudy.TINY_SINUSOIDS;
import static dev.quickstudy.cli.Quickstudy.run;
import static dev.quickstudy.cli.Quickstudy.train;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quickstudy.experiment.Experiment;
import dev.quickstudy.experiment.TrainingOptions;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.tensor.ProcessMemory;
import dev.quickstudy.tensor.Safetensors;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.MemoryPlan;
import dev.quickstudy.train.MemoryStrategy;
import dev.quickstudy.train.RunFolder;
import dev.quickstudy.train.TrainingRun;
import dev.quickstudy.train.files.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class TrainCommandTest {
  @TempDir Path folder;
  private String run;

  @BeforeEach
  void aRunFolder() {
    run = folder.resolve("run").toString();
  }

  @Test
  void aClassifierIsJudgedBesideItselfUntrainedAndRawInputsOnTheSameEpisodes() {
    JsonNode json = train(TINY_GLYPHS, "--run", run, "--json").succeeds().json();

    assertThat(json.path("run").asString()).isEqualTo(run);
    assertThat(json.path("steps").asLong()).isEqualTo(2);
    assertThat(json.path("seconds").asDouble()).isPositive();
    JsonNode evaluation = json.path("evaluation");
    assertThat(evaluation.path("episodes").asInt()).isEqualTo(4);
    assertThat(evaluation.path("ways").asInt()).isEqualTo(5);
    assertThat(evaluation.path("shots").asInt()).isEqualTo(1);
    assertThat(evaluation.path("split").asString()).isEqualTo("test");
    assertThat(evaluation.path("inductive").path("regime").asString()).isEqualTo("running");
    assertThat(evaluation.path("inductive").path("accuracy").asDouble(-1)).isBetween(0.0, 1.0);
    assertThat(evaluation.path("inductive").path("ci95").asDouble(-1)).isBetween(0.0, 1.0);
    assertThat(evaluation.path("transductive").path("regime").asString()).isEqualTo("joint");
    assertThat(evaluation.has("mse")).isFalse();
    String hash = evaluation.path("episodeHash").asString();
    assertThat(hash).matches("[0-9a-f]{16}");
    assertThat(json.path("untrained").path("episodeHash").asString()).isEqualTo(hash);
    assertThat(json.path("rawInputs").path("episodeHash").asString()).isEqualTo(hash);
    assertThat(json.path("rawInputs").has("transductive")).isFalse();
  }

  @Test
  void trainSaysWhatNeedsNoTrainingAndIsBetter() {
    List<String> tables =
        List.of(
            "tables-16rows",
            "--set",
            "source={kind: generated-tables, preparation: [{kind: scale, by: standard, limit: 5}], width: 6}",
            "--set",
            "network.input=6",
            "--set",
            "learner={kind: column-context, outputs: 2, cells: 4, width: 8, heads: 2, layers: 1}",
            "--set",
            "training.tasks=2",
            "--steps",
            "1",
            "--set",
            "evaluation.episodes=40");

    String out = train(tables, "--run", run).succeeds().out();
    assertThat(out)
        .containsPattern("random forest +inductive +none ")
        .contains("what needs no training does as well here or better: ")
        .containsPattern("random forest is better by \\d+\\.\\d\\d ± \\d+\\.\\d\\d points")
        .contains("(mean differences over the same 40 tasks, with 95 % intervals)")
        .contains("'quickstudy classify' learns such classes with no training");

    JsonNode json = train(tables, "--run", run + "2", "--json").succeeds().json();
    JsonNode forest = json.path("baselines").path("random forest");
    assertThat(forest.path("episodeHash")).isEqualTo(json.path("evaluation").path("episodeHash"));
    JsonNode ahead = json.path("ahead").path("random forest");
    assertThat(ahead.path("mean").asDouble())
        .isCloseTo(
            json.path("evaluation").path("inductive").path("accuracy").asDouble()
                - forest.path("inductive").path("accuracy").asDouble(),
            within(1e-9));
    assertThat(ahead.path("mean").asDouble() + ahead.path("ci95").asDouble()).isNegative();
    assertThat(json.path("asGood").valueStream().map(JsonNode::asString)).contains("random forest");
  }

  /**
   * Inner steps of this size leave all bounds after ten of them, and no loss is infinite before.
   */
  private static final List<String> WILD =
      List.of(
          "sinusoid-maml-quick",
          "--set=learner.rate=10",
          "--set=training.validation.every=0",
          "--set=evaluation.episodes=10",
          "--steps=3");

  @Test
  void aRunThatDivergedWithoutValidationEndsWithOneSentenceAndNoComparison() {
    Quickstudy.Result result = train(WILD, "--run", run);

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .contains(
            "quickstudy: the model of step 3 in "
                + run
                + " has diverged: its answers to 10 of 10 tasks are not finite. Train anew with lower rates");
    assertThat(result.out())
        .containsPattern("trained, step 3 +10 +inductive +not finite +–")
        .containsPattern("trained, step 3 +0 +inductive +\\d+\\.\\d{4} +± ")
        .doesNotContain("NaN", "as good", "ahead");
    assertThat(folder.resolve("run/checkpoint.safetensors")).exists();

    Quickstudy.Result judged = run("evaluate", "--run", run, "--json");
    assertThat(judged.code()).isEqualTo(1);
    assertThat(judged.out()).doesNotContain("NaN");
    assertThat(judged.json().path("mse").path("10").path("notFinite").asInt()).isEqualTo(10);
    assertThat(judged.json().path("mse").path("10").has("mean")).isFalse();
    run("report", "--run", run).succeeds();
    run("evaluate", "--run", run, "--inner-steps", "0").succeeds();
  }

  @Test
  void trainingByTheLibraryRefusesAModelThatDiverged() {
    Recipe recipe =
        Recipes.override(
            Recipes.resolve("sinusoid-maml-quick"),
            List.of(
                "learner.rate=10",
                "training.validation.every=0",
                "evaluation.episodes=10",
                "training.steps=3"));
    try (Workers workers = new Workers(2)) {
      Experiment experiment = Experiment.open(recipe, DataLocations.of(Optional.empty()));
      assertThatThrownBy(
              () ->
                  experiment.train(
                      folder.resolve("run"),
                      TrainingOptions.resuming(),
                      workers,
                      new TrainingRun.Listener() {}))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("has diverged");
    }
  }

  @Test
  void aPlanSaysWhatTrainingNeedsAndBeginsNoRun() {
    assumeTrue(ProcessMemory.peak().isPresent(), "the system tells no process's memory");
    Quickstudy.Result result =
        train(
                TINY_SINUSOIDS,
                "--set",
                "learner.steps=3",
                "--plan",
                "--memory",
                "64GiB",
                "--run",
                run)
            .succeeds();

    assertThat(result.out().lines().toList().get(0))
        .contains("full")
        .contains("train takes this one");
    assertThat(result.out()).contains("checkpointed").contains("first-order");
    assertThat(Path.of(run)).doesNotExist();
  }

  @Test
  void aRunThatWouldNotFitIsRefusedBeforeItBegins() {
    assumeTrue(ProcessMemory.peak().isPresent(), "the system tells no process's memory");
    train(TINY_SINUSOIDS, "--memory", "10MB", "--run", run)
        .failsWith(1, "training would need", "10.0 MB", "--memory");
    train(TINY_SINUSOIDS, "--memory", "much", "--run", run).failsWith(2, "4GiB", "'much'");

    assertThat(Path.of(run)).doesNotExist();
  }

  @Test
  void theTableNamesIntervalRegimeRuleAndEpisodes() {
    Quickstudy.Result result = train(TINY_GLYPHS, "--run", run).succeeds();

    assertThat(result.out())
        .contains("4 test tasks (5 ways, 1 shot, 1 query a class), episode hash ")
        .containsPattern("trained, step 2 +inductive +running +\\d+\\.\\d\\d % +± \\d+\\.\\d\\d")
        .containsPattern("trained, step 2 +transductive +joint ")
        .containsPattern("untrained +inductive +running ")
        .containsPattern("nearest neighbour on raw inputs +inductive +none ");
    assertThat(result.err()).contains("training glyphs-5way-1shot on glyphs in " + run);
  }

  @Test
  void errorsOfRegressionAreGivenByInnerSteps() {
    JsonNode json = train(TINY_SINUSOIDS, "--run", run, "--json").succeeds().json();

    JsonNode errors = json.path("evaluation").path("mse");
    assertThat(errors.propertyNames()).containsExactly("0", "1", "5", "10");
    assertThat(errors.path("5").path("mean").asDouble()).isPositive();
    assertThat(errors.path("5").path("ci95").asDouble()).isPositive();
    assertThat(json.path("evaluation").has("inductive")).isFalse();
    assertThat(json.has("rawInputs")).isFalse();
  }

  @Test
  void aLearnerThatDescendsHasItsOwnRegimes() {
    List<String> maml = new ArrayList<>(TINY_GLYPHS);
    maml.addAll(AS_MAML);
    JsonNode evaluation = train(maml, "--run", run, "--json").succeeds().json().path("evaluation");

    assertThat(evaluation.path("inductive").path("regime").asString()).isEqualTo("support");
    assertThat(evaluation.path("transductive").path("regime").asString()).isEqualTo("query-batch");
  }

  @Test
  void theFolderKeepsTheWholeRecipe() throws IOException {
    train(TINY_SINUSOIDS, "--run", run, "--seed", "9", "--minutes", "3").succeeds();

    String config = Files.readString(Path.of(run, "config.yaml"));
    assertThat(config).contains("seed: 9", "minutes: 3.0", "steps: 3\n");
    assertThat(Recipes.yaml(Recipes.parse(config, "config"))).isEqualTo(config);
  }

  @Test
  void theSameSeedGivesTheSameResultOnAnyNumberOfThreads() {
    JsonNode one = train(TINY_GLYPHS, "--run", run, "--threads", "1", "--json").succeeds().json();
    JsonNode three = train(TINY_GLYPHS, "--run", run + "3", "--threads", "3", "--json").json();

    assertThat(three.path("evaluation")).isEqualTo(one.path("evaluation"));
  }

  @Test
  void aRunCanBeResumedForLongerWithoutNamingItsRecipe() throws IOException {
    train(TINY_SINUSOIDS, "--run", run).succeeds();

    JsonNode longer = run("train", "--run", run, "--resume", "--steps", "5", "--json").json();

    assertThat(longer.path("steps").asLong()).isEqualTo(5);
    assertThat(Files.readString(Path.of(run, "config.yaml"))).contains("steps: 5\n");
    JsonNode whole = train(TINY_SINUSOIDS, "--run", run + "2", "--steps", "5", "--json").json();
    assertThat(longer.path("evaluation")).isEqualTo(whole.path("evaluation"));
  }

  /** A run that was begun in little memory and killed before its first checkpoint. */
  private Path begunInLittleMemory(String name, Recipe recipe) {
    Path begun = folder.resolve(name);
    try (RunFolder open = RunFolder.create(begun, Recipes.yaml(recipe))) {
      open.keep(new MemoryPlan.Choice(new MemoryStrategy(true, 1), 1, 1_000_000));
    }
    return begun;
  }

  private static void resumeByTheLibrary(Path run, Recipe recipe) {
    try (Workers workers = new Workers(2)) {
      Experiment.open(recipe, DataLocations.of(Optional.empty()))
          .train(run, TrainingOptions.resuming(), workers, new TrainingRun.Listener() {});
    }
  }

  private static Map<String, List<Double>> learned(Path run) {
    Map<String, List<Double>> learned = new TreeMap<>();
    try (Scope scope = Scope.open()) {
      Safetensors.read(RunFolder.checkpoint(run))
          .tensors()
          .forEach(
              (name, tensor) ->
                  learned.put(name, Arrays.stream(tensor.toDoubles()).boxed().toList()));
    }
    return learned;
  }

  @Test
  void resumeByTheLibraryOrByTheCommandGivesTheBitsOfTheUndisturbedRun() {
    Recipe three =
        Recipes.override(
            Recipes.resolve("sinusoid-maml-quick"),
            List.of(
                "network.hidden=[8]",
                "learner.steps=3",
                "training.tasks=2",
                "evaluation.episodes=4",
                "training.steps=3"));
    Recipe six = Recipes.override(three, List.of("training.steps=6"));
    Path whole = begunInLittleMemory("whole", three);
    run("train", "--run", whole.toString(), "--resume", "--steps", "6").succeeds();

    Path byLibrary = begunInLittleMemory("by-library", three);
    run("train", "--run", byLibrary.toString(), "--resume").succeeds();
    resumeByTheLibrary(byLibrary, six);
    Path byCommand = begunInLittleMemory("by-command", three);
    resumeByTheLibrary(byCommand, three);
    run("train", "--run", byCommand.toString(), "--resume", "--steps", "6").succeeds();

    assertThat(learned(byLibrary)).isEqualTo(learned(whole));
    assertThat(learned(byCommand)).isEqualTo(learned(whole));
  }

  @Test
  void aResumedRunSaysOnHowManyThreadsItGoesOn() {
    train(TINY_SINUSOIDS, "--run", run).succeeds();

    assertThat(run("train", "--run", run, "--resume", "--steps", "5").succeeds().err())
        .doesNotContain(String.valueOf(Integer.MAX_VALUE));
  }

  @Test
  void resumingBeforeThereIsAnythingBeginsTheRun() {
    Quickstudy.Result result = train(TINY_SINUSOIDS, "--run", run, "--resume", "--json").succeeds();

    assertThat(result.json().path("steps").asLong()).isEqualTo(3);
    assertThat(result.err()).contains("there was no run in " + run);
  }

  @Test
  void noStepsAtAllGiveTheUntrainedLearner() {
    JsonNode json = train(TINY_SINUSOIDS, "--steps", "0", "--run", run, "--json").succeeds().json();

    assertThat(json.path("steps").asLong(-1)).isZero();
    assertThat(json.path("evaluation")).isEqualTo(json.path("untrained"));
  }
}
