package dev.quickstudy.tables;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.rows.RowAccount;
import dev.quickstudy.data.rows.RowOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
        fitted.inputs().stream().mapToInt(input -> place(file, header, input.name())).toArray();
    int answer = header.indexOf(fitted.answers());
    List<GrowingColumn> growing =
        fitted.inputs().stream()
            .map(input -> new GrowingColumn(input.numeric(), input.words()))
            .toList();
    List<Long> lines = new ArrayList<>();
    List<Optional<String>> answers = new ArrayList<>();
    long[] ragged = new long[1];
    rows.forEach(
        (line, cells) -> {
          if (cells.size() != header.size()) {
            ragged[0]++;
            return;
          }
          for (int i = 0; i < places.length; i++) {
            growing.get(i).add(cells.get(places[i]));
          }
          lines.add(line);
          answers.add(
              answer < 0 || Words.missing(cells.get(answer))
                  ? Optional.empty()
                  : Optional.of(cells.get(answer).strip()));
        });
    if (lines.isEmpty()) {
      throw new DataException(file + " has no row to answer below its header");
    }
    List<Column> columns =
        IntStream.range(0, places.length)
            .mapToObj(i -> growing.get(i).column(fitted.inputs().get(i).name()))
            .toList();
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("rows left out that have more or fewer cells than the header", ragged[0]);
    counts.put("cells without a value", columns.stream().mapToLong(Column::missing).sum());
    counts.put(
        "cells made missing that are no numbers in a column of numbers",
        growing.stream().mapToLong(column -> column.badNumbers).sum());
    counts.put(
        "words that no row to learn from has, read as none of the known ones",
        growing.stream()
            .filter(column -> !column.numeric)
            .mapToLong(column -> column.unseen)
            .sum());
    List<String> repairs = new ArrayList<>();
    counts.forEach(
        (what, count) -> {
          if (count > 0) {
            repairs.add(count + " " + what);
          }
        });
    Set<String> known =
        fitted.inputs().stream().map(FittedTable.Input::name).collect(Collectors.toSet());
    List<String> extra =
        header.stream()
            .filter(name -> !known.contains(name) && !name.equals(fitted.answers()))
            .toList();
    if (!extra.isEmpty()) {
      repairs.add("columns ignored that nothing was learned from: " + String.join(", ", extra));
    }
    return new AskedRows(
        new Table(file.getFileName().toString(), columns, Optional.empty()),
        lines,
        answers,
        rows.account(),
        repairs);
  }

  private static int place(Path file, List<String> header, String wanted) {
    int place = header.indexOf(wanted);
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
