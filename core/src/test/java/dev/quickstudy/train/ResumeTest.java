package dev.quickstudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.judge.Score;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.SmallRuns.Kind;
import dev.quickstudy.train.SmallRuns.Left;
import dev.quickstudy.train.TrainingRun.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A run that is ended and resumed leaves, bit for bit, what an undisturbed one leaves. */
@Timeout(300)
class ResumeTest {
  /**
   * Eleven steps: checkpoints after 4, 8 and 11, lines after 3, 6 and 9, validations after every
   * second.
   */
  private static final TrainingRun.Plan PLAN = SmallRuns.plan(11, 4, 3);

  @TempDir private Path folder;

  static List<Arguments> kinds() {
    return List.of(
        Arguments.of(Named.of("waves", SmallRuns.waves())),
        Arguments.of(Named.of("waves of uneven points", SmallRuns.unevenWaves())),
        Arguments.of(Named.of("averaged waves", SmallRuns.averagedWaves())),
        Arguments.of(Named.of("pictures", SmallRuns.pictures())),
        Arguments.of(Named.of("pictures by the budget", SmallRuns.picturesByTheBudget())),
        Arguments.of(Named.of("pictures in bfloat16", SmallRuns.picturesInBfloat16())));
  }

  /** What ends a process at any moment, for the code that it runs in. */
  private static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Where in a step a process ends. */
  private enum Moment {
    STEPPED,
    VALIDATED,
    CHECKPOINTED
  }

  private record Crashing(Moment moment, long at) implements TrainingRun.Listener {
    private void pass(Moment now, long step) {
      if (now == moment && step == at) {
        throw new Crash();
      }
    }

    @Override
    public void stepped(long step, double loss, double seconds) {
      pass(Moment.STEPPED, step);
    }

    @Override
    public void validated(long step, Score score, boolean best) {
      pass(Moment.VALIDATED, step);
    }

    @Override
    public void checkpointed(long step, Path file) {
      pass(Moment.CHECKPOINTED, step);
    }
  }

