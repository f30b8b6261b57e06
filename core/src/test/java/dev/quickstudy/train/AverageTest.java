package dev.quickstudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.optim.Span;
import dev.quickstudy.tensor.InvalidValueException;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.train.SmallRuns.Kind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AverageTest {
  @TempDir private Path folder;

  private static double[] numbers(Model model) {
    return model.phi().tensors().stream()
        .flatMapToDouble(tensor -> Arrays.stream(tensor.toDoubles()))
        .toArray();
  }

  /** The last model of a run of so many steps. */
  private double[] numbers(Kind<?> kind, long steps) {
    Path run = folder.resolve("run-" + steps);
    kind.train(run, SmallRuns.plan(steps, 100, 100), SmallRuns.QUIET);
    try (Scope scope = Scope.open()) {
      return numbers(Checkpoint.read(RunFolder.checkpoint(run)).model());
    }
  }

  @Test
  void theLearnerOfARunIsTheAverageOfItsModelsByTheFormula() {
    Kind<?> kind = SmallRuns.waves().unvalidated();
    double[] wanted = numbers(kind, 4);
    for (long step = 5; step <= 7; step++) {
      double[] now = numbers(kind, step);
      for (int i = 0; i < wanted.length; i++) {
        wanted[i] = 0.7 * wanted[i] + 0.3 * now[i];
      }
    }
    Path run = folder.resolve("averaged");
    kind.with(new Average(0.7, new Span.Steps(3)))
        .train(run, SmallRuns.plan(7, 100, 100), SmallRuns.QUIET);
    try (Scope scope = Scope.open()) {
      Checkpoint checkpoint = Checkpoint.read(RunFolder.checkpoint(run));
      assertThat(checkpoint.average().orElseThrow().since()).isEqualTo(4);
      assertThat(numbers(checkpoint.learner(Optional.empty()).model()))
          .containsExactly(wanted, within(1e-6));
      assertThat(numbers(checkpoint.model()))
          .as("training itself goes on as without an average")
          .isEqualTo(numbers(kind, 7));
    }
  }

  @Test
  void anAverageThatHasNotBegunLeavesTheModel() {
    Path run = folder.resolve("early");
    SmallRuns.averagedWaves().train(run, SmallRuns.plan(3, 100, 100), SmallRuns.QUIET);
    try (Scope scope = Scope.open()) {
      Checkpoint checkpoint = Checkpoint.read(RunFolder.checkpoint(run));
      assertThat(checkpoint.average()).isEmpty();
      assertThat(checkpoint.learner(Optional.empty()).model()).isSameAs(checkpoint.model());
    }
  }

  @Test
  void validationJudgesTheAverage() {
    Path run = folder.resolve("validated");
    SmallRuns.picturesByTheBudget().train(run, SmallRuns.plan(6, 6, 6), SmallRuns.QUIET);
    try (Scope scope = Scope.open()) {
      Checkpoint checkpoint = Checkpoint.read(RunFolder.checkpoint(run));
      assertThat(checkpoint.average().orElseThrow().since())
          .as("a third of six steps, and one more")
          .isEqualTo(3);
      assertThat(checkpoint.average().orElseThrow().model().state().names())
          .isEqualTo(checkpoint.model().state().names())
          .isNotEmpty();
    }
  }

  @Test
  void anAverageThatBeginsAfterTheLastStepIsRefused() {
    Average late = new Average(0.9, new Span.Steps(100));
    late.checkWithin(101);
    assertThatThrownBy(() -> late.checkWithin(100))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "'from' is 100, but training ends after 100 steps; let the average begin before the last one");
    assertThatThrownBy(() -> new Average(0.9, new Span.Share(1, 1)).checkWithin(100))
        .isInstanceOf(InvalidValueException.class);
    Average.NONE.checkWithin(0);
  }
}
