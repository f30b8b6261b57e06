package dev.quickstudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.judge.Evaluation;
import dev.quickstudy.judge.Score;
import dev.quickstudy.learn.Algorithms;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.optim.Schedule;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.SmallRuns.Kind;
import dev.quickstudy.train.SmallRuns.Left;
import dev.quickstudy.train.TrainingRun.End;
import dev.quickstudy.train.files.TrainingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TrainingRunTest {
  @TempDir private Path folder;

  /** Notes what it hears. */
  private static class Notes implements TrainingRun.Listener {
    final List<Long> steps = new ArrayList<>();
    final List<Double> losses = new ArrayList<>();
    final List<Double> seconds = new ArrayList<>();
    final List<String> validations = new ArrayList<>();
    final List<Long> checkpoints = new ArrayList<>();

    @Override
    public void stepped(long step, double loss, double elapsed) {
      steps.add(step);
      losses.add(loss);
      seconds.add(elapsed);
    }

    @Override
    public void validated(long step, Score score, boolean best) {
      validations.add(step + (best ? " best" : ""));
    }

    @Override
    public void checkpointed(long step, Path file) {
      checkpoints.add(step);
    }
  }

  private static TrainingRun.Plan timed(long steps, Duration time) {
    return new TrainingRun.Plan(steps, Optional.of(time), 2, 1);
  }

  private Path run() {
    return folder.resolve("run");
  }

  private Map<String, Object> left() throws IOException {
    return Left.of(run()).files();
  }

  private static double value(String line, String field) {
    String after = line.substring(line.indexOf("\"" + field + "\":") + field.length() + 3);
    return Double.parseDouble(after.split("[,}]", 2)[0]);
  }

  // What a run does.

  @Test
  void aRunThatWarmsUpEndsAsOneThatDoesNot() throws IOException {
    Path cold = folder.resolve("cold");
    Path warm = folder.resolve("warm");
    SmallRuns.waves().train(cold, SmallRuns.plan(6, 3, 3), SmallRuns.QUIET);
    TrainingRun.Plan warming =
        new TrainingRun.Plan(6, Optional.empty(), Optional.empty(), 3, 3, 20, Divergence.USUAL);
    SmallRuns.waves().train(warm, warming, SmallRuns.QUIET);
    assertThat(SmallRuns.Left.of(warm)).isEqualTo(SmallRuns.Left.of(cold));
  }

  @Test
  void everythingHappensWhenThePlanSaysSo() throws IOException {
    Notes notes = new Notes();
    assertThat(SmallRuns.waves().train(run(), SmallRuns.plan(7, 3, 2), notes)).isEqualTo(End.STEPS);
    assertThat(notes.steps).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(notes.checkpoints).containsExactly(3L, 6L, 7L);
    assertThat(notes.validations).hasSize(3).first().isEqualTo("2 best");
    assertThat(notes.seconds).isSorted().doesNotContain(0.0);
    List<String> lines = Files.readAllLines(run().resolve("metrics.jsonl"));
    List<String> losses = lines.stream().filter(line -> line.contains("loss")).toList();
    assertThat(losses.stream().map(line -> value(line, "step"))).containsExactly(2.0, 4.0, 6.0);
    assertThat(value(losses.get(1), "loss"))
        .isEqualTo((notes.losses.get(2) + notes.losses.get(3)) / 2);
    assertThat(lines.stream().filter(line -> line.contains("validation")))
        .hasSize(3)
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains(
                        "\"metric\":\"mean-squared-error\"",
                        "\"regime\":\"none\"",
                        "\"episodes\":6",
                        "\"ci95\":"));
  }

  @Test
  void noStepsMakeACheckpointOfTheStart() throws IOException {
    Notes notes = new Notes();
    assertThat(SmallRuns.waves().train(run(), SmallRuns.plan(0, 3, 2), notes)).isEqualTo(End.STEPS);
    assertThat(notes.steps).isEmpty();
    assertThat(notes.checkpoints).containsExactly(0L);
    assertThat(left()).containsEntry("checkpoint.safetensors/step", "0");
  }

  @Test
  void theOutcomeIsTheStateOfTheLastCheckpoint() throws IOException {
    try (RunFolder open = RunFolder.create(run(), SmallRuns.CONFIG);
        Workers workers = new Workers(1);
        TrainingRun.Outcome outcome =
            SmallRuns.waves().in(open, SmallRuns.plan(5, 2, 1), workers, SmallRuns.QUIET).run()) {
      assertThat(outcome.last().step()).isEqualTo(5);
      assertThat(outcome.samplingShare()).isBetween(0.0, 1.0);
      assertThat(outcome.progress().best()).isPresent();
      Map<String, Object> left = left();
      for (String name : outcome.last().model().phi().names()) {
        List<Double> numbers = new ArrayList<>();
        for (double number : outcome.last().model().phi().get(name).toDoubles()) {
          numbers.add(number);
        }
        assertThat(left.get("checkpoint.safetensors/phi." + name)).isEqualTo(numbers);
      }
    }
  }

  @Test
  void theBestStateIsKeptWhenLaterOnesAreWorse() throws IOException {
    // After two steps, the rate turns and undoes all learning.
    Notes notes = new Notes();
    Kind<?> kind =
        SmallRuns.waves().with(new Transforms.Sgd(new Schedule.Steps(0.001, -100, 2), 0, 0));
    kind.train(run(), SmallRuns.plan(4, 2, 1), notes);
    assertThat(notes.validations).containsExactly("2 best", "4");
    assertThat(left())
        .containsEntry("best.safetensors/step", "2")
        .containsEntry("checkpoint.safetensors/step", "4")
        .containsEntry("checkpoint.safetensors/best.step", "2")
        .containsEntry("checkpoint.safetensors/sinceBest", "1");
    Path calm = folder.resolve("calm");
    SmallRuns.waves()
        .with(Transforms.sgd(0.001))
        .train(calm, SmallRuns.plan(2, 2, 1), SmallRuns.QUIET);
    assertThat(left().get("best.safetensors/phi.layers.0.weight"))
        .isEqualTo(Left.of(calm).files().get("checkpoint.safetensors/phi.layers.0.weight"));
  }

  // How a run ends.

  @Test
  void patienceEndsARunThatGetsNoBetter() throws IOException {
    // A rate of zero: the first validation stays the best.
    Kind<?> kind = SmallRuns.waves().with(Transforms.sgd(0)).withPatience(3);
    Notes notes = new Notes();
    assertThat(kind.train(run(), SmallRuns.plan(100, 50, 50), notes)).isEqualTo(End.PATIENCE);
    assertThat(notes.validations).containsExactly("2 best", "4", "6", "8");
    assertThat(notes.checkpoints).containsExactly(8L);
    Notes again = new Notes();
    assertThat(kind.train(run(), SmallRuns.plan(100, 50, 50), again)).isEqualTo(End.PATIENCE);
    assertThat(again.steps).isEmpty();
    assertThat(kind.withPatience(4).train(run(), SmallRuns.plan(100, 50, 50), again))
        .isEqualTo(End.PATIENCE);
    assertThat(again.validations).containsExactly("10");
  }

  @Test
  void withoutPatienceNothingEndsEarly() {
    Kind<?> kind = SmallRuns.waves().with(Transforms.sgd(0)).withPatience(0);
    assertThat(kind.train(run(), SmallRuns.plan(20, 50, 50), SmallRuns.QUIET)).isEqualTo(End.STEPS);
  }

  @Test
  void theTimeLimitCountsAllSessions() {
    Kind<?> kind = SmallRuns.waves().unvalidated();
    Notes first = new Notes();
    assertThat(kind.train(run(), timed(Long.MAX_VALUE, Duration.ofMillis(300)), first))
        .isEqualTo(End.TIME);
    assertThat(first.seconds.get(first.seconds.size() - 1)).isGreaterThanOrEqualTo(0.3);
    assertThat(first.seconds.get(first.seconds.size() - 2)).isLessThan(0.3);

    Notes none = new Notes();
    assertThat(kind.train(run(), timed(Long.MAX_VALUE, Duration.ofMillis(300)), none))
        .isEqualTo(End.TIME);
    assertThat(none.steps).isEmpty();

    Notes second = new Notes();
    long started = System.nanoTime();
    assertThat(kind.train(run(), timed(Long.MAX_VALUE, Duration.ofMillis(500)), second))
        .isEqualTo(End.TIME);
    assertThat(second.steps.get(0)).isEqualTo(first.steps.get(first.steps.size() - 1) + 1);
    assertThat(second.seconds.get(0)).isGreaterThanOrEqualTo(0.3);
    assertThat(second.seconds.get(second.seconds.size() - 1) - second.seconds.get(0))
        .isLessThan((System.nanoTime() - started) / 1e9);
  }

  @Test
  void stopAtEndsARunThatHasNoEnd() {
    try (RunFolder open = RunFolder.create(run(), SmallRuns.CONFIG);
        Workers workers = new Workers(2)) {
      TrainingRun<?> running =
          SmallRuns.waves()
              .in(
                  open,
                  SmallRuns.plan(Long.MAX_VALUE, 1_000_000, 1_000_000),
                  workers,
                  SmallRuns.QUIET);
      running.stopAt(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50));
      try (TrainingRun.Outcome outcome = running.run()) {
        assertThat(outcome.end()).isEqualTo(End.STOPPED);
      }
    }
    assertThat(RunFolder.checkpoint(run())).exists();
  }

  @Test
  void anotherThreadCanStopARun() throws Exception {
    CountDownLatch underWay = new CountDownLatch(1);
    Notes notes =
        new Notes() {
          @Override
          public void stepped(long step, double loss, double elapsed) {
            super.stepped(step, loss, elapsed);
            underWay.countDown();
          }
        };
    try (RunFolder open = RunFolder.create(run(), SmallRuns.CONFIG);
        Workers workers = new Workers(2)) {
      TrainingRun<?> running =
          SmallRuns.waves()
              .in(open, SmallRuns.plan(Long.MAX_VALUE, 1_000_000, 1_000_000), workers, notes);
      Thread other =
          new Thread(
              () -> {
                try {
                  underWay.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
                running.stop();
              });
      other.start();
      try (TrainingRun.Outcome outcome = running.run()) {
        assertThat(outcome.end()).isEqualTo(End.STOPPED);
        assertThat(notes.checkpoints).containsExactly(outcome.last().step());
        assertThat(left())
            .containsEntry("checkpoint.safetensors/step", Long.toString(outcome.last().step()));
      }
      other.join();
    }
  }

  @Test
  void anInterruptedThreadTrainsOnAndStaysInterrupted() throws IOException {
    TrainingRun.Listener interrupting =
        new TrainingRun.Listener() {
          @Override
          public void stepped(long step, double loss, double seconds) {
            Thread.currentThread().interrupt();
          }
        };
    try {
      SmallRuns.waves().train(run(), SmallRuns.plan(6, 2, 1), interrupting);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    Path undisturbed = folder.resolve("undisturbed");
    SmallRuns.waves().train(undisturbed, SmallRuns.plan(6, 2, 1), SmallRuns.QUIET);
    assertThat(Left.of(run())).isEqualTo(Left.of(undisturbed));
  }

  // What a run goes on with.

  private static TrainingRun.Plan counted(long steps, Optional<TrainingRun.Clock> clock) {
    return new TrainingRun.Plan(steps, Optional.empty(), clock, 2, 1);
  }

  @Test
  void runGoesOnWithTheMemoryStrategyItWasBegunWith() throws IOException {
    Path whole = folder.resolve("whole");
    Kind<?> small = SmallRuns.deepWaves().with(new MemoryStrategy(true, 1));
    small.train(whole, SmallRuns.plan(6, 2, 1), SmallRuns.QUIET);
    small.train(run(), SmallRuns.plan(3, 2, 1), SmallRuns.QUIET);
    assertThat(left()).containsEntry("checkpoint.safetensors/memory", "checkpointed 1");

    SmallRuns.deepWaves().train(run(), SmallRuns.plan(6, 2, 1), SmallRuns.QUIET);

    assertThat(Left.of(run())).isEqualTo(Left.of(whole));
    Path other = folder.resolve("other");
    SmallRuns.deepWaves().train(other, SmallRuns.plan(6, 2, 1), SmallRuns.QUIET);
    assertThat(Left.of(other).files())
        .as("the strategy changes bits, or this test shows nothing")
        .isNotEqualTo(Left.of(whole).files());
  }

  @Test
  void runOfAnOlderVersionGoesOnWithTheMemoryStrategyOfItsNote() throws IOException {
    Path whole = folder.resolve("whole");
    Kind<?> small = SmallRuns.deepWaves().with(new MemoryStrategy(true, 1));
    small.train(whole, SmallRuns.plan(6, 2, 1), SmallRuns.QUIET);
    small.train(run(), SmallRuns.plan(3, 2, 1), SmallRuns.QUIET);
    SmallRuns.withoutFields(RunFolder.checkpoint(run()), "memory", "clock");
    Files.writeString(run().resolve("memory.txt"), "checkpointed 1 1000000 2");

    SmallRuns.deepWaves().train(run(), SmallRuns.plan(6, 2, 1), SmallRuns.QUIET);

    assertThat(Left.of(run())).isEqualTo(Left.of(whole));
  }

  @Test
  void runGoesOnWithTheClockItWasBegunWithAndRefusesAnother() throws IOException {
    Optional<TrainingRun.Clock> processor = Optional.of(TrainingRun.Clock.PROCESSOR);
    SmallRuns.waves().train(run(), counted(2, processor), SmallRuns.QUIET);
    SmallRuns.waves().train(run(), counted(4, Optional.empty()), SmallRuns.QUIET);

    assertThat(left()).containsEntry("checkpoint.safetensors/clock", "processor");
    assertThat(SmallRuns.metrics(run()))
        .hasSize(6)
        .allSatisfy(line -> assertThat(line).contains("\"clock\":\"processor\""));
    assertThatThrownBy(
            () ->
                SmallRuns.waves()
                    .train(run(), counted(6, Optional.of(TrainingRun.Clock.WALL)), SmallRuns.QUIET))
        .isInstanceOf(RunFolderException.class)
        .hasMessage(
            "the time of the run in %s is counted by the processor clock, but the wall clock is asked for; go on with the one that it was begun with, or begin another run"
                .formatted(run()));
    assertThat(left()).containsEntry("checkpoint.safetensors/step", "4");
  }

  // What goes wrong.

  /** The plan of {@link SmallRuns#plan} with what is done about divergence. */
  private static TrainingRun.Plan plan(
      long steps, long checkpointEvery, long logEvery, Divergence divergence) {
    return new TrainingRun.Plan(
        steps, Optional.empty(), Optional.empty(), checkpointEvery, logEvery, 0, divergence);
  }

  @Test
  void aLossThatIsNotFiniteEndsTheRunAtItsLastGoodCheckpoint() throws IOException {
    // Sound for four steps, then the weights become huge but finite, and the loss of the next step
    // overflows.
    Kind<?> kind =
        SmallRuns.waves()
            .unvalidated()
            .with(new Transforms.Sgd(new Schedule.Steps(1e-4, 1e29, 4), 0, 0));
    Notes notes = new Notes();
    assertThat(kind.train(run(), plan(100, 2, 1, Divergence.ENDS), notes)).isEqualTo(End.DIVERGED);
    assertThat(notes.steps).endsWith(5L);
    assertThat(notes.losses).allMatch(Double::isFinite);
    assertThat(left())
        .containsEntry("checkpoint.safetensors/step", "4")
        .containsEntry("checkpoint.safetensors/notFinite.skipped", "1");
    assertFiniteNumbers(left());
    // The checkpoint is good: at a lower rate the run goes on.
    Kind<?> mended = kind.with(Transforms.sgd(1e-4));
    assertThat(mended.train(run(), SmallRuns.plan(10, 2, 1), SmallRuns.QUIET)).isEqualTo(End.STEPS);
  }

  @Test
  void aModelThatIsNotFiniteIsNeverWritten() throws IOException {
    // The update of the fifth step overflows, while its loss is sound.
    Kind<?> kind =
        SmallRuns.waves()
            .unvalidated()
            .with(new Transforms.Sgd(new Schedule.Steps(1e-4, 1e60, 4), 0, 0));
    Notes notes = new Notes();
    assertThat(kind.train(run(), plan(100, 1, 1, Divergence.ENDS), notes)).isEqualTo(End.DIVERGED);
    assertThat(notes.steps).containsExactly(1L, 2L, 3L, 4L);
    assertThat(left()).containsEntry("checkpoint.safetensors/step", "4");
    assertFiniteNumbers(left());
  }

  @Test
  void aRunThatDivergesAtOnceIsRefused() throws IOException {
    Kind<?> kind = SmallRuns.waves().with(Transforms.sgd(1e60));
    assertThatThrownBy(() -> kind.train(run(), plan(100, 1, 1, Divergence.ENDS), SmallRuns.QUIET))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "training is not finite at step 1, and there is no good checkpoint to judge. Lower the rates or clip the gradients");
    assertThat(left()).isEmpty();
  }

  private static void assertFiniteNumbers(Map<String, Object> left) {
    assertThat(left).isNotEmpty();
    left.values().stream()
        .filter(List.class::isInstance)
        .forEach(
            numbers ->
                assertThat((List<?>) numbers).allMatch(number -> Double.isFinite((Double) number)));
  }

  @Test
  void aCheckpointOfAnotherShapeIsRefusedBeforeTheFirstStep() throws IOException {
    SmallRuns.waves().train(run(), SmallRuns.plan(3, 2, 1), SmallRuns.QUIET);
    Left before = Left.of(run());
    Notes notes = new Notes();
    assertThatThrownBy(
            () ->
                SmallRuns.waves()
                    .with(Transforms.sgd(0.1))
                    .train(run(), SmallRuns.plan(9, 2, 1), notes))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            RunFolder.checkpoint(run())
                + " has tensor optimizer.mean.layers.0.weight, which these settings do not know");
    assertThatThrownBy(() -> SmallRuns.pictures().train(run(), SmallRuns.plan(9, 2, 1), notes))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining(
            "comes from other data: waves with fingerprint aaaaaaaaaaaaaaaa, but the data at hand"
                + " is pictures with fingerprint bbbbbbbbbbbbbbbb");
    assertThat(notes.steps).isEmpty();
    assertThat(Left.of(run())).isEqualTo(before);
  }

  @Test
  void aTruncatedCheckpointIsRefusedAndStays() throws IOException {
    SmallRuns.waves().train(run(), SmallRuns.plan(3, 2, 1), SmallRuns.QUIET);
    Path file = RunFolder.checkpoint(run());
    byte[] whole = Files.readAllBytes(file);
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    Files.write(file, half);
    assertThatThrownBy(
            () -> SmallRuns.waves().train(run(), SmallRuns.plan(9, 2, 1), SmallRuns.QUIET))
        .hasMessageContaining(file.toString());
    assertThat(Files.readAllBytes(file)).isEqualTo(half);
  }

  @Test
  void aFolderThatIsTakenAwayEndsTheRunWithTheFilesName() {
    Path elsewhere = folder.resolve("elsewhere");
    TrainingRun.Listener taking =
        new TrainingRun.Listener() {
          @Override
          public void stepped(long step, double loss, double seconds) {
            if (step == 5) {
              try {
                Files.move(run(), elsewhere);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }
          }
        };
    Kind<?> kind = SmallRuns.waves().unvalidated();
    assertThatThrownBy(() -> kind.train(run(), SmallRuns.plan(100, 2, 50), taking))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot write " + RunFolder.checkpoint(run()) + ": its folder does not exist");
    assertThat(run()).doesNotExist();
    assertThat(kind.train(elsewhere, SmallRuns.plan(8, 2, 50), SmallRuns.QUIET))
        .isEqualTo(End.STEPS);
  }

  /**
   * Trains pictures to step 6, with a checkpoint every second step, and prints what came in
   * between.
   */
  static final class Cramped {
    private Cramped() {}

    public static void main(String[] args) {
      try {
        SmallRuns.pictures()
            .unvalidated()
            .train(Path.of(args[0]), SmallRuns.plan(6, 2, 100), SmallRuns.QUIET);
      } catch (UncheckedIOException e) {
        System.out.println("failed: " + e.getMessage());
      }
    }
  }

  @Test
  void aCheckpointThatFindsNoRoomLeavesTheLastOneIntact() throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/bin/sh")), "there is no shell to set a limit of file sizes");
    Kind<?> kind = SmallRuns.pictures().unvalidated();
    kind.train(run(), SmallRuns.plan(3, 3, 100), SmallRuns.QUIET);
    byte[] before = Files.readAllBytes(RunFolder.checkpoint(run()));
    assertThat(before.length).as("must not fit into the limit of two blocks").isGreaterThan(2048);

    // No file of the process may grow beyond two blocks: its checkpoint breaks off in the middle.
    List<String> limited = List.of("/bin/sh", "-c", "ulimit -f 2; exec \"$@\"", "limited");
    Process process = SmallRuns.process(limited, Cramped.class, run()).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    assertThat(output).contains("failed: cannot write " + RunFolder.checkpoint(run()) + ": ");

    assertThat(Files.readAllBytes(RunFolder.checkpoint(run()))).isEqualTo(before);
    try (var names = Files.list(run())) {
      assertThat(names.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("config.yaml", "lock", "checkpoint.safetensors");
    }
    kind.train(run(), SmallRuns.plan(6, 2, 100), SmallRuns.QUIET);
    Path undisturbed = folder.resolve("undisturbed");
    kind.train(undisturbed, SmallRuns.plan(6, 2, 100), SmallRuns.QUIET);
    assertThat(left()).isEqualTo(Left.of(undisturbed).files());
  }

  @Test
  void aSecondRunInTheSameFolderIsRefused() {
    Kind<?> kind = SmallRuns.waves();
    TrainingRun.Listener intruding =
        new TrainingRun.Listener() {
          @Override
          public void checkpointed(long step, Path file) {
            assertThatThrownBy(() -> kind.train(run(), SmallRuns.plan(9, 1, 1), SmallRuns.QUIET))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("another run trains in " + run());
          }
        };
    assertThat(kind.train(run(), SmallRuns.plan(3, 2, 1), intruding)).isEqualTo(End.STEPS);
  }

  @Test
  void aValidationThatTheLearnerCannotHaveIsRefusedBeforeTheFirstStep() {
    Notes notes = new Notes();
    assertThatThrownBy(
            () ->
                new TrainingRun.Validation(
                        new Evaluation(new Waves(), Split.VALIDATION, new TaskShape(1, 5, 5), 6, 5),
                        Regime.SUPPORT,
                        2,
                        0)
                    .check(Algorithms.maml(new Mlp(List.of(1), List.of(), 1), 1, 1, 1).learner()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the learner cannot be validated under the regime 'support'");
    assertThatThrownBy(() -> SmallRuns.fourWays(3).train(run(), SmallRuns.plan(9, 1, 1), notes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the network has 4 outputs, but the tasks need 3");
    assertThat(notes.steps).isEmpty();
  }

  @Test
  void plansThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> SmallRuns.plan(-1, 1, 1))
        .hasMessage("'steps' must be at least 0, but is -1");
    assertThatThrownBy(() -> SmallRuns.plan(1, 0, 1))
        .hasMessage("'checkpointEvery' must be at least 1, but is 0");
    assertThatThrownBy(() -> SmallRuns.plan(1, 1, 0))
        .hasMessage("'logEvery' must be at least 1, but is 0");
    assertThatThrownBy(
            () ->
                SmallRuns.waves()
                    .withPatience(-1)
                    .train(run(), SmallRuns.plan(1, 1, 1), SmallRuns.QUIET))
        .hasMessage("patience must not be negative, but is -1");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux has a device that is always full")
  void aFullDiskUnderMetricsLosesNoStepAndSpoilsNoOtherLine() throws IOException {
    SmallRuns.waves().train(folder.resolve("whole"), SmallRuns.plan(8, 2, 1), SmallRuns.QUIET);
    Path metrics = run().resolve("metrics.jsonl");
    Path kept = folder.resolve("kept.jsonl");
    List<Long> unlogged = new ArrayList<>();
    TrainingRun.Listener filling =
        new TrainingRun.Listener() {
          @Override
          public void stepped(long step, double loss, double seconds) {
            try {
              if (step == 3) {
                Files.writeString(
                    metrics,
                    "{\"step\":3,\"lo",
                    StandardOpenOption.APPEND); // what still found room
                Files.move(metrics, kept);
                Files.createSymbolicLink(metrics, Path.of("/dev/full"));
              } else if (step == 5) {
                Files.delete(metrics);
                Files.move(kept, metrics);
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }

          @Override
          public void unlogged(long step, UncheckedIOException why) {
            assertThat(why).hasMessageContainingAll("metrics.jsonl", "No space left");
            unlogged.add(step);
          }
        };

    assertThat(SmallRuns.waves().train(run(), SmallRuns.plan(8, 2, 1), filling))
        .isEqualTo(End.STEPS);

    assertThat(unlogged).contains(3L, 4L).doesNotContain(2L, 5L);
    assertThat(RunFolder.losses(run()).stream().map(RunFolder.Loss::step))
        .containsExactly(1L, 2L, 5L, 6L, 7L, 8L);
    assertThat(left()).isEqualTo(Left.of(folder.resolve("whole")).files());
  }
}
