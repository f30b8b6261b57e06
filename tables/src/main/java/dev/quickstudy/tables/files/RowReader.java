package dev.quickstudy.tables.files;

import dev.quickstudy.data.Input;
import dev.quickstudy.data.InputException;
import dev.quickstudy.data.InputReader;
import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tables.cells.Where;
import dev.quickstudy.tables.steps.FittedTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads rows as what was fitted on a task's support rows prepares them. A cell that is no number in
 * a column of numbers, or a word that no support row has, becomes a missing value, as in files.
 *
 * @param table fitted on the support rows
 * @param said hears what was read as missing or otherwise than it stands, a line each
 */
public record RowReader(FittedTable table, Consumer<String> said) implements InputReader {
  /** Why there is no answer to a row without a value. */
  public static final String NO_VALUE = "no cell of the row has a value";

  private static final Where THE_ROW = new Where("this row", -1);

  @Override
  public String one() {
    return "row";
  }

  @Override
  public long[] exampleShape() {
    return new long[] {table.width()};
  }

  @Override
  public String fitted() {
    return table.json();
  }

  @Override
  public float[] readContent(Input input) {
    if (!(input instanceof Input.Row row)) {
      throw InputException.wrongModality(input, "rows of a table");
    }
    requireColumns(row.cells());
    KnownColumns known = new KnownColumns(table);
    List<String> cells =
        table.columns().stream().map(name -> row.cells().getOrDefault(name, "")).toList();
    known.decide(Optional.empty(), Optional.empty());
    known.read(THE_ROW, cells);
    List<Column> columns = known.columns();
    known.notes(columns).forEach(said);
    if (columns.stream().allMatch(column -> column.missing(0))) {
      throw new InputException(InputException.Problem.NOTHING_TO_READ, NO_VALUE);
    }
    return table.rows(new Table("the row", columns, Optional.empty()));
  }

  private void requireColumns(Map<String, String> cells) {
    List<String> known = table.columns();
    for (String name : known) {
      if (!cells.containsKey(name)) {
        throw new InputException(
            InputException.Problem.MISSING_COLUMN,
            "the row lacks the column '%s', which was learned from; the columns are %s (an empty cell is a missing value)"
                .formatted(name, String.join(", ", known)));
      }
    }
    for (String name : cells.keySet()) {
      if (!known.contains(name)
          && !table.ignored().contains(name)
          && !name.equals(table.answers())) {
        throw new InputException(
            InputException.Problem.UNKNOWN_COLUMN,
            "the row has the column '%s', which nothing was learned from; the columns are %s"
                .formatted(name, String.join(", ", known)));
      }
    }
  }
}
