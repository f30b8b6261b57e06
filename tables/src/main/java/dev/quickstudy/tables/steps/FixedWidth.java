package dev.quickstudy.tables.steps;

import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Numbers;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;

/**
 * Tasks from tables as rows of one width, side by side. Each is prepared as a {@link FittedTable}
 * of its own support rows says.
 */
public final class FixedWidth {
  private final Preparation preparation;
  private final int width;
  private final Block support;
  private final Block query;

  public FixedWidth(
      Preparation preparation, int width, TaskShape shape, int tasks, int supportRows) {
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
  public void add(int task, Table labelled, Table asked, RandomKey key) {
    FittedTable fitted = FittedTable.fit(preparation, width, labelled, key);
    Column answers = labelled.answers();
    double centre = answers.numeric() ? Numbers.mean(answers.sorted()) : 0;
    double spread = answers.numeric() ? Numbers.deviation(answers.sorted()) : 1;
    double size = spread > 0 ? spread : 1;
    support.put(task, fitted.rows(labelled), answers, centre, size);
    query.put(task, fitted.rows(asked), asked.answers(), centre, size);
  }

  public TaskBatch batch(Targets targets) {
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

    void put(int task, float[] rows, Column answers, double centre, double size) {
      System.arraycopy(rows, 0, x, task * each * width, rows.length);
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
