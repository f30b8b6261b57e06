package dev.quickstudy.tables.tasks;

import dev.quickstudy.files.Hash;
import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tables.steps.FixedWidth;
import dev.quickstudy.tables.steps.Preparation;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Tasks of whole tables: all classes, as frequent as they are. Task i is of table i modulo their
 * number, so that with k times as many tasks each table has k divisions of its rows. The shape has
 * 1 way: shots are the support rows in all, queries the rows to be judged on, at most as many as
 * are left. One support row of each class is drawn first. Tables are left out whose classes are
 * more than the support rows or than {@code classes}, or that have fewer than {@value #LEAST_LEFT}
 * rows left. All splits are the same.
 *
 * @param tables with answers that are words
 * @param classes the most of a table
 * @param width numbers of a prepared row
 */
public record RowTasks(
    List<Table> tables, Preparation preparation, int classes, int width, String tablesFingerprint)
    implements RawTables {
  private static final int LEAST_LEFT = 30;

  public RowTasks {
    tables = List.copyOf(tables);
  }

  private List<Table> fitting(TaskShape shape) {
    return tables.stream().filter(table -> fits(table, shape)).toList();
  }

  private boolean fits(Table table, TaskShape shape) {
    Column answers = table.answers();
    int rows = shape.maxShots();
    return !answers.numeric()
        && answers.dictionary().size() >= 2
        && answers.dictionary().size() <= Math.min(classes, rows)
        && table.rows() - rows >= LEAST_LEFT;
  }

  /** The tables that are large enough for a shape and have few enough classes. */
  public List<String> names(TaskShape shape) {
    return fitting(shape).stream().map(Table::name).toList();
  }

  @Override
  public String name() {
    return tables.size() + " whole tables";
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
    return Hash.fingerprint("whole tables, version 1")
        .add(tablesFingerprint)
        .add(preparation.toString())
        .add(classes + " " + width)
        .hex();
  }

  @Override
  public void check(Split split, TaskShape shape) {
    if (shape.ways() != 1 || shape.isMiniBatch() || shape.uneven()) {
      throw new UsageException(
          "whole tables have rows of all their classes: ask for 1 way and one number of shots, the support rows in all");
    }
    if (fitting(shape).isEmpty()) {
      throw new UsageException(
          "none of the %d tables has 2 to %d classes and %d rows; ask for fewer shots"
              .formatted(
                  tables.size(),
                  Math.min(classes, shape.maxShots()),
                  shape.maxShots() + LEAST_LEFT));
    }
  }

  @Override
  public TaskBatch sample(Split split, TaskShape shape, RandomKey key, long first, int count) {
    check(split, shape);
    if (count > 1) {
      return TaskBatch.each(first, count, number -> sample(split, shape, key, number, 1));
    }
    RawTask task = raw(split, shape, key, first);
    TaskShape own = new TaskShape(task.query().rows(), 1, 1);
    FixedWidth rows = new FixedWidth(preparation, width, own, 1, task.support().rows());
    rows.add(0, task.support(), task.query(), key.fold(first).fold("columns"));
    return rows.batch(targets(shape));
  }

  @Override
  public String table(Split split, TaskShape shape, RandomKey key, long number) {
    List<Table> fitting = fitting(shape);
    return fitting.get((int) (number % fitting.size())).name();
  }

  @Override
  public RawTask raw(Split split, TaskShape shape, RandomKey key, long number) {
    List<Table> fitting = fitting(shape);
    Table table = fitting.get((int) (number % fitting.size()));
    Column answers = table.answers();
    int[] order = key.fold("rows").fold(number).choose(table.rows(), table.rows());
    boolean[] seen = new boolean[answers.dictionary().size()];
    List<Integer> chosen = new ArrayList<>();
    List<Integer> others = new ArrayList<>();
    for (int row : order) {
      if (seen[answers.code(row)]) {
        others.add(row);
      } else {
        seen[answers.code(row)] = true;
        chosen.add(row);
      }
    }
    chosen.addAll(others.subList(0, shape.maxShots() - chosen.size()));
    List<Integer> left = others.subList(shape.maxShots() - firsts(seen), others.size());
    int queries = Math.min(shape.queries(), left.size());
    return new RawTask(table.name(), at(table, chosen), at(table, left.subList(0, queries)));
  }

  private static int firsts(boolean[] seen) {
    return (int) IntStream.range(0, seen.length).filter(k -> seen[k]).count();
  }

  private static Table at(Table table, List<Integer> rows) {
    int[] places = rows.stream().mapToInt(row -> row).toArray();
    Table some = table.at(places);
    Column answers = table.answers();
    int[] codes = Arrays.stream(places).map(answers::code).toArray();
    return new Table(
        table.name(),
        some.columns(),
        Optional.of(Column.coded(answers.name(), answers.dictionary(), codes)));
  }
}
