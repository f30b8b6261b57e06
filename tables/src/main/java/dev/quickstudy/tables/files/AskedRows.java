package dev.quickstudy.tables.files;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.Spelling;
import dev.quickstudy.data.rows.RowAccount;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Remark;
import dev.quickstudy.tables.cells.Rows;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tables.steps.FittedTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Rows that are to be answered, read as the columns that a {@link FittedTable} knows, which are
 * found by their names. All rows stay, in their order, repeated ones too, but for those with more
 * or fewer cells than the header.
 *
 * @param table the rows, with the columns in the order of the fitted table's
 * @param lines where each row begins in its file, from 1
 * @param answers each row's answer; empty where it has none
 * @param account what was taken from the file
 * @param repairs what was left out, or read as something else, a line each with its count
 */
public record AskedRows(
    Table table,
    List<Long> lines,
    List<Optional<String>> answers,
    RowAccount account,
    List<String> repairs) {
  public AskedRows {
    lines = List.copyOf(lines);
    answers = List.copyOf(answers);
    repairs = List.copyOf(repairs);
  }

  /** The names in a file's header. */
  public static List<String> header(Path file, RowOptions options) {
    return Rows.of(file, options).header();
  }

  /**
   * Reads a file.
   *
   * @throws DataException if it cannot be read, lacks a column, or has no row
   */
  public static AskedRows read(Path file, RowOptions options, FittedTable fitted) {
    Rows rows = Rows.of(file, options);
    List<String> header = rows.header();
    int[] places =
        fitted.columns().stream().mapToInt(name -> required(file, header, name)).toArray();
    int answer = place(header, fitted.answers());
    KnownColumns known = new KnownColumns(fitted);
    IntStream.range(0, places.length)
        .forEach(i -> rows.order(header.get(places[i])).ifPresent(order -> known.state(i, order)));
    rows.forEach(
        (line, cells) -> {
          if (cells.size() == header.size()) {
            known.look(rows.where(line), at(cells, places));
          }
        });
    known.decide(rows.statedDecimal(), rows.decimalHint());
    List<Long> lines = new ArrayList<>();
    List<Optional<String>> answers = new ArrayList<>();
    Remark ragged = new Remark();
    rows.forEach(
        (line, cells) -> {
          if (cells.size() != header.size()) {
            ragged.add(rows.where(line), cells.get(0));
            return;
          }
          known.read(rows.where(line), at(cells, places));
          lines.add(line);
          answers.add(
              answer < 0
                  ? Optional.empty()
                  : Optional.of(Spelling.bare(cells.get(answer))).filter(cell -> !cell.isEmpty()));
        });
    if (lines.isEmpty() && ragged.count() > 0) {
      throw new DataException(
          "%s: all %d rows have more or fewer cells than its header's %d, first %s; quote cells that hold separators, or repair the rows"
              .formatted(file, ragged.count(), header.size(), ragged.first()));
    }
    if (lines.isEmpty()) {
      throw new DataException(file + " has no row to answer below its header");
    }
    List<String> repairs = new ArrayList<>();
    if (ragged.count() > 0) {
      repairs.add(
          "%d rows left out that have more or fewer cells than the header, first %s"
              .formatted(ragged.count(), ragged.first()));
    }
    List<Column> read = known.columns();
    long missing = known.missing(read);
    if (missing > 0) {
      repairs.add(missing + " cells without a value");
    }
    repairs.addAll(known.notes(read));
    if (!rows.nested().isEmpty()) {
      repairs.add(
          "columns left out that hold lists or objects: " + String.join(", ", rows.nested()));
    }
    List<String> extra =
        IntStream.range(0, header.size())
            .filter(i -> i != answer && Arrays.stream(places).noneMatch(place -> place == i))
            .mapToObj(header::get)
            .toList();
    if (!extra.isEmpty()) {
      repairs.add("columns ignored that nothing was learned from: " + String.join(", ", extra));
    }
    return new AskedRows(
        new Table(file.getFileName().toString(), read, Optional.empty()),
        lines,
        answers,
        rows.account(),
        repairs);
  }

  private static List<String> at(List<String> cells, int[] places) {
    return Arrays.stream(places).mapToObj(cells::get).toList();
  }

  /** The place of a column in a header; −1 if there is none. */
  private static int place(List<String> header, String wanted) {
    int exact = header.indexOf(wanted);
    return exact >= 0
        ? exact
        : IntStream.range(0, header.size())
            .filter(i -> Column.sameName(header.get(i), wanted))
            .findFirst()
            .orElse(-1);
  }

  private static int required(Path file, List<String> header, String wanted) {
    int place = place(header, wanted);
    if (place < 0) {
      throw new DataException(
          file
              + " lacks the column '"
              + wanted
              + "', which was learned from; its columns are "
              + String.join(", ", header));
    }
    return place;
  }
}
