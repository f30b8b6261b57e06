package dev.quickstudy.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.judge.Score;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.recipe.Wording;
import dev.quickstudy.task.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ProgressTrackerTest {
  private final List<String> said = new ArrayList<>();
  private int shown;

  private final ProgressTracker.Display display =
      new ProgressTracker.Display() {
        @Override
        public void show(ProgressTracker progress) {
          shown++;
        }

        @Override
        public void say(String line) {
          said.add(line);
        }

        @Override
        public void close() {}
      };

  @Test
  void rateAndTimeLeftCountThisSessionOnly() {
    ProgressTracker progress = new ProgressTracker(display, 1000, Optional.empty());

    progress.stepped(501, 2, 100);
    progress.stepped(502, 4, 100.5);
    progress.stepped(505, 3, 104);

    assertThat(progress.figures()).isEqualTo("1.0 steps/s, loss 3.0000");
    assertThat(progress.left()).contains(Duration.ofSeconds(495));
    assertThat(shown).isEqualTo(3);
  }

  @Test
  void aTimeLimitThatIsMetFirstIsTheTimeLeft() {
    ProgressTracker progress =
        new ProgressTracker(display, 1000, Optional.of(Duration.ofSeconds(110)));

    progress.stepped(1, 2, 100);
    assertThat(progress.left()).contains(Duration.ofSeconds(10));
    progress.stepped(2, 2, 101);
    assertThat(progress.left()).contains(Duration.ofSeconds(9));
  }

  @Test
  void theBestValidationStaysInSight() {
    ProgressTracker progress = new ProgressTracker(display, 10, Optional.empty());
    progress.stepped(1, 0.5, 1);

    progress.validated(1, accuracy(0.9), true);
    progress.validated(2, accuracy(0.8), false);

    assertThat(progress.figures()).isEqualTo("loss 0.5000, best validation 90.00 %");
    assertThat(said)
        .containsExactly(
            "validation at step 1: accuracy 90.00 % ± 6.48 (the best so far)",
            "validation at step 2: accuracy 80.00 % ± 6.48");
  }

  @Test
  void durationsAndRatesAreForPeople() {
    assertThat(Wording.duration(7.4)).isEqualTo("7 s");
    assertThat(Wording.duration(185)).isEqualTo("3 min 05 s");
    assertThat(Wording.duration(3720)).isEqualTo("1 h 02 min");
    assertThat(Wording.rate(0.25)).isEqualTo("15.0 steps/min");
  }

  private static Score accuracy(double mean) {
    double deviation = 0.01 / 1.96; // so that half of the interval is 0.01
    return new Score(
        Metric.ACCURACY,
        List.of(mean - deviation, mean + deviation),
        Regime.NONE,
        "00",
        OptionalDouble.empty());
  }
}
