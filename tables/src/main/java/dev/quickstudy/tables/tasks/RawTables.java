package dev.quickstudy.tables.tasks;

import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.RandomKey;

/** Tasks of real tables, which tell the rows of a task as the table has them. */
public interface RawTables extends TaskSource {
  /**
   * The rows of a task of classes as the table has them, before any preparation; answers are
   * numbered from 0.
   */
  record RawTask(String table, Table support, Table query) {}

  /** The rows of task number {@code number} of a stream, which has classes. */
  RawTask raw(Split split, TaskShape shape, RandomKey key, long number);

  /** The table that task number {@code number} of a stream is drawn from. */
  String table(Split split, TaskShape shape, RandomKey key, long number);
}
