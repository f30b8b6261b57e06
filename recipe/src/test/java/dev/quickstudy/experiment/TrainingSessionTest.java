package dev.quickstudy.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.recipe.Tiny;
import dev.quickstudy.tensor.ProcessMemory;
import dev.quickstudy.tensor.Safetensors;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.MemoryPlan;
import dev.quickstudy.train.MemoryStrategy;
import dev.quickstudy.train.RunFolder;
import dev.quickstudy.train.RunFolderException;
import dev.quickstudy.train.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingSessionTest {
  private static final TrainingRun.Listener QUIET = new TrainingRun.Listener() {};
  private static final MemoryPlan.Choice SMALL =
      new MemoryPlan.Choice(new MemoryStrategy(true, 1), 1, 1_000_000);

  @TempDir private Path folder;

  /** MAML of three inner steps, so that there is something to checkpoint between them. */
  private static Recipe deep() {
    return Tiny.sine("learner.steps=3");
  }

  private static Experiment experiment(Recipe recipe) {
    return Tiny.experiment(recipe);
  }

  /** A run that was begun in little memory and killed before its first checkpoint. */
  private Path begun(String name) {
    Path run = folder.resolve(name);
    try (RunFolder open = RunFolder.create(run, Recipes.yaml(deep()))) {
      open.keep(SMALL);
    }
    return run;
  }

  /** All that a checkpoint holds but times. */
  private static Map<String, Object> left(Path run) {
    Map<String, Object> left = new TreeMap<>();
    try (Scope scope = Scope.open()) {
      Safetensors.Content content = Safetensors.read(RunFolder.checkpoint(run));
      content
          .tensors()
          .forEach(
              (name, tensor) -> left.put(name, Arrays.stream(tensor.toDoubles()).boxed().toList()));
      left.putAll(content.metadata());
    }
    left.remove("seconds");
    left.remove("digest"); // which covers the seconds
    return left;
  }

  @Test
  void trainGoesOnWithTheMemoryStrategyThatTheRunWasBegunWith() throws IOException {
    Path whole = begun("whole");
    Path stopped = begun("stopped");
    try (Workers workers = new Workers(2)) {
      try (TrainingSession session =
          experiment(deep()).begin(whole, TrainingOptions.resuming(), workers)) {
        assertThat(session.resumed()).isTrue();
        assertThat(session.memory()).contains(SMALL);
        assertThat(session.threads()).isEqualTo(1);
        session.train(QUIET);
      }
      try (TrainingSession session =
          experiment(deep()).begin(stopped, TrainingOptions.resuming(), workers)) {
        TrainingRun.Listener stopping =
            new TrainingRun.Listener() {
              @Override
              public void stepped(long step, double loss, double seconds) {
                if (step == 3) {
                  session.stop();
                }
              }
            };
        assertThat(session.train(stopping).end()).isEqualTo(TrainingRun.End.STOPPED);
      }
      assertThat(left(stopped))
          .containsEntry("step", "3")
          .containsEntry("memory", "checkpointed 1");
      Files.delete(stopped.resolve("memory.txt")); // the checkpoint says enough
      TrainingSummary summary =
          experiment(deep()).train(stopped, TrainingOptions.resuming(), workers, QUIET);
      assertThat(summary.training().steps()).isEqualTo(5);
      assertThat(summary.scores().trained().regression()).isTrue();
    }
    assertThat(left(stopped)).isEqualTo(left(whole));
  }

  @Test
  void trainCalibratesJudgesAndNotesThePeak() {
    Path run = folder.resolve("run");
    try (Workers workers = new Workers(1)) {
      TrainingSummary summary =
          experiment(Tiny.glyphs()).train(run, TrainingOptions.beginning(), workers, QUIET);
      assertThat(summary.run()).isEqualTo(run);
      assertThat(summary.calibration()).isPresent();
      assertThat(summary.calibration().orElseThrow().growth().orElseThrow().sizes())
          .as("of other ways and shots than the recipe's too")
          .hasSizeGreaterThan(3);
      assertThat(summary.scores().rawInputs()).isPresent();
      assertThat(summary.training().end()).isEqualTo(TrainingRun.End.STEPS);
      try (OpenRun open = OpenRun.open(run)) {
        assertThat(open.calibration()).isEqualTo(summary.calibration());
      }
      assertThat(RunFolder.peakMemory(run).isPresent()).isEqualTo(ProcessMemory.peak().isPresent());

      assertThatThrownBy(
              () -> experiment(Tiny.glyphs()).begin(run, TrainingOptions.beginning(), workers))
          .isInstanceOfSatisfying(
              RunFolderException.class,
              e -> assertThat(e.problem()).isEqualTo(RunFolderException.Problem.HOLDS_A_RUN));
    }
  }

  @Test
  void beginRefusesMemoryThatNothingFitsAndLeavesNoFolder() {
    assumeTrue(ProcessMemory.peak().isPresent(), "the system tells no process's memory");
    Path run = folder.resolve("run");
    try (Workers workers = new Workers(1)) {
      assertThatThrownBy(
              () ->
                  experiment(deep())
                      .begin(run, TrainingOptions.beginning().withMemory(1000), workers))
          .isInstanceOfSatisfying(
              NotEnoughMemoryException.class,
              e -> {
                assertThat(e.available()).isEqualTo(1000);
                assertThat(e.needed()).isGreaterThan(1000);
              });
    }
    assertThat(run).doesNotExist();
  }

  @Test
  void beginRefusesAnotherRecipeAndASettingThatWasChangedInTheFolder() throws IOException {
    Path run = folder.resolve("run");
    Tiny.train(Tiny.sine(), run, 1);
    try (Workers workers = new Workers(1)) {
      assertThatThrownBy(
              () ->
                  experiment(Tiny.sine("training.tasks=7"))
                      .begin(run, TrainingOptions.resuming(), workers))
          .isInstanceOf(RunFolderException.class)
          .hasMessage(
              run
                  + " is a run folder of another recipe: training.tasks is 4, not 7 as asked for; name another folder, or leave out what differs");

      Recipe changed = Tiny.sine("training.tasks=7");
      Files.writeString(run.resolve("config.yaml"), Recipes.yaml(changed));
      assertThatThrownBy(() -> experiment(changed).begin(run, TrainingOptions.resuming(), workers))
          .isInstanceOf(RunFolderException.class)
          .hasMessage(
              run.resolve("config.yaml")
                  + " is not what the run's checkpoint was trained by: training.tasks is 7, not 4 as in training; put the file back as it was");
      assertThatThrownBy(() -> OpenRun.open(run))
          .isInstanceOf(RunFolderException.class)
          .hasMessageContaining("training.tasks is 7, not 4");
      // A refusal gives the folder back.
      Files.writeString(run.resolve("config.yaml"), Recipes.yaml(Tiny.sine()));
      try (TrainingSession longer =
          experiment(Tiny.sine("training.steps=6", "evaluation.episodes=9"))
              .begin(run, TrainingOptions.resuming(), workers)) {
        assertThat(longer.train(QUIET).steps()).isEqualTo(6);
      }
    }
    assertThat(RunSettings.recipe(run).training().steps()).isEqualTo(6);
    OpenRun.open(run).close();
  }

  @Test
  void trainRefusesAnotherClockThanTheRunWasBegunWith() {
    Path run = folder.resolve("run");
    Tiny.train(Tiny.sine(), run, 1);
    try (Workers workers = new Workers(1);
        TrainingSession session =
            experiment(Tiny.sine("training.steps=6"))
                .begin(
                    run,
                    TrainingOptions.resuming().withClock(TrainingRun.Clock.PROCESSOR),
                    workers)) {
      assertThatThrownBy(() -> session.train(QUIET))
          .isInstanceOf(RunFolderException.class)
          .hasMessageContaining("counted by the wall clock, but the processor clock is asked for");
    }
  }

  @Test
  void damagedMetricsHinderNeitherResumingNorJudging() throws IOException {
    Path run = folder.resolve("run");
    Tiny.train(Tiny.sine(), run, 1);
    Files.write(run.resolve("metrics.jsonl"), new byte[] {'{', (byte) 0xff, '\n', '5', '\n', 0});
    try (Workers workers = new Workers(1)) {
      TrainingSummary summary =
          experiment(Tiny.sine("training.steps=6"))
              .train(run, TrainingOptions.resuming(), workers, QUIET);
      assertThat(summary.training().steps()).isEqualTo(6);
    }
    assertThat(RunFolder.losses(run)).extracting(RunFolder.Loss::step).containsExactly(6L);
  }
}
