package dev.quickstudy.tables;

import dev.quickstudy.data.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A table of rows that a program has, rather than a file. */
public final class LabelledRows {
  /** What the column of answers is called; longer where a column of the rows has that name. */
  private static final String ANSWERS = "label";

  private LabelledRows() {}

  /**
   * Puts labelled rows together; each cell is read as {@link TableReader} reads those of a file.
   *
   * @param rows the cells of each by the names of their columns: the same in all
   * @param labels the class of each
   * @throws InputException if the rows have different columns, or none beside the answers
   */
  public static Table table(List<Map<String, String>> rows, List<String> labels) {
    Set<String> names = rows.get(0).keySet();
    for (int row = 1; row < rows.size(); row++) {
      requireColumns(row, rows.get(row).keySet(), names);
    }
    List<Column> columns = new ArrayList<>();
    for (String name : names) {
      columns.add(column(name, rows.stream().map(cells -> cells.getOrDefault(name, "")).toList()));
    }
    if (columns.isEmpty()) {
      throw new InputException(InputException.Problem.EMPTY, "the rows have no columns");
    }
    String answers = ANSWERS;
    while (names.contains(answers)) {
      answers += " of the row";
    }
    return new Table("rows", columns, Optional.of(Column.words(answers, labels)));
  }

  private static Column column(String name, List<String> cells) {
    TableReader.Found found = new TableReader.Found();
    cells.forEach(found::add);
    GrowingColumn column = new GrowingColumn(found.numeric());
    cells.forEach(column::add);
    return column.column(name);
  }

  private static void requireColumns(int row, Set<String> found, Set<String> wanted) {
    for (String name : wanted) {
      if (!found.contains(name)) {
        throw new InputException(
            InputException.Problem.MISSING_COLUMN,
            "row %d lacks the column '%s' that row 0 has; give it an empty cell where it has no value"
                .formatted(row, name));
      }
    }
    for (String name : found) {
      if (!wanted.contains(name)) {
        throw new InputException(
            InputException.Problem.UNKNOWN_COLUMN,
            "row %d has the column '%s' that row 0 lacks; all rows must have the same columns"
                .formatted(row, name));
      }
    }
  }
}
