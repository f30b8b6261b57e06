package dev.quickstudy.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.data.InputOrigin;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TaskScoreTest {
  private static Predictions.Answered answer(
      String truth, String best, double probability, boolean unknown) {
    return new Predictions.Answered(
        new Predictions.Query(
            "one",
            Optional.of(truth).filter(word -> !word.isEmpty()),
            InputOrigin.of(Path.of("one"))),
        new Prediction(
            best,
            unknown,
            Map.of(best, probability),
            List.of(),
            Optional.of("a reason").filter(reason -> unknown),
            OptionalDouble.empty()));
  }

  private static TaskScore score(Predictions.Answered... answers) {
    return TaskScore.of(
        new Predictions(List.of(answers), 4, Confidence.earlier(Optional.empty()), 0),
        List.of("a", "b"));
  }

  @Test
  void ofCountsWhatIsInAndOutOfScope() {
    TaskScore score =
        score(
            answer("a", "a", 0.9, false),
            answer("b", "b", 0.8, true),
            answer("b", "a", 0.7, false),
            answer("other", "a", 0.6, true),
            answer("other", "b", 0.85, false),
            answer("", "b", 0.5, false));

    assertThat(score.inScope()).isEqualTo(3);
    assertThat(score.right()).isEqualTo(1);
    assertThat(score.falseAlarms()).isEqualTo(1);
    assertThat(score.outOfScope()).isEqualTo(2);
    assertThat(score.recalled()).isEqualTo(1);
    assertThat(score.confused()).containsExactly(new TaskScore.Confused("b", "a", 1));
    // Of six pairs, 0.9 > both, 0.8 and 0.7 > 0.6.
    assertThat(score.auroc().orElseThrow()).isCloseTo(4.0 / 6, within(1e-12));
  }

  /** The ends for 9 of 10 of Wilson's interval, from Brown, Cai and DasGupta (2001), eq. 4. */
  @Test
  void intervalIsWilsons() {
    TaskScore.Interval interval = TaskScore.Interval.of(9, 10);
    assertThat(interval.low()).isCloseTo(0.5958, within(1e-4));
    assertThat(interval.high()).isCloseTo(0.9821, within(1e-4));
    assertThat(TaskScore.Interval.of(10, 10).high()).isCloseTo(1, within(1e-12));
  }

  @Test
  void aurocIsEmptyWhereAllIsInScope() {
    assertThat(score(answer("a", "a", 0.9, false)).auroc()).isEmpty();
  }
}
