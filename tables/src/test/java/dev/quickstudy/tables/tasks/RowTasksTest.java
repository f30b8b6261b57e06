package dev.quickstudy.tables.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tables.steps.Cells;
import dev.quickstudy.tables.steps.Preparation;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.UsageException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowTasksTest {
  private static final RandomKey KEY = RandomKey.of(3);
  private static final TaskShape SHAPE = new TaskShape(1, 12, 40);

  /** Three classes, two thirds of the rows of the first; three rows are the same each time. */
  private static Table table(String name, int rows) {
    double[] number = IntStream.range(0, rows).map(row -> row / 3).asDoubleStream().toArray();
    int[] labels =
        IntStream.range(0, rows).map(row -> row / 3 < rows / 9 ? row / 3 % 2 + 1 : 0).toArray();
    return new Table(
        name,
        List.of(Column.numbers("number", number)),
        Optional.of(Column.coded("class", List.of("a", "b", "c"), labels)));
  }

  private static RowTasks tasks() {
    Preparation cells = new Preparation(List.of(new Cells()));
    return new RowTasks(
        List.of(table("one", 120), table("small", 39), table("two", 150)), cells, 10, 6, "test");
  }

  @Test
  void rawHasEveryClassToLearnFromAndNoRowTwice() {
    RowTasks tasks = tasks();
    for (long number = 0; number < 60; number++) {
      RawTables.RawTask task = tasks.raw(Split.TEST, SHAPE, KEY, number);
      // The small table has not 30 rows left whichever are drawn; the others take turns.
      assertThat(task.table()).isEqualTo(number % 2 == 0 ? "one" : "two");
      assertThat(task.table()).isEqualTo(tasks.table(Split.TEST, SHAPE, KEY, number));
      assertThat(task.support().rows()).isEqualTo(12);
      assertThat(task.query().rows()).isEqualTo(40);
      Set<Double> learned = new HashSet<>();
      Set<Integer> classes = new HashSet<>();
      for (int row = 0; row < 12; row++) {
        learned.add(task.support().columns().get(0).number(row));
        classes.add(task.support().answers().code(row));
      }
      assertThat(classes).containsExactlyInAnyOrder(0, 1, 2);
      for (int row = 0; row < 40; row++) {
        assertThat(learned).doesNotContain(task.query().columns().get(0).number(row));
      }
    }
  }

  @Test
  void sampleIsOfThoseRows() {
    try (Scope scope = Scope.open()) {
      TaskBatch batch = tasks().sample(Split.TEST, SHAPE, KEY, 0, 2);
      assertThat(batch.support().x().shape()).containsExactly(2, 12, 6);
      assertThat(batch.query().x().shape()).containsExactly(2, 40, 6);
      long[] labels = batch.query().y().toLongs();
      Table query = tasks().raw(Split.TEST, SHAPE, KEY, 1).query();
      for (int row = 0; row < 40; row++) {
        assertThat(labels[40 + row]).isEqualTo(query.answers().code(row));
      }
    }
  }

  @Test
  void checkRefusesShapesOfSeveralWaysAndTooManyRows() {
    assertThatThrownBy(() -> tasks().check(Split.TEST, new TaskShape(2, 12, 40)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("ask for 1 way");
    assertThatThrownBy(() -> tasks().check(Split.TEST, new TaskShape(1, 140, 40)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("ask for fewer shots");
  }
}
