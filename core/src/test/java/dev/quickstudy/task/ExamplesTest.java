package dev.quickstudy.task;

import static dev.quickstudy.nn.Numbers.normals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExamplesTest extends ScopedTest {
  private static Examples points(int tasks, int count) {
    return new Examples(
        normals(1, tasks, count, 1), normals(2, tasks, count, 1), new Targets.Values(1));
  }

  @Test
  void examplesKnowTheirTasksAndTheirCount() {
    Examples examples = points(3, 5);
    assertThat(examples.tasks()).isEqualTo(3);
    assertThat(examples.count()).isEqualTo(5);
  }

  @Test
  void aLabelOutsideTheWaysIsRefused() {
    assertThatThrownBy(() -> labelled(0, 1, 7, 4).check())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("y has label 7, but the task has 5 ways (0–4)");
    assertThatThrownBy(() -> labelled(0, 1, -1, 4).check())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("y has label -1, but the task has 5 ways (0–4)");
  }

  @Test
  void aBatchOfTasksChecksItsAnswers() {
    assertThatThrownBy(() -> new TaskBatch(labelled(0, 1, 2, 3), labelled(0, 5, 2, 3)))
        .isInstanceOf(UsageException.class)
        .hasMessage("y has label 5, but the task has 5 ways (0–4)");
    Examples numbers =
        new Examples(normals(1, 1, 2, 3), normals(1, 1, 2, 1), new Targets.Classes(5));
    assertThatThrownBy(numbers::check)
        .isInstanceOf(UsageException.class)
        .hasMessage("labels of classes must be int64 [tasks, examples], but y is float64[1, 2, 1]");
    Examples labels =
        new Examples(normals(1, 1, 2, 3), Tensor.of(new long[2], 1, 2), new Targets.Values(2));
    assertThatThrownBy(labels::check)
        .isInstanceOf(UsageException.class)
        .hasMessage("values must be floating point [tasks, examples, 2], but y is int64[1, 2]");
  }

  @Test
  void weightsAreOfTheFirstDimensionsOfTheAnswers() {
    Examples points = points(2, 3);
    weighted(points, normals(3, 2, 3));
    weighted(points, normals(3, 2, 3, 1));
    for (Tensor wrong :
        List.of(
            normals(3, 2), normals(3, 2, 4), normals(3, 2, 3, 2), Tensor.of(new long[6], 2, 3))) {
      assertThatThrownBy(() -> weighted(points, wrong))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("weights must be floating point and of the first dimensions of y")
          .hasMessageContaining("where y is float64[2, 3, 1]");
    }
    Examples infinite = weighted(points, Tensor.of(new double[] {1, 1, 1, 1, 1, 1 / 0.0}, 2, 3));
    assertThatThrownBy(infinite::check).hasMessage("weights must be finite, but one is not");
  }

  private static Examples weighted(Examples of, Tensor weights) {
    return new Examples(of.x(), of.y(), Optional.of(weights), of.targets());
  }

  @Test
  void meanWeighsExamplesBySharesOfTheSizesOfTheirWeights() {
    Examples points = weighted(points(2, 3), Tensor.of(new double[] {2, 0, -2, 0, 0, 0}, 2, 3));
    Tensor each = Tensor.of(new double[] {1, 100, 5, 1, 2, 3}, 2, 3);
    assertThat(points.mean(each).toDoubles()).containsExactly((2 * 1 - 2 * 5) / 4.0, 0);
    assertThat(points(2, 3).mean(each).toDoubles()).containsExactly(106 / 3.0, 2);
  }

  @Test
  void toKeepsIntegersAndTakesWeightsAlong() {
    Examples tokens =
        new Examples(
            Tensor.of(new long[] {16_777_217, 2}, 1, 2),
            Tensor.of(new long[2], 1, 2),
            Optional.of(normals(1, 1, 2)),
            new Targets.Classes(2));
    Examples single = tokens.to(DType.FLOAT32);
    assertThat(single.x().toLongs()).containsExactly(16_777_217, 2);
    assertThat(single.weights().orElseThrow().type()).isEqualTo(DType.FLOAT32);
    TaskBatch batch = new TaskBatch(tokens, tokens);
    assertThat(batch.to(DType.FLOAT64)).isSameAs(batch);
  }

  @Test
  void joinedFillsUpWithExamplesOfWeightZero() {
    TaskBatch all =
        TaskBatch.joined(
            List.of(
                new TaskBatch(points(1, 2), points(1, 1)),
                new TaskBatch(points(2, 3), points(2, 1))));
    assertThat(all.support().x().shape()).containsExactly(3, 3, 1);
    assertThat(all.support().weights().orElseThrow().toDoubles())
        .containsExactly(1, 1, 0, 1, 1, 1, 1, 1, 1);
    assertThat(all.support().y().select(0, 0).toDoubles()[2]).isZero();
    assertThat(all.query().weights()).isEmpty();
  }

  private static Examples labelled(long... labels) {
    return new Examples(normals(1, 2, 2, 3), Tensor.of(labels, 2, 2), new Targets.Classes(5));
  }

  /** Two tasks of two examples, described by three numbers each. */
  private static Examples described() {
    return new Examples(
            Tensor.of(new double[] {1, 2, 3, 4}, 2, 2, 1),
            Tensor.of(new long[] {0, 1, 1, 0}, 2, 2),
            new Targets.Classes(2))
        .describedBy(Optional.of(Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3)));
  }

  @Test
  void descriptorGoesAlongWithItsTasks() {
    Examples some = described();
    assertThat(some.to(DType.FLOAT32).descriptor().orElseThrow().type()).isEqualTo(DType.FLOAT32);
    assertThat(some.map(t -> t.slice(0, 1, 2)).descriptor().orElseThrow().toDoubles())
        .containsExactly(4, 5, 6);
    assertThat(some.withInputs(some.x()).chosen(t -> t.slice(1, 0, 1)).descriptor())
        .contains(some.descriptor().orElseThrow());
    TaskBatch one = new TaskBatch(some, some);
    assertThat(TaskBatch.joined(List.of(one, one)).support().descriptor().orElseThrow().toDoubles())
        .containsExactly(1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6);
    assertThat(MiniBatches.of(some, 1, 0, Context.training(RandomKey.of(1), Regime.NONE, 0)))
        .extracting(Examples::descriptor)
        .isEqualTo(some.descriptor());
  }

  @Test
  void descriptorsOfOtherTasksOrOfNoNumbersAreRefused() {
    Examples some = described();
    assertThatThrownBy(() -> some.describedBy(Optional.of(Tensor.of(new double[] {1, 2, 3}, 3, 1))))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("a descriptor must be floating point and start with [tasks]");
    Examples broken = some.describedBy(Optional.of(Tensor.of(new double[] {1, Double.NaN}, 2, 1)));
    assertThatThrownBy(broken::check).hasMessage("descriptors must be finite, but one is not");
    TaskBatch with = new TaskBatch(some, some);
    Examples bare = some.describedBy(Optional.empty());
    assertThatThrownBy(() -> TaskBatch.joined(List.of(with, new TaskBatch(bare, bare))))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("1 of 2 tasks have a descriptor");
  }

  @Test
  void inputsAndAnswersThatDoNotMatchAreRefusedWithBothShapes() {
    assertThatThrownBy(
            () -> new Examples(normals(1, 2, 3, 1), normals(1, 2, 4, 1), new Targets.Values(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "x and y must both start with [tasks, examples], but x is float64[2, 3, 1] and y is float64[2, 4, 1]");
    assertThatThrownBy(() -> new Examples(normals(1, 3), normals(1, 3), new Targets.Values(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[tasks, examples]");
  }

  @Test
  void supportAndQueryHaveTheSameTasks() {
    assertThatThrownBy(() -> new TaskBatch(points(2, 5), points(3, 5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("support and query must have the same number of tasks, but have 2 and 3");
  }

  @Test
  void precisionChangesForInputsAndValuesButNotForLabels() {
    TaskBatch batch = new TaskBatch(labelled(0, 1, 2, 3), labelled(4, 4, 4, 4)).to(DType.FLOAT32);
    assertThat(batch.support().x().type()).isEqualTo(DType.FLOAT32);
    assertThat(batch.support().y().type()).isEqualTo(DType.INT64);
    assertThat(points(1, 2).to(DType.FLOAT32).y().type()).isEqualTo(DType.FLOAT32);
  }

  @Test
  void targetsAreRefusedWhereTheyAreTooFew() {
    assertThatThrownBy(() -> new Targets.Classes(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a classification task needs at least 2 ways, but has 1; "
                + "give it a second class, for instance of examples that are anything else");
    assertThatThrownBy(() -> new Targets.Values(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("targets need at least 1 dimension, but have 0");
    assertThat(new Targets.Classes(5).outputs()).isEqualTo(5);
    assertThat(new Targets.Values(3).outputs()).isEqualTo(3);
  }

  @Test
  void aTaskShapeThatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> new TaskShape(0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ways must be at least 1, but is 0");
    assertThatThrownBy(() -> new TaskShape(5, -1, 1))
        .hasMessage("shots must not be negative, but is -1");
    assertThatThrownBy(() -> new TaskShape(5, 0, 2, 1))
        .hasMessage("uneven shots must be at least 1, but the fewest are 0");
    assertThatThrownBy(() -> new TaskShape(5, 3, 2, 1))
        .hasMessage("the most shots must be at least the fewest (3), but is 2");
    assertThatThrownBy(() -> new TaskShape(5, 1, -1))
        .hasMessage("queries must not be negative, but is -1");
    assertThat(new TaskShape(5, 2, 1).uneven()).isFalse();
    assertThat(new TaskShape(5, 2, 2, 1)).isEqualTo(new TaskShape(5, 2, 1));
    assertThat(new TaskShape(5, 2, 3, 1).uneven()).isTrue();
  }
}
