package dev.quickstudy.tables.classical;

import dev.quickstudy.task.TaskBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.tribuo.Output;
import org.tribuo.impl.ArrayExample;

/**
 * A task's rows as classical learners take them, without columns that are 0 in all support rows.
 */
final class TaskRows {
  private static final int NEIGHBOURS = 5;

  private final float[][] support;
  private final int[] labels;
  private final double[] values;
  private final float[][] query;

  private TaskRows(float[][] support, int[] labels, double[] values, float[][] query) {
    this.support = support;
    this.labels = labels;
    this.values = values;
    this.query = query;
  }

  /** Rows to learn from. */
  float[][] support() {
    return support;
  }

  /** Classes of the rows to learn from; none for regression. */
  int[] labels() {
    return labels;
  }

  /** Values of the rows to learn from; none for classification. */
  double[] values() {
    return values;
  }

  /** Rows to answer. */
  float[][] query() {
    return query;
  }

  /** The tasks of a batch; rows of weight 0 are left out. */
  static List<TaskRows> of(TaskBatch batch) {
    int support = batch.support().count();
    int query = batch.query().count();
    int width = (int) batch.support().x().size(2);
    float[] supportX = batch.support().x().toFloats();
    float[] queryX = batch.query().x().toFloats();
    double[] y = batch.support().y().toDoubles();
    double[] counted = batch.support().counted();
    boolean classes = batch.support().targets().classes().isPresent();
    List<TaskRows> tasks = new ArrayList<>();
    for (int t = 0; t < batch.tasks(); t++) {
      int[] there =
          IntStream.range(t * support, (t + 1) * support).filter(i -> counted[i] > 0).toArray();
      int[] used = used(supportX, there, width);
      tasks.add(
          new TaskRows(
              rows(supportX, there, width, used),
              Arrays.stream(there).filter(i -> classes).map(i -> (int) y[i]).toArray(),
              Arrays.stream(there).filter(i -> !classes).mapToDouble(i -> y[i]).toArray(),
              rows(queryX, IntStream.range(t * query, (t + 1) * query).toArray(), width, used)));
    }
    return tasks;
  }

  /**
   * The columns that are not 0 in all rows; the first where all are.
   *
   * @param there the places of the rows
   */
  static int[] used(float[] x, int[] there, int width) {
    int[] told =
        IntStream.range(0, width)
            .filter(c -> Arrays.stream(there).anyMatch(i -> x[i * width + c] != 0))
            .toArray();
    return told.length == 0 ? new int[] {0} : told;
  }

  /** Some rows with some columns. */
  static float[][] rows(float[] x, int[] places, int width, int[] columns) {
    float[][] rows = new float[places.length][columns.length];
    for (int i = 0; i < places.length; i++) {
      for (int c = 0; c < columns.length; c++) {
        rows[i][c] = x[places[i] * width + columns[c]];
      }
    }
    return rows;
  }

  /** The places of the 5 rows that are nearest to a query. */
  static IntStream nearest(float[][] rows, float[] query) {
    return IntStream.range(0, rows.length)
        .boxed()
        .sorted(Comparator.comparingDouble(row -> distance(rows[row], query)))
        .limit(NEIGHBOURS)
        .mapToInt(row -> row);
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
    }
    return sum;
  }

  /** A row for Tribuo. */
  static <T extends Output<T>> ArrayExample<T> example(float[] row, T output) {
    String[] names = new String[row.length];
    double[] values = new double[row.length];
    for (int i = 0; i < row.length; i++) {
      names[i] = name(i);
      values[i] = row[i];
    }
    return new ArrayExample<>(output, names, values);
  }

  private static String name(int column) {
    String digits = Integer.toString(column);
    return "c" + "0".repeat(Math.max(0, 3 - digits.length())) + digits;
  }
}
