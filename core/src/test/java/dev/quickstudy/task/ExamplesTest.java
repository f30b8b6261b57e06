package dev.quickstudy.task;

import static dev.quickstudy.nn.Numbers.normals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Tensor;
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
    assertThatThrownBy(() -> labelled(0, 1, 7, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("y has label 7, but the task has 5 ways (0–4)");
    assertThatThrownBy(() -> labelled(0, 1, -1, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("y has label -1, but the task has 5 ways (0–4)");
  }

  private static Examples labelled(long... labels) {
    return new Examples(normals(1, 2, 2, 3), Tensor.of(labels, 2, 2), new Targets.Classes(5));
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
        .hasMessage("a classification task needs at least 2 ways, but has 1");
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
