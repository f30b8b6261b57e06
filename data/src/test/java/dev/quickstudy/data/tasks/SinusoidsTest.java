package dev.quickstudy.data.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class SinusoidsTest {
  private static final TaskShape SHAPE = new TaskShape(1, 10, 10);
  private static final RandomKey KEY = RandomKey.of(3);

  private final Sinusoids sinusoids = new Sinusoids();

  @Test
  void supportAndQueryPointsLieOnOneCurveOfTheFamily() {
    try (Scope scope = Scope.open()) {
      int tasks = 200;
      TaskBatch batch = sinusoids.sample(Split.TRAIN, SHAPE, KEY, 0, tasks);
      double[] x = Tensor.cat(1, List.of(batch.support().x(), batch.query().x())).toDoubles();
      double[] y = Tensor.cat(1, List.of(batch.support().y(), batch.query().y())).toDoubles();
      double leastAmplitude = 10;
      double mostAmplitude = 0;
      for (int t = 0; t < tasks; t++) {
        // A sin(x − φ) = a sin x + b cos x: least squares for a and b, then every point must fit.
        double ss = 0;
        double sc = 0;
        double cc = 0;
        double sy = 0;
        double cy = 0;
        for (int i = t * 20; i < t * 20 + 20; i++) {
          assertThat(x[i]).isBetween(-5.0, 5.0);
          double s = Math.sin(x[i]);
          double c = Math.cos(x[i]);
          ss += s * s;
          sc += s * c;
          cc += c * c;
          sy += s * y[i];
          cy += c * y[i];
        }
        double determinant = ss * cc - sc * sc;
        double a = (sy * cc - cy * sc) / determinant;
        double b = (cy * ss - sy * sc) / determinant;
        for (int i = t * 20; i < t * 20 + 20; i++) {
          assertThat(a * Math.sin(x[i]) + b * Math.cos(x[i])).isCloseTo(y[i], within(1e-4));
        }
        double amplitude = Math.hypot(a, b);
        assertThat(amplitude).isBetween(0.1 - 1e-4, 5 + 1e-4);
        assertThat(b).isLessThan(1e-4); // −A sin φ with φ in 0 … π
        leastAmplitude = Math.min(leastAmplitude, amplitude);
        mostAmplitude = Math.max(mostAmplitude, amplitude);
      }
      assertThat(leastAmplitude).isLessThan(0.5);
      assertThat(mostAmplitude).isGreaterThan(4.5);
    }
  }

  @Test
  void aTaskDoesNotDependOnHowManyAreDrawnTogether() {
    try (Scope scope = Scope.open()) {
      TaskBatch five = sinusoids.sample(Split.TEST, SHAPE, KEY, 0, 5);
      TaskBatch third = sinusoids.sample(Split.TEST, SHAPE, KEY, 3, 1);

      assertThat(third.support().y().toFloats())
          .containsExactly(five.support().y().slice(0, 3, 4).toFloats());
      assertThat(third.query().x().toFloats())
          .containsExactly(five.query().x().slice(0, 3, 4).toFloats());
    }
  }

  @Test
  void splitsMeetDifferentCurves() {
    try (Scope scope = Scope.open()) {
      float[] train = sinusoids.sample(Split.TRAIN, SHAPE, KEY, 0, 3).support().y().toFloats();
      float[] test = sinusoids.sample(Split.TEST, SHAPE, KEY, 0, 3).support().y().toFloats();

      assertThat(train).isNotEqualTo(test);
    }
  }

  @Test
  void unevenShotsStayWithinTheirBounds() {
    try (Scope scope = Scope.open()) {
      TaskShape shape = new TaskShape(1, 2, 6, 0);
      boolean[] seen = new boolean[8];
      for (int i = 0; i < 60; i++) {
        TaskBatch batch = sinusoids.sample(Split.TRAIN, shape, KEY, i, 1);
        seen[batch.support().count()] = true;
        assertThat(batch.query().count()).isEqualTo(0);
      }
      assertThat(seen).containsExactly(false, false, true, true, true, true, true, false);
    }
  }

  @Test
  void moreThanOneWayIsRefused() {
    assertThatThrownBy(() -> sinusoids.check(Split.TRAIN, new TaskShape(5, 1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("have 1 way, but are asked for 5");
  }
}
