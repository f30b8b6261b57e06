package dev.quickstudy.tables.steps;

import dev.quickstudy.tables.cells.Table;

/**
 * A step of preparing tables, not yet fitted: settings only, as they stand in a recipe. What it
 * learns, it learns from the table that it is fitted on and from nothing else.
 */
public sealed interface Step permits UnifyWords, FillMissing, Encode, Scale, Select, Cells {
  /**
   * Learns from a table.
   *
   * @param table at least 1 row; its answers are read by {@link Select} alone
   */
  Fitted fit(Table table);

  /** A fitted step: values only, which map one-to-one on JSON. */
  sealed interface Fitted
      permits UnifyWords.Unified,
          FillMissing.Filled,
          Encode.Encoded,
          Scale.Scaled,
          Select.Selected,
          Cells.Celled {
    /**
     * Prepares a table, row by row: no row changes what becomes of another.
     *
     * @throws dev.quickstudy.tensor.UsageException if it lacks a column that the step was fitted on
     */
    Table apply(Table table);

    /** How many of the columns that it gives, one after another, say one thing together. */
    default int together() {
      return 1;
    }
  }
}
