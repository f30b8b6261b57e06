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
import java.util.List;

/**
 * Tasks of whole tables: all classes, as frequent as they are ({@link ClassFrequencies#NATURAL}).
 * Task i is of table i modulo their number, so that with k times as many tasks each table has k
 * divisions of its rows. The shape has 1 way: shots are the support rows in all, one of each class
 * at least; queries the rows to be judged on, at most as many as are left. Rows that are the same
 * never stand in both sets. Tables are left out whose classes are more than the support rows or
 * than can be told apart, or that may have fewer than {@value #LEAST_LEFT} rows left. All splits
 * are the same.
 */
public final class RowTasks implements RawTables {
  private static final int LEAST_LEFT = 30;

  private final List<Whole> tables;
  private final Preparation preparation;
  private final int classes;
  private final int width;
  private final String fingerprint;

  /** A table with the groups of rows that are the same, and the rows of each class that it has. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Whole(Table table, int[] groups, List<int[]> classes, List<String> names) {
    static Whole of(Table table) {
      Column answers = table.answers();
      List<int[]> classes = new ArrayList<>();
      List<String> names = new ArrayList<>();
      for (int code = 0; code < answers.dictionary().size(); code++) {
        int[] own = answers.rowsOf(code);
        if (own.length > 0) {
          classes.add(own);
          names.add(answers.dictionary().get(code));
        }
      }
      return new Whole(table, table.groups(), classes, names);
    }

    boolean allows(int support) {
      return classes.size() <= support
          && Drawn.allow(Drawn.joined(classes), groups, support, LEAST_LEFT);
    }
  }

  /**
   * Tasks of tables.
   *
   * @param tables those whose answers are numbers are left out
   * @param classes the most of a table, at least 2
   * @param width numbers of a prepared row
   * @param tablesFingerprint of the tables
   */
  public RowTasks(
      List<Table> tables,
      Preparation preparation,
      int classes,
      int width,
      String tablesFingerprint) {
    this.tables =
        tables.stream()
            .filter(table -> !table.answers().numeric())
            .map(Whole::of)
            .filter(whole -> whole.classes().size() >= 2 && whole.classes().size() <= classes)
            .toList();
    this.preparation = preparation;
    this.classes = classes;
    this.width = width;
    this.fingerprint =
        Hash.fingerprint("whole tables, version 2")
            .add(tablesFingerprint)
            .add(preparation.toString())
            .add(classes + " " + width)
            .hex();
  }

  private List<Whole> fitting(TaskShape shape) {
    return tables.stream().filter(whole -> whole.allows(shape.maxShots())).toList();
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
    return fingerprint;
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

  private Whole whole(TaskShape shape, long number) {
    List<Whole> fitting = fitting(shape);
    return fitting.get((int) (number % fitting.size()));
  }

  @Override
  public String table(Split split, TaskShape shape, RandomKey key, long number) {
    return whole(shape, number).table().name();
  }

  @Override
  public RawTask raw(Split split, TaskShape shape, RandomKey key, long number) {
    Whole whole = whole(shape, number);
    Drawn drawn =
        Drawn.natural(
            whole.table(),
            whole.groups(),
            whole.classes(),
            whole.names(),
            shape.maxShots(),
            shape.queries(),
            key.fold("rows").fold(number));
    return new RawTask(whole.table().name(), drawn.support(), drawn.query());
  }
}
