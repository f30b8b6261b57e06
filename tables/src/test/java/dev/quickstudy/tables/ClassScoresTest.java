package dev.quickstudy.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ClassScoresTest {
  @Test
  void ofTwoClassesAllThreeAreCountedByHand() {
    double[][] p = {{0.9, 0.1}, {0.6, 0.4}, {0.4, 0.6}, {0.6, 0.4}};
    ClassScores scores = ClassScores.of(p, new int[] {0, 0, 1, 1});
    assertThat(scores.accuracy()).isEqualTo(0.75);
    // Pairs of a row of class 1 and one of class 0: right, right; right, and one equal.
    assertThat(scores.auc()).isEqualTo(3.5 / 4);
    assertThat(scores.logLoss())
        .isCloseTo(
            -(Math.log(0.9) + Math.log(0.6) + Math.log(0.6) + Math.log(0.4)) / 4, within(1e-12));
  }

  @Test
  void certaintyThatErrsCostsMuchButNotEverything() {
    ClassScores scores = ClassScores.of(new double[][] {{1, 0}}, new int[] {1});
    assertThat(scores.logLoss()).isCloseTo(34.54, within(0.01));
    assertThat(scores.auc()).as("of one class").isEqualTo(0.5);
  }
}
