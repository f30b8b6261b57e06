package dev.quickstudy.tables;

import dev.quickstudy.data.DataException;
import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tables.files.TableFile;
import dev.quickstudy.tables.steps.FittedTable;
import dev.quickstudy.tables.steps.Preparation;
import dev.quickstudy.tensor.RandomKey;

/**
 * How rows of a task are prepared, fitted on its support rows alone.
 *
 * @param table the support rows
 */
record TableFit(FittedTable fitted, Table table) {
  /** Of all columns' random order; the same in every run, as nothing is lost by that. */
  private static final RandomKey ORDER = RandomKey.of(0).fold("columns");

  /**
   * Fits.
   *
   * @param file the support rows
   * @param origin what messages call them
   * @throws DataException if no column tells anything of the answers
   */
  static TableFit of(Preparation preparation, int width, TableFile file, String origin) {
    Table table = file.table();
    FittedTable fitted = FittedTable.fitRobustly(preparation, width, table, ORDER);
    if (fitted.order().isEmpty()) {
      throw new DataException(
          "nothing tells the classes apart: %s has the same values in all of its %d rows (columns %s); add rows or columns that differ"
              .formatted(
                  origin,
                  table.rows(),
                  String.join(", ", table.columns().stream().map(Column::name).toList())));
    }
    return new TableFit(fitted.ignoring(file.summary().ignored()), table);
  }
}
