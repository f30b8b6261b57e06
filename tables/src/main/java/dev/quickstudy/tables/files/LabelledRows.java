package dev.quickstudy.tables.files;

import dev.quickstudy.data.InputException;
import dev.quickstudy.tables.cells.CellWords;
import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tables.cells.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A table of rows that a program has, rather than a file. */
public final class LabelledRows {
  /** What the column of answers is called; longer where a column of the rows has that name. */
  private static final String ANSWERS = "label";

  private LabelledRows() {}

  /**
   * Puts labelled rows together; each cell is read as {@link TableReader} reads those of a file.
   * All rows stay, in their order.
   *
   * @param rows the cells of each by the names of their columns: the same in all
   * @param labels the class of each
   * @throws InputException if the rows have different columns, or none beside the answers with a
   *     value
   */
  public static TableFile table(List<Map<String, String>> rows, List<String> labels) {
    Set<String> names = rows.get(0).keySet();
    for (int row = 1; row < rows.size(); row++) {
      requireColumns(row, rows.get(row).keySet(), names);
    }
    if (names.isEmpty()) {
      throw new InputException(InputException.Problem.EMPTY, "the rows have no columns");
    }
    String answers = ANSWERS;
    while (names.contains(answers)) {
      answers += " of the row";
    }
    List<String> header = Stream.concat(names.stream(), Stream.of(answers)).toList();
    List<String> unnamed = header.stream().filter(CellWords::blank).toList();
    CellsReader cells = new CellsReader(header, unnamed, header.size() - 1, true, List.of());
    List<List<String>> all = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      Map<String, String> own = rows.get(row);
      String label = labels.get(row);
      all.add(
          Stream.concat(names.stream().map(name -> own.getOrDefault(name, "")), Stream.of(label))
              .toList());
      cells.look(Where.row(row), all.get(row));
    }
    if (!cells.hasValues()) {
      throw new InputException(
          InputException.Problem.EMPTY, "no cell of the rows has a value to learn from");
    }
    cells.decide(Optional.empty(), Optional.empty());
    for (int row = 0; row < all.size(); row++) {
      cells.read(Where.row(row), all.get(row));
    }
    CellsReader.Read read = cells.columns(IntStream.range(0, all.size()).toArray());
    if (read.columns().isEmpty()) {
      throw new InputException(
          InputException.Problem.EMPTY,
          "the rows have no column to learn from: %s only name or number them"
              .formatted(String.join(", ", read.ignored())));
    }
    Table table = new Table("rows", read.columns(), Optional.of(Column.words(answers, labels)));
    return new TableFile(table, summary(table, cells, read), Optional.empty());
  }

  private static TableSummary summary(Table table, CellsReader cells, CellsReader.Read read) {
    List<String> notes = new ArrayList<>(read.notes());
    TableReader.tellFarCells(table, Where::row, notes);
    int[] groups = table.groups();
    return new TableSummary(
        table.rows(),
        table.rows(),
        0,
        0,
        IntStream.range(0, groups.length).filter(row -> groups[row] != row).count(),
        0,
        cells.badNumbers(),
        cells.respelled(),
        read.columns().stream().mapToLong(Column::missing).sum(),
        read.empty(),
        List.of(),
        read.ignored(),
        notes);
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
