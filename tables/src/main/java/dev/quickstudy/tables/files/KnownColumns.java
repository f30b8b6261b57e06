package dev.quickstudy.tables.files;

import dev.quickstudy.tables.cells.CellForm;
import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.ColumnEvidence;
import dev.quickstudy.tables.cells.FileEvidence;
import dev.quickstudy.tables.cells.GrowingColumn;
import dev.quickstudy.tables.cells.Where;
import dev.quickstudy.tables.steps.FittedTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Makes the columns that a {@link FittedTable} knows of later rows. The marks of their numbers and
 * the order of their dates are those of the rows at hand, where these show any, and otherwise those
 * of the rows that were learned from.
 */
final class KnownColumns {
  private final FittedTable fitted;
  private final List<String> columns;
  private final int[] places;
  private final boolean[] first;
  private final ColumnEvidence[] evidence;
  private final List<GrowingColumn> growing = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private long rows;

  KnownColumns(FittedTable fitted) {
    this.fitted = fitted;
    this.columns = fitted.columns();
    this.evidence = new ColumnEvidence[columns.size()];
    Arrays.setAll(evidence, i -> new ColumnEvidence(List.of()));
    List<FittedTable.Input> inputs = fitted.inputs();
    this.places = inputs.stream().mapToInt(input -> columns.indexOf(input.from())).toArray();
    this.first = new boolean[places.length];
    for (int i = 0; i < places.length; i++) {
      int place = places[i];
      first[i] = Arrays.stream(places).limit(i).noneMatch(other -> other == place);
    }
  }

  /** The file states the order of day and month in the dates of a column. */
  void state(int column, CellForm.Order order) {
    evidence[column].state(order);
  }

  /**
   * Looks at a row.
   *
   * @param cells in the order of {@link FittedTable#columns}
   */
  void look(Where where, List<String> cells) {
    for (int i = 0; i < evidence.length; i++) {
      evidence[i].add(where, cells.get(i));
    }
  }

  /** Decides how columns are read; the same as {@link CellsReader#decide}. */
  void decide(Optional<CellForm.Decimal> stated, Optional<CellForm.Decimal> hint) {
    FileEvidence file = FileEvidence.of(List.of(evidence), stated, hint);
    for (int i = 0; i < places.length; i++) {
      FittedTable.Input input = fitted.inputs().get(i);
      List<String> lines = first[i] ? notes : new ArrayList<>(); // once a column
      CellForm form = evidence[places[i]].like(input.from(), input.form(), file, lines);
      growing.add(GrowingColumn.known(form, input.words()));
    }
  }

  /** Reads a row. */
  void read(Where where, List<String> cells) {
    rows++;
    for (int i = 0; i < growing.size(); i++) {
      growing.get(i).add(where, cells.get(places[i]));
    }
  }

  /** The columns, in the order of the fitted table's inputs. */
  List<Column> columns() {
    return IntStream.range(0, growing.size())
        .mapToObj(
            i ->
                growing.get(i).column(fitted.inputs().get(i).name(), fitted.inputs().get(i).from()))
        .toList();
  }

  /**
   * How many cells have no value.
   *
   * @param read what {@link #columns} gives
   */
  long missing(List<Column> read) {
    return IntStream.range(0, read.size())
        .filter(i -> first[i])
        .mapToLong(i -> read.get(i).missing())
        .sum();
  }

  /**
   * What is to be said, a line each.
   *
   * @param read what {@link #columns} gives
   */
  List<String> notes(List<Column> read) {
    List<String> lines = new ArrayList<>(notes);
    for (int i = 0; i < growing.size(); i++) {
      FittedTable.Input input = fitted.inputs().get(i);
      if (first[i]) {
        growing.get(i).tell(input.from(), lines);
        growing.get(i).unseen.tell(input.from(), "with words that no row to learn from has", lines);
        if (rows > 1 && read.get(i).missing() == rows) {
          lines.add("column '%s' has no value in any row".formatted(input.from()));
        }
      }
    }
    return lines;
  }
}
