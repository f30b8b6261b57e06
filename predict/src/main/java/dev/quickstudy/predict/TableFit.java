package dev.quickstudy.predict;

import dev.quickstudy.data.DataException;
import dev.quickstudy.tables.Column;
import dev.quickstudy.tables.FittedTable;
import dev.quickstudy.tables.Preparation;
import dev.quickstudy.tables.Table;
import dev.quickstudy.tensor.RandomKey;
import java.util.List;

/**
 * How rows of a task are prepared, fitted on its support rows alone.
 *
 * @param table the support rows, without columns that only name or number rows
 * @param said what was left out, a line each
 */
record TableFit(FittedTable fitted, Table table, List<String> said) {
  /** Of all columns' random order; the same in every run, as nothing is lost by that. */
  private static final RandomKey ORDER = RandomKey.of(0).fold("columns");

  /**
   * Fits.
   *
   * @param origin what messages call the rows
   * @throws DataException if no column tells anything of the answers
   */
  static TableFit of(Preparation preparation, int width, Table rows, String origin) {
    List<String> names =
        rows.columns().stream().filter(Column::namesRows).map(Column::name).toList();
    List<Column> rest =
        rows.columns().stream().filter(column -> !names.contains(column.name())).toList();
    if (rest.isEmpty()) {
      throw new DataException(
          "%s has no column to learn '%s' from: %s only name or number its rows"
              .formatted(origin, rows.answers().name(), String.join(", ", names)));
    }
    Table table = new Table(rows.name(), rest, rows.target());
    FittedTable fitted = FittedTable.fit(preparation, width, table, ORDER);
    if (fitted.order().isEmpty()) {
      throw new DataException(
          "%s has no column to learn '%s' from: each is the same in all of its %d rows"
              .formatted(origin, rows.answers().name(), rows.rows()));
    }
    return new TableFit(
        fitted.ignoring(names),
        table,
        names.isEmpty()
            ? List.of()
            : List.of(
                "columns left out that only name or number rows: " + String.join(", ", names)));
  }
}
