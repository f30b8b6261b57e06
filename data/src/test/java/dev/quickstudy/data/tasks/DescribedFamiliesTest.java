package dev.quickstudy.data.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Families whose descriptor says what their points cannot. */
class DescribedFamiliesTest {
  private static final RandomKey KEY = RandomKey.of(3);
  private static final KnownUnknowns CURVES = new KnownUnknowns(false);
  private static final ColumnUnits COLUMNS = new ColumnUnits();
  private static final int TASKS = 60;
  private static final int QUERIES = 20;

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void taskDependsOnItsNumberNotOnTheBatchItIsDrawnIn() {
    for (TaskSource source : List.of(CURVES, COLUMNS)) {
      TaskShape shape = new TaskShape(1, 3, 5);
      TaskBatch all = source.sample(Split.TRAIN, shape, KEY, 0, 4);
      TaskBatch one = source.sample(Split.TRAIN, shape, KEY, 2, 1);
      assertThat(one.support().x().toFloats()).isEqualTo(task(all.support().x(), 2));
      assertThat(one.query().y().toFloats()).isEqualTo(task(all.query().y(), 2));
      Tensor descriptor = all.support().descriptor().orElseThrow();
      assertThat(one.support().descriptor().orElseThrow().toFloats())
          .isEqualTo(task(descriptor, 2));
      assertThat(Arrays.stream(descriptor.shape()).skip(1).mapToObj(Math::toIntExact))
          .isEqualTo(source.descriptor(shape));
      TaskBatch uneven = source.sample(Split.TRAIN, new TaskShape(1, 1, 6, 5), KEY, 0, 4);
      assertThat(uneven.support().descriptor()).isPresent();
    }
  }

  private static float[] task(Tensor all, int number) {
    return all.select(0, number).toFloats();
  }

  @Test
  void curvesShowThePastWithNoiseAndAreAskedForWithout() {
    TaskBatch batch = CURVES.sample(Split.TEST, new TaskShape(1, 50, 50), KEY, 0, 40);
    for (int t = 0; t < 40; t++) {
      KnownUnknowns.Curve curve = CURVES.curve(Split.TEST, KEY, t);
      float[] x = task(batch.support().x(), t);
      float[] y = task(batch.support().y(), t);
      double squares = 0;
      for (int i = 0; i < x.length; i++) {
        assertThat(x[i]).isBetween(-5f, 0f);
        squares += Math.pow(y[i] - curve.at(x[i]), 2) / x.length;
      }
      assertThat(Math.sqrt(squares) / curve.noise()).isBetween(0.6, 1.5);
      float[] asked = task(batch.query().x(), t);
      float[] answers = task(batch.query().y(), t);
      for (int i = 0; i < asked.length; i++) {
        assertThat((double) answers[i]).isCloseTo(curve.at(asked[i]), within(1e-5));
      }
    }
  }

  @Test
  void unseenCombinationsAreMetInNoOtherTask() {
    KnownUnknowns unseen = new KnownUnknowns(true);
    int sines = 0;
    for (int t = 0; t < 300; t++) {
      KnownUnknowns.Curve other = unseen.curve(Split.TEST, KEY, t);
      KnownUnknowns.Curve usual = unseen.curve(Split.TRAIN, KEY, t);
      boolean middle = usual.period() > 3.42 && usual.period() < 5.84;
      assertThat(usual.mode() == KnownUnknowns.Mode.SINE && middle).isFalse();
      if (other.mode() == KnownUnknowns.Mode.SINE) {
        sines++;
        assertThat(other.period()).isBetween(3.41, 5.86);
      }
    }
    assertThat(sines).isBetween(30, 90);
    assertThat(unseen.fingerprint()).isNotEqualTo(CURVES.fingerprint());
  }

  /** What best predictions are of a task. */
  private interface Best {
    double[] of(long number, boolean described, float[] x, float[] y, float[] asked, int samples);
  }

  /** The mean squared error of the best predictions over that of the mean of all, 0. */
  private static double error(TaskSource source, Best best, int shots, boolean described) {
    TaskBatch batch = source.sample(Split.TEST, new TaskShape(1, shots, QUERIES), KEY, 0, TASKS);
    double error = 0;
    double usual = 0;
    for (int t = 0; t < TASKS; t++) {
      float[] answers = task(batch.query().y(), t);
      double[] predicted =
          best.of(
              t,
              described,
              task(batch.support().x(), t),
              task(batch.support().y(), t),
              task(batch.query().x(), t),
              2000);
      for (int q = 0; q < QUERIES; q++) {
        error += Math.pow(predicted[q] - answers[q], 2);
        usual += answers[q] * answers[q];
      }
    }
    return error / usual;
  }

  @Test
  void bestPredictionsGainByTheDescriptorWhereThereAreFewPoints() {
    Best curves = (n, d, x, y, q, s) -> CURVES.best(Split.TEST, KEY, n, d, x, y, q, s);
    double with = error(CURVES, curves, 2, true);
    double without = error(CURVES, curves, 2, false);
    assertThat(with).isLessThan(0.85 * without);
    assertThat(without).isLessThan(1);
    assertThat(error(CURVES, curves, 20, true)).isLessThan(0.5 * with);
    Best columns = (n, d, x, y, q, s) -> COLUMNS.best(Split.TEST, KEY, n, d, x, y, q, s);
    double known = error(COLUMNS, columns, 8, true);
    assertThat(known).isLessThan(0.1);
    assertThat(error(COLUMNS, columns, 8, false)).isBetween(1.5 * known, 1.0);
  }

  @Test
  void checkRefusesClassesAndTasksOfNoPoints() {
    for (TaskSource source : List.of(CURVES, COLUMNS)) {
      assertThatThrownBy(() -> source.check(Split.TRAIN, new TaskShape(2, 1, 5)))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("2 ways");
      assertThatThrownBy(() -> source.check(Split.TRAIN, new TaskShape(1, 0, 5)))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("0 points");
    }
  }
}
