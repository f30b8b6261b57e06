package dev.quickstudy.tables.classical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.tensor.RandomKey;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PenalisedLogisticTest {
  /** Rows whose first column knows the class by so much, beside columns that do not. */
  private static float[][] rows(int count, int columns, double telling, long seed) {
    float[][] rows = new float[count][columns];
    for (int i = 0; i < count; i++) {
      double[] normals = RandomKey.of(seed).fold(i).normals(columns);
      for (int d = 0; d < columns; d++) {
        rows[i][d] = (float) normals[d];
      }
      rows[i][0] += (float) (i % 2 == 0 ? -telling : telling);
    }
    return rows;
  }

  private static int[] labels(int count) {
    int[] labels = new int[count];
    Arrays.setAll(labels, i -> i % 2);
    return labels;
  }

  private static double logLoss(Baseline.Fitted fitted, float[][] rows, int[] labels) {
    double loss = 0;
    for (int i = 0; i < rows.length; i++) {
      loss -= Math.log(fitted.shares(rows[i])[labels[i]]) / rows.length;
    }
    return loss;
  }

  @Test
  void columnsThatSayNothingGetAPenaltyThatKeepsProbabilitiesEven() {
    Baseline.Fitted fitted = PenalisedLogistic.fit(rows(16, 20, 0, 1), labels(16), 2);
    assertThat(logLoss(fitted, rows(200, 20, 0, 2), labels(200)))
        .as("log 2 is what knowing nothing costs")
        .isLessThan(Math.log(2) + 0.1);
  }

  @Test
  void aColumnThatTellsIsBelievedAmongMany() {
    Baseline.Fitted fitted = PenalisedLogistic.fit(rows(32, 10, 1.5, 1), labels(32), 2);
    assertThat(logLoss(fitted, rows(200, 10, 1.5, 2), labels(200))).isLessThan(0.4);
  }

  @Test
  void rowsThatAreToldApartNeedNoInfiniteWeights() {
    Baseline.Fitted fitted = PenalisedLogistic.fit(rows(16, 2, 6, 1), labels(16), 2);
    for (float[] row : rows(16, 2, 6, 1)) {
      assertThat(Arrays.stream(fitted.shares(row)).allMatch(Double::isFinite)).isTrue();
      assertThat(Arrays.stream(fitted.shares(row)).sum()).isCloseTo(1, within(1e-12));
    }
    assertThat(logLoss(fitted, rows(50, 2, 6, 3), labels(50))).isLessThan(0.05);
  }

  @Test
  void threeClassesAreEachToldFromTheRest() {
    float[][] rows = new float[30][2];
    int[] labels = new int[30];
    for (int i = 0; i < 30; i++) {
      double[] noise = RandomKey.of(5).fold(i).normals(2);
      labels[i] = i % 3;
      rows[i][0] = (float) (3 * Math.cos(labels[i] * 2.1) + 0.5 * noise[0]);
      rows[i][1] = (float) (3 * Math.sin(labels[i] * 2.1) + 0.5 * noise[1]);
    }
    Baseline.Fitted fitted = PenalisedLogistic.fit(rows, labels, 3);
    for (int i = 0; i < 30; i++) {
      assertThat(fitted.best(rows[i])).isEqualTo(labels[i]);
    }
  }

  @Test
  void gradientBoostingLearnsWhatNoLineTells() {
    float[][] rows = new float[80][2];
    int[] labels = new int[80];
    for (int i = 0; i < 80; i++) {
      double[] at = RandomKey.of(9).fold(i).uniforms(2, -1, 1);
      rows[i] = new float[] {(float) at[0], (float) at[1]};
      labels[i] = at[0] * at[1] > 0 ? 1 : 0;
    }
    Baseline.Fitted boosted =
        GradientBoosting.fit(Arrays.copyOf(rows, 60), Arrays.copyOf(labels, 60), 2, 0);
    Baseline.Fitted line =
        PenalisedLogistic.fit(Arrays.copyOf(rows, 60), Arrays.copyOf(labels, 60), 2);
    int ofBoosted = 0;
    int ofLine = 0;
    for (int i = 60; i < 80; i++) {
      assertThat(Arrays.stream(boosted.shares(rows[i])).sum()).isCloseTo(1, within(1e-9));
      ofBoosted += boosted.best(rows[i]) == labels[i] ? 1 : 0;
      ofLine += line.best(rows[i]) == labels[i] ? 1 : 0;
    }
    assertThat(ofBoosted).isGreaterThanOrEqualTo(16).isGreaterThan(ofLine);
  }
}
