package dev.quickstudy.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static void assertFollows(Schedule schedule, LongToDoubleFunction formula) {
    for (long step : new long[] {0, 1, 2, 3, 9, 10, 11, 49, 50, 99, 100, 101, 1_000_000}) {
      double expected = formula.applyAsDouble(step);
      assertThat(schedule.at(step))
          .as("step %d", step)
          .isCloseTo(expected, within(1e-12 * Math.abs(expected) + 1e-300));
    }
  }

  @Test
  void aConstantNeverChanges() {
    assertFollows(new Schedule.Constant(0.3), step -> 0.3);
  }

  @Test
  void aCosineFallsFromStartToEndAndStaysThere() {
    Schedule cosine = new Schedule.Cosine(0.1, 0.02, 100);
    assertFollows(
        cosine,
        step ->
            step >= 100
                ? 0.02
                : 0.02 + 0.5 * (0.1 - 0.02) * (1 + Math.cos(step / 100.0 * Math.PI)));
    assertThat(cosine.at(0)).isEqualTo(0.1);
    assertThat(cosine.at(50)).isCloseTo(0.06, within(1e-15));
    assertThat(cosine.at(100)).isEqualTo(0.02);
  }

  @Test
  void stepsMultiplyEverySoOften() {
    Schedule steps = new Schedule.Steps(0.5, 0.1, 10);
    assertFollows(steps, step -> 0.5 * Math.pow(0.1, Math.floor(step / 10.0)));
    assertThat(steps.at(9)).isEqualTo(0.5);
    assertThat(steps.at(10)).isCloseTo(0.05, within(1e-15));
  }

  @Test
  void anExponentialMultipliesAtEveryStep() {
    assertFollows(new Schedule.Exponential(0.01, 0.9), step -> 0.01 * Math.pow(0.9, (double) step));
  }

  @Test
  void aLineGoesStraightFromStartToEndAndStaysThere() {
    assertFollows(
        new Schedule.Linear(1, 0.2, 50), step -> step >= 50 ? 0.2 : 1 + (0.2 - 1) * step / 50.0);
  }

  @Test
  void schedulesFollowTheBudgetWhateverTheStep() {
    Schedule cosine = new Schedule.Cosine(0.1, 0.02, new Span.Share(1, 1));
    Schedule line = new Schedule.Linear(1, 0, new Span.Share(1, 2));
    for (long step : new long[] {0, 7, 1_000_000}) {
      assertThat(cosine.at(step, 0)).isEqualTo(0.1);
      assertThat(cosine.at(step, 0.5)).isCloseTo(0.06, within(1e-15));
      assertThat(cosine.at(step, 1)).isEqualTo(0.02);
      assertThat(line.at(step, 0.25)).isEqualTo(0.5);
      assertThat(line.at(step, 0.75)).isEqualTo(0);
    }
    assertThat(cosine.followsBudget()).isTrue();
    assertThat(new Schedule.Cosine(0.1, 0.02, 100).followsBudget()).isFalse();
  }

  @Test
  void halvingEverySixthOfTheBudgetHalvesFiveTimes() {
    Schedule halved = new Schedule.Steps(1, 0.5, new Span.Share(1, 6));
    for (int sixth = 0; sixth < 6; sixth++) {
      assertThat(halved.at(0, sixth / 6.0 + 1e-9)).isEqualTo(Math.pow(0.5, sixth));
      assertThat(halved.at(0, (sixth + 1) / 6.0 - 1e-9)).isEqualTo(Math.pow(0.5, sixth));
    }
  }

  @Test
  void aScheduleThatFollowsTheBudgetNeedsALoopWithOne() {
    Schedule cosine = new Schedule.Cosine(0.1, 0, new Span.Share(1, 6));
    assertThatThrownBy(() -> cosine.at(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "what is counted in shares of the budget (1/6) needs a loop with a budget; count it in steps");
  }

  @Test
  void aScheduleWithoutStepsIsRefused() {
    assertThatThrownBy(() -> new Schedule.Cosine(1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a cosine schedule needs at least 1 step, but has 0");
    assertThatThrownBy(() -> new Schedule.Linear(1, 0, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a linear schedule needs at least 1 step, but has -1");
    assertThatThrownBy(() -> new Schedule.Steps(1, 0.5, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a step schedule must change after at least 1 step, not 0");
  }
}
