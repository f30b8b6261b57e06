package dev.quickstudy.tables.steps;

import dev.quickstudy.tables.cells.Table;
import java.util.List;

/**
 * Fitted steps of preparing tables. A value.
 *
 * @param steps in their order
 */
public record Prepared(List<Step.Fitted> steps) {
  public Prepared {
    steps = List.copyOf(steps);
  }

  /**
   * Prepares a table, row by row.
   *
   * @throws dev.quickstudy.tensor.UsageException if it lacks a column that a step was fitted on
   */
  public Table apply(Table table) {
    Table now = table;
    for (Step.Fitted step : steps) {
      now = step.apply(now);
    }
    return now;
  }

  /** How many of the prepared columns, one after another, say one thing together. */
  int together() {
    return steps.isEmpty() ? 1 : steps.get(steps.size() - 1).together();
  }
}
