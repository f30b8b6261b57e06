package dev.quickstudy.inner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BacktrackingTest extends ScopedTest {
  /** Two tasks whose objective is c/2 · θ²; a fixed rate r comes down where c < 2/r only. */
  private static final double[] CURVATURES = {1, 50};

  private static final double RATE = 0.1;

  private static Tensor curvatures() {
    return Tensor.of(CURVATURES, 2, 1);
  }

  /** The objectives before each step and after the last, of each task. */
  private static List<double[]> path(Transform inner, int steps) {
    Params theta = Params.perTask(Map.of("w", Tensor.of(new double[] {1, 1}, 2, 1)));
    Params state = inner.init(theta);
    List<double[]> path = new ArrayList<>();
    for (int step = 0; step <= steps; step++) {
      Tensor objective = objective(theta);
      path.add(objective.toDoubles());
      Params gradients = theta.map(w -> w.times(curvatures()));
      Transform.Step next =
          inner.update(
              gradients,
              state,
              theta,
              new Transform.Signal(step, Params.empty(), Optional.of(objective), Optional.empty()));
      theta = theta.plus(next.updates());
      state = next.state();
    }
    return path;
  }

  @Test
  void updateTakesBackWhatDoesNotComeDownEachTaskByItself() {
    List<double[]> fixed = path(Transforms.sgd(RATE), 12);
    List<double[]> back = path(new Backtracking(RATE), 12);
    // The flat task is never taken back, and makes the steps of a fixed rate.
    for (int step = 0; step <= 12; step++) {
      assertThat(back.get(step)[0]).isEqualTo(fixed.get(step)[0]);
    }
    // 0.1 and 0.05 are too great for the steep one, 0.025 is not.
    assertThat(fixed.get(12)[1]).isGreaterThan(1e6);
    assertThat(back.get(1)[1]).isGreaterThan(back.get(0)[1]);
    assertThat(back.get(2)[1]).isGreaterThan(back.get(0)[1]);
    assertThat(back.get(3)[1]).isLessThan(back.get(0)[1]);
    assertThat(back.get(12)[1]).isLessThan(1e-4 * back.get(0)[1]);
  }

  /** One step of a rate that is too great for the second task only. */
  @Test
  void settledTakesBackALastStepThatDoesNotComeDown() {
    Params theta = Params.perTask(Map.of("w", Tensor.of(new double[] {1, 1}, 2, 1)));
    Backtracking inner = new Backtracking(RATE);
    Tensor before = objective(theta);
    Transform.Step step =
        inner.update(
            theta.map(w -> w.times(curvatures())),
            inner.init(theta),
            theta,
            new Transform.Signal(0, Params.empty(), Optional.of(before), Optional.empty()));
    Params last = theta.plus(step.updates());
    Params settled = inner.settled(step.state(), last, () -> objective(last));
    assertThat(settled.get("w").toDoubles()).containsExactly(0.9, 1);
  }

  private static Tensor objective(Params theta) {
    return theta.get("w").square().times(curvatures()).times(0.5).reshape(2);
  }

  @Test
  void settledPullsBackTowardsTheBeginning() {
    Params theta = Params.perTask(Map.of("w", Tensor.of(new double[] {1, 2}, 2, 1)));
    PulledBack inner = new PulledBack(0.1, 2);
    Params state = inner.init(theta);
    Params last = theta.plus(inner.update(theta, state, theta, new Transform.Signal(0)).updates());
    assertThat(last.get("w").toDoubles()).containsExactly(0.9, 1.8);
    // A fifth of the way back.
    double[] settled = inner.settled(state, last, () -> objective(last)).get("w").toDoubles();
    assertThat(settled[0]).isCloseTo(0.92, within(1e-12));
    assertThat(settled[1]).isCloseTo(1.84, within(1e-12));
    assertThatThrownBy(() -> new PulledBack(0.5, 2))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("past where it began");
  }

  @Test
  void updateIsForTheInnerLoopOnly() {
    Params theta = Params.perTask(Map.of("w", Tensor.of(new double[] {1, 1}, 2, 1)));
    Backtracking inner = new Backtracking(RATE);
    assertThatThrownBy(() -> inner.update(theta, inner.init(theta), theta, new Transform.Signal(0)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("inner loop");
  }

  @Test
  void rateMustBeFinite() {
    assertThatThrownBy(() -> new Backtracking(Double.NaN)).isInstanceOf(UsageException.class);
  }
}
