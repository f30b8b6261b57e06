package dev.quickstudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.judge.Score;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.ForwardingTaskSource;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.InvalidValueException;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.train.SmallRuns.Kind;
import dev.quickstudy.train.SmallRuns.Left;
import dev.quickstudy.train.TrainingRun.End;
import dev.quickstudy.train.files.TrainingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DivergenceTest {
  @TempDir private Path folder;

  /** Waves whose answers are infinite at some steps of training and in some validation tasks. */
  private record Infinite(TaskSource source, Set<Long> steps, Set<Long> validationTasks)
      implements ForwardingTaskSource {
    @Override
    public String fingerprint() {
      return source.fingerprint();
    }

    @Override
    public TaskBatch sample(Split split, TaskShape shape, RandomKey key, long first, int count) {
      TaskBatch batch = source.sample(split, shape, key, first, count);
      float[] factors = new float[count];
      for (int t = 0; t < count; t++) {
        boolean struck =
            split == Split.TRAIN
                ? steps.stream().anyMatch(step -> key.equals(tasks(step)))
                : validationTasks.contains(first + t);
        factors[t] = struck ? Float.POSITIVE_INFINITY : 1;
      }
      return new TaskBatch(batch.support(), times(batch.query(), Tensor.of(factors, count, 1, 1)));
    }

    /** The key of a step's tasks, as {@link StepTasks} makes it. */
    private static RandomKey tasks(long step) {
      return RandomKey.of(1).fold("step").fold(step).fold("tasks");
    }

    private static Examples times(Examples examples, Tensor factors) {
      return new Examples(
          examples.x(), examples.y().times(factors), examples.weights(), examples.targets());
    }
  }

  private static Kind<?> striking(Set<Long> steps, Set<Long> validationTasks) {
    return SmallRuns.waves().of(new Infinite(new Waves(), steps, validationTasks));
  }

  private static TrainingRun.Plan plan(long steps, Divergence divergence) {
    return new TrainingRun.Plan(steps, Optional.empty(), Optional.empty(), 4, 3, 0, divergence);
  }

  private static Progress.Setbacks setbacks(Path run) {
    try (Scope scope = Scope.open()) {
      return Checkpoint.read(RunFolder.checkpoint(run)).progress().setbacks();
    }
  }

  /** What a run tells. */
  private static final class Notes implements TrainingRun.Listener {
    final List<Long> steps = new ArrayList<>();
    final List<Long> skipped = new ArrayList<>();
    final List<String> back = new ArrayList<>();

    @Override
    public void stepped(long step, double loss, double seconds) {
      assertThat(loss).isFinite();
      steps.add(step);
    }

    @Override
    public void skipped(long step, int inRow) {
      skipped.add(step);
    }

    @Override
    public void wentBack(long from, long to, double rate) {
      back.add(from + " to " + to + " at " + rate);
    }
  }

  @Test
  void aStepThatIsNotFiniteIsLeftOutAndCounted() throws IOException {
    Path run = folder.resolve("run");
    Notes notes = new Notes();
    End end = striking(Set.of(2L, 5L, 6L), Set.of()).train(run, plan(11, Divergence.USUAL), notes);
    assertThat(end).isEqualTo(End.STEPS);
    assertThat(notes.skipped).containsExactly(3L, 6L, 7L);
    assertThat(notes.steps).containsExactly(1L, 2L, 4L, 5L, 8L, 9L, 10L, 11L);
    assertThat(notes.back).isEmpty();
    assertThat(setbacks(run)).isEqualTo(new Progress.Setbacks(3, 0, 0, 0));
  }

  @Test
  void aRunOfWhichNoStepWasFiniteIsNoTrainedOne() {
    Path run = folder.resolve("run");
    assertThatThrownBy(
            () ->
                striking(Set.of(0L, 1L, 2L), Set.of())
                    .train(run, plan(3, Divergence.USUAL), new Notes()))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "every step of training is not finite at step 3, and there is no good checkpoint to judge. Lower the rates or clip the gradients");
    assertThat(run.resolve("checkpoint.safetensors")).doesNotExist();
  }

  @Test
  void aRunWithSetbacksThatIsStoppedAnywhereEndsAsAnUndisturbedOne() throws IOException {
    Kind<?> kind = striking(Set.of(2L, 5L, 6L, 7L), Set.of());
    Divergence policy = new Divergence(1, 2, 0.5);
    Path whole = folder.resolve("whole");
    kind.train(whole, plan(11, policy), SmallRuns.QUIET);
    assertThat(setbacks(whole).back()).isPositive();
    Path cut = folder.resolve("cut");
    for (int part = 0; part < 30; part++) {
      try {
        kind.train(cut, plan(11, policy), new Crashing(part));
      } catch (IllegalStateException expected) { // goes on from its last checkpoint
        continue;
      }
      break;
    }
    kind.train(cut, plan(11, policy), SmallRuns.QUIET);
    assertThat(Left.of(cut)).isEqualTo(Left.of(whole));
  }

  /** Ends its process, as far as the run can tell, after some of its events. */
  private static final class Crashing implements TrainingRun.Listener {
    private final int part;
    private int events;

    Crashing(int part) {
      this.part = part;
    }

    private void event() {
      if (++events > part % 5 + 4) {
        throw new IllegalStateException("ended");
      }
    }

    @Override
    public void stepped(long step, double loss, double seconds) {
      event();
    }

    @Override
    public void skipped(long step, int inRow) {
      event();
    }

    @Override
    public void wentBack(long from, long to, double rate) {
      event();
    }
  }

  @Test
  void tooManyInARowGoBackToTheLastCheckpointWithALowerRate() {
    Path run = folder.resolve("run");
    Notes notes = new Notes();
    // Steps number 5 to 7 are struck whenever they are made, so going back does not help.
    End end =
        striking(Set.of(5L, 6L, 7L), Set.of())
            .train(run, plan(11, new Divergence(2, 2, 0.5)), notes);
    assertThat(notes.back).containsExactly("8 to 4 at 0.5", "8 to 4 at 0.25");
    assertThat(end).isEqualTo(End.DIVERGED);
    assertThat(setbacks(run)).isEqualTo(new Progress.Setbacks(9, 3, 2, 0));
    Notes again = new Notes();
    assertThat(striking(Set.of(), Set.of()).train(run, plan(11, new Divergence(2, 2, 0.5)), again))
        .as("what has ended stays ended")
        .isEqualTo(End.DIVERGED);
    assertThat(again.steps).isEmpty();
    try (Scope scope = Scope.open()) {
      assertThat(Checkpoint.read(RunFolder.checkpoint(run)).step()).isEqualTo(4);
    }
  }

  @Test
  void aLowerRateMakesSmallerSteps() {
    Path run = folder.resolve("run");
    // With a rate 10²⁰ times too high the first steps overflow; lowered often enough, it is sound.
    Kind<?> kind = SmallRuns.waves().unvalidated().with(Transforms.sgd(1e20));
    End end = kind.train(run, plan(4, new Divergence(0, 3, 1e-8)), SmallRuns.QUIET);
    assertThat(end).isEqualTo(End.STEPS);
    assertThat(setbacks(run).back()).isPositive();
  }

  @Test
  void aValidationWithTasksThatAreNotFiniteIsNeverTheBest() throws IOException {
    Path run = folder.resolve("run");
    List<String> validated = new ArrayList<>();
    TrainingRun.Listener notes =
        new TrainingRun.Listener() {
          @Override
          public void validated(long step, Score score, boolean best) {
            assertThat(score.mean()).as("over the other tasks").isFinite();
            validated.add(step + " " + score.notFinite() + " " + best);
          }
        };
    End end = striking(Set.of(), Set.of(3L)).train(run, plan(4, Divergence.USUAL), notes);
    assertThat(end).isEqualTo(End.STEPS);
    assertThat(validated).hasSize(2).allMatch(line -> line.endsWith("false"));
    assertThat(RunFolder.best(run)).doesNotExist();
    assertThat(setbacks(run).validations()).isEqualTo(2);
    assertThat(SmallRuns.metrics(run)).anyMatch(line -> line.contains("\"notFinite\":"));
  }

  @Test
  void divergenceRefusesWhatMakesNoSense() {
    assertThatThrownBy(() -> new Divergence(-1, 0, 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("'skip' must be at least 0, but is -1");
    assertThatThrownBy(() -> new Divergence(1, 1, 2))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("'slower' must be at most 1, but is 2.0");
  }
}
