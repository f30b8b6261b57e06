package dev.quickstudy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.judge.Score;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SeveralRunsTest {
  /** Runs with seeds 1, 2, …, whose means are these. */
  private static SeveralRuns runs(Metric metric, double... means) {
    Map<Long, Score> bySeed = new LinkedHashMap<>();
    for (int i = 0; i < means.length; i++) {
      bySeed.put(
          i + 1L,
          new Score(
              metric,
              List.of(means[i] - 0.1, means[i] + 0.1),
              Regime.NONE,
              "abc",
              OptionalDouble.empty()));
    }
    return new SeveralRuns(bySeed);
  }

  private static SeveralRuns accuracy(double... means) {
    return runs(Metric.ACCURACY, means);
  }

  @Test
  void overRunsIsStudentsInterval() {
    SeveralRuns three = accuracy(0.90, 0.92, 0.94);
    assertThat(three.overRuns().mean()).isCloseTo(0.92, within(1e-12));
    assertThat(three.deviation()).isCloseTo(0.02, within(1e-12));
    assertThat(three.overRuns().ci95()).isCloseTo(4.302653 * 0.02 / Math.sqrt(3), within(1e-7));
    assertThat(three.overTasks().mean()).isCloseTo(0.92, within(1e-12));
  }

  @Test
  void aheadPairsRunsBySeed() {
    // Both differ much between seeds, but the first is better by 0.01 with each of them.
    SeveralRuns better = accuracy(0.81, 0.912, 0.70);
    SeveralRuns worse = accuracy(0.80, 0.90, 0.69);
    assertThat(better.ahead(worse).orElseThrow().isAbove(0)).isTrue();
    assertThat(worse.ahead(better).orElseThrow().isAbove(0)).isFalse();
    assertThat(accuracy(0.9).ahead(accuracy(0.1))).as("one run says nothing").isEmpty();
    SeveralRuns errors = runs(Metric.MEAN_SQUARED_ERROR, 1, 1.01, 1.02);
    SeveralRuns fewer = runs(Metric.MEAN_SQUARED_ERROR, 0.5, 0.51, 0.521);
    assertThat(fewer.ahead(errors).orElseThrow().isAbove(0)).isTrue();
  }

  @Test
  void ranksAreOnlyToldWhereIntervalsSaySo() {
    assertThat(
            SeveralRuns.ranks(
                List.of(
                    accuracy(0.90, 0.91, 0.92),
                    accuracy(0.91, 0.90, 0.925),
                    accuracy(0.50, 0.52, 0.51))))
        .containsExactly("1–2", "1–2", "3");
    assertThat(SeveralRuns.ranks(List.of(accuracy(0.9, 0.8), accuracy(0.85, 0.84))))
        .containsExactly("=", "=");
    assertThat(SeveralRuns.ranks(List.of(accuracy(0.9)))).containsExactly("1");
  }
}
