package dev.quickstudy.tables;

import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tasks from tables as rows of one width, side by side. Steps are fitted on a task's support rows
 * alone. Of the prepared columns, those that differ among the support rows stay; where they are
 * more than the width, as many of them at random; their order is random a task, and what is left of
 * the width is 0.
 */
final class FixedWidth {
  private static final int COLUMNS = 0;

  private final Preparation preparation;
  private final int width;
  private final Block support;
  private final Block query;

  FixedWidth(Preparation preparation, int width, TaskShape shape, int tasks, int supportRows) {
    this.preparation = preparation;
    this.width = width;
    this.support = new Block(tasks, supportRows, shape.ways() == 1);
    this.query = new Block(tasks, shape.ways() * shape.queries(), shape.ways() == 1);
  }

  /**
   * Adds a task.
   *
   * @param labelled what it is learned from; answers are words coded 0 … ways − 1, or numbers
   * @param asked what it is judged on
   */
  void add(int task, Table labelled, Table asked, RandomKey key) {
    Prepared prepared = preparation.fit(labelled);
    Table known = prepared.apply(labelled);
    List<String> columns = telling(known);
    int[] order = key.fold(COLUMNS).choose(Math.min(width, columns.size()), columns.size());
    List<String> chosen = IntStream.of(order).mapToObj(columns::get).toList();
    Column answers = labelled.answers();
    double centre = answers.numeric() ? Numbers.mean(answers.sorted()) : 0;
    double spread = answers.numeric() ? Numbers.deviation(answers.sorted()) : 1;
    double size = spread > 0 ? spread : 1;
    support.put(task, known, chosen, answers, centre, size);
    query.put(task, prepared.apply(asked), chosen, asked.answers(), centre, size);
  }

  private static List<String> telling(Table known) {
    return known.columns().stream()
        .filter(Column::numeric)
        .filter(column -> column.missing() == 0 && column.distinct() > 1)
        .map(Column::name)
        .toList();
  }

  TaskBatch batch(Targets targets) {
    return new TaskBatch(support.examples(targets), query.examples(targets));
  }

  /** Rows of all tasks, side by side. */
  private final class Block {
    private final int tasks;
    private final int each;
    private final float[] x;
    private final long[] labels;
    private final float[] values;

    Block(int tasks, int each, boolean regression) {
      this.tasks = tasks;
      this.each = each;
      this.x = new float[Math.multiplyExact(Math.multiplyExact(tasks, each), width)];
      this.labels = new long[regression ? 0 : tasks * each];
      this.values = new float[regression ? tasks * each : 0];
    }

    void put(
        int task, Table rows, List<String> columns, Column answers, double centre, double size) {
      for (int c = 0; c < columns.size(); c++) {
        Column column = rows.column(columns.get(c));
        for (int row = 0; row < each; row++) {
          double number = column.number(row);
          x[(task * each + row) * width + c] = Double.isNaN(number) ? 0 : (float) number;
        }
      }
      for (int row = 0; row < each; row++) {
        if (values.length > 0) {
          values[task * each + row] = (float) ((answers.number(row) - centre) / size);
        } else {
          labels[task * each + row] = answers.code(row);
        }
      }
    }

    Examples examples(Targets targets) {
      Tensor y =
          values.length > 0 ? Tensor.of(values, tasks, each, 1) : Tensor.of(labels, tasks, each);
      return new Examples(Tensor.of(x, tasks, each, width), y, targets);
    }
  }
}
