package dev.quickstudy.tables.prior;

import dev.quickstudy.files.Hash;
import dev.quickstudy.tables.steps.Cells;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;

/**
 * Classification tasks of generated tables of many kinds ({@link Generator}), written as numbers
 * without a table of cells in between. Endless; no data set is needed. Splits draw from different
 * streams of a key.
 *
 * <p>The shape of a task has 1 way: shots are the rows of its support set in all, and queries those
 * of its query set; how many classes there are, and how many rows of each, differs from table to
 * table. Where shots are uneven, all numbers of rows between them are drawn, small ones as likely
 * as great ones by their logarithm. Targets are always {@code classes} classes, of which a task has
 * the first few. Each class of a query has a support row.
 *
 * <p>Tables {@code together · i} … {@code together · (i + 1) − 1} have as many rows and columns as
 * each other, so that they can be computed on side by side without padding.
 *
 * @param width numbers of a row, {@link Cells#NUMBERS} for each column that there is room for, at
 *     least {@code mostColumns} of them; all are 0 where there is no column
 * @param leastColumns at least 2
 * @param mostColumns small numbers of columns are as likely as great ones by their logarithm
 * @param classes the most classes of a table, at least 2
 * @param together tables of one size, at least 1
 */
public record PriorTables(int width, int leastColumns, int mostColumns, int classes, int together)
    implements TaskSource {
  private static final int LEAST_ROWS = 4;

  public PriorTables {
    Checks.atLeast("leastColumns", 2, leastColumns);
    Checks.atLeast("mostColumns", leastColumns, mostColumns);
    Checks.atLeast("width", (long) Cells.NUMBERS * mostColumns, width);
    Checks.atLeast("classes", 2, classes);
    Checks.atLeast("together", 1, together);
  }

  @Override
  public String name() {
    return "tables of a prior";
  }

  @Override
  public Targets targets(TaskShape shape) {
    return new Targets.Classes(classes);
  }

  @Override
  public long[] inputShape() {
    return new long[] {width};
  }

  @Override
  public String fingerprint() {
    return Hash.fingerprint("tables of a prior, version 1").add(toString()).hex();
  }

  @Override
  public void check(Split split, TaskShape shape) {
    if (shape.ways() != 1 || shape.minShots() < LEAST_ROWS) {
      throw new UsageException(
          "tables of a prior have rows of whatever classes: ask for 1 way and at least "
              + LEAST_ROWS
              + " shots, which are the support rows in all");
    }
  }

  /** The size of some tables. */
  private record Size(int support, int columns) {}

  private Size size(TaskShape shape, RandomKey stream, long number) {
    RandomKey.Stream random =
        stream.fold("sizes").fold(Math.floorDiv(number, (long) together)).stream();
    return new Size(
        Draws.logUniform(shape.minShots(), shape.maxShots(), random),
        Draws.logUniform(leastColumns, mostColumns, random));
  }

  @Override
  public TaskBatch sample(Split split, TaskShape shape, RandomKey key, long first, int count) {
    check(split, shape);
    RandomKey stream = key.fold("prior").fold(split.label());
    Size size = size(shape, stream, first);
    for (long number = first + 1; number < first + count; number++) {
      if (!size.equals(size(shape, stream, number))) {
        return TaskBatch.each(first, count, one -> sample(split, shape, key, one, 1));
      }
    }
    int support = size.support();
    int queries = shape.queries();
    int row = width;
    float[] x = new float[count * support * row];
    float[] asked = new float[count * queries * row];
    long[] y = new long[count * support];
    long[] truth = new long[count * queries];
    for (int t = 0; t < count; t++) {
      PriorTable table =
          PriorTable.draw(
              support, queries, size.columns(), classes, stream.fold("tables").fold(first + t));
      table.write(support, 0, support, x, t * support * row, row);
      table.write(support, support, support + queries, asked, t * queries * row, row);
      for (int i = 0; i < support; i++) {
        y[t * support + i] = table.labels()[i];
      }
      for (int i = 0; i < queries; i++) {
        truth[t * queries + i] = table.labels()[support + i];
      }
    }
    Targets targets = targets(shape);
    return new TaskBatch(
        new Examples(Tensor.of(x, count, support, row), Tensor.of(y, count, support), targets),
        new Examples(
            Tensor.of(asked, count, queries, row), Tensor.of(truth, count, queries), targets));
  }
}