  private Left undisturbed(Kind<?> kind) throws IOException {
    Path run = folder.resolve("undisturbed");
    assertThat(kind.train(run, PLAN, SmallRuns.QUIET)).isEqualTo(End.STEPS);
    return Left.of(run);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aRunThatCrashesAnywhereEndsAsAnUndisturbedOne(Kind<?> kind) throws IOException {
    Left wanted = undisturbed(kind);
    assertThat(wanted.files())
        .containsEntry("checkpoint.safetensors/step", "11")
        .containsEntry("checkpoint.safetensors/lossCount", "2")
        .containsKeys("best.safetensors/step", "checkpoint.safetensors/best.step");
    assertThat(wanted.metrics()).hasSize(8);
    for (Moment moment : Moment.values()) {
      for (long at = 1; at <= 11; at++) {
        Path run = folder.resolve(moment + "-" + at);
        Crashing crash = new Crashing(moment, at);
        boolean happens =
            switch (moment) {
              case STEPPED -> true;
              case VALIDATED -> at % 2 == 0;
              case CHECKPOINTED -> at % 4 == 0 || at == 11;
            };
        if (!happens) {
          continue;
        }
        assertThatThrownBy(() -> kind.train(run, PLAN, crash)).isInstanceOf(Crash.class);
        assertThat(kind.train(run, PLAN, SmallRuns.QUIET)).isEqualTo(End.STEPS);
        assertThat(Left.of(run)).as("%s", crash).isEqualTo(wanted);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aRunThatIsStoppedAfterEveryStepEndsAsAnUndisturbedOne(Kind<?> kind) throws IOException {
    Path run = folder.resolve("run");
    for (int step = 1; step <= 11; step++) {
      assertThat(stopAfterOneStep(kind, run)).isEqualTo(step < 11 ? End.STOPPED : End.STEPS);
    }
    assertThat(Left.of(run)).isEqualTo(undisturbed(kind));
  }

  private static End stopAfterOneStep(Kind<?> kind, Path folder) {
    TrainingRun<?>[] running = new TrainingRun<?>[1];
    TrainingRun.Listener stopping =
        new TrainingRun.Listener() {
          @Override
          public void stepped(long step, double loss, double seconds) {
            running[0].stop();
          }
        };
    try (RunFolder run =
            RunFolder.holdsRun(folder)
                ? RunFolder.open(folder)
                : RunFolder.create(folder, SmallRuns.CONFIG);
        Workers workers = new Workers(2)) {
      running[0] = kind.in(run, PLAN, workers, stopping);
      try (TrainingRun.Outcome outcome = running[0].run()) {
        return outcome.end();
      }
    }
  }

  @Test
  void aRunThatCrashesAgainAndAgainEndsAsAnUndisturbedOne() throws IOException {
    Kind<?> kind = SmallRuns.waves();
    Path run = folder.resolve("run");
    for (long at : List.of(1L, 3L, 6L, 5L, 7L, 10L, 9L, 11L)) {
      assertThatThrownBy(() -> kind.train(run, PLAN, new Crashing(Moment.STEPPED, at)))
          .isInstanceOf(Crash.class);
    }
    kind.train(run, PLAN, SmallRuns.QUIET);
    assertThat(Left.of(run)).isEqualTo(undisturbed(kind));
  }

  @Test
  void aRunThatEndedCanBeTakenFurther() throws IOException {
    Kind<?> kind = SmallRuns.waves();
    Path run = folder.resolve("run");
    kind.train(run, SmallRuns.plan(5, 4, 3), SmallRuns.QUIET);
    kind.train(run, PLAN, SmallRuns.QUIET);
    assertThat(Left.of(run)).isEqualTo(undisturbed(kind));
  }

  @Test
  void aFinishedRunThatIsResumedChangesNothing() throws IOException {
    Kind<?> kind = SmallRuns.waves();
    Left wanted = undisturbed(kind);
    Path run = folder.resolve("undisturbed");
    byte[] before = Files.readAllBytes(RunFolder.checkpoint(run));
    assertThat(kind.train(run, PLAN, SmallRuns.QUIET)).isEqualTo(End.STEPS);
    assertThat(Left.of(run)).isEqualTo(wanted);
    assertThat(Files.readAllBytes(RunFolder.checkpoint(run))).isEqualTo(before);
  }

  /** Trains waves without end. */
  static final class Endless {
    private Endless() {}

    public static void main(String[] args) {
      SmallRuns.averagedWaves()
          .train(Path.of(args[0]), SmallRuns.plan(1_000_000, 7, 3), SmallRuns.QUIET);
    }
  }

  @Test
  void aProcessThatIsKilledLeavesARunThatGoesOnAsIfUndisturbed() throws Exception {
    Path run = folder.resolve("run");
    Kind<?> kind = SmallRuns.averagedWaves();
    for (int kill = 1; kill <= 2; kill++) {
      killWhenUnderWay(run, 21L * kill);
    }
    long reached;
    try (Scope scope = Scope.open()) {
      reached = Checkpoint.read(RunFolder.checkpoint(run)).step();
    }
    TrainingRun.Plan plan = SmallRuns.plan(reached + 10, 7, 3);
    assertThat(kind.train(run, plan, SmallRuns.QUIET)).isEqualTo(End.STEPS);
    Path undisturbed = folder.resolve("undisturbed");
    kind.train(undisturbed, plan, SmallRuns.QUIET);
    assertThat(Left.of(run)).isEqualTo(Left.of(undisturbed));
    try (var names = Files.list(run)) {
      assertThat(names.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "config.yaml", "lock", "metrics.jsonl", "checkpoint.safetensors", "best.safetensors");
    }
  }

  /**
   * Kills a process that trains in the folder, as soon as it has written a line for a step or
   * later.
   */
  private static void killWhenUnderWay(Path run, long step)
      throws IOException, InterruptedException {
    Path output = run.resolveSibling("output");
    Process process =
        SmallRuns.process(List.of(), Endless.class, run).redirectOutput(output.toFile()).start();
    Path metrics = run.resolve("metrics.jsonl");
    try {
      String line = "{\"step\":" + step + ",";
      while (!Files.exists(metrics) || !Files.readString(metrics).contains(line)) {
        assertThat(process.isAlive())
            .as(() -> "the process ended by itself; see " + output)
            .isTrue();
        process.waitFor(10, TimeUnit.MILLISECONDS);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
