package dev.quickstudy.data.rows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What rows of a file look like, to tell a cell of several lines from one whose quotation mark was
 * left open, so that it swallowed the rows below it.
 */
final class RowPatterns {
  private static final int LONGEST = 80;
  private static final double MOSTLY = 0.8;

  private final char separator;
  private final int width;
  private final List<Boolean> figures = new ArrayList<>();
  private final List<Set<String>> repeated = new ArrayList<>();
  private final boolean loose;

  /**
   * Of rows without a header.
   *
   * @param width cells of a row
   */
  RowPatterns(char separator, int width, List<List<String>> rows) {
    this.separator = separator;
    this.width = width;
    for (int column = 0; column < width; column++) {
      Map<String, Integer> counts = new HashMap<>();
      int filled = 0;
      int numbers = 0;
      for (List<String> row : rows) {
        String cell = row.size() == width ? row.get(column).strip() : "";
        if (!cell.isEmpty()) {
          filled++;
          numbers += Headers.figure(cell) ? 1 : 0;
          if (cell.length() <= LONGEST) {
            counts.merge(cell, 1, Integer::sum);
          }
        }
      }
      figures.add(filled > 1 && numbers >= MOSTLY * filled);
      Set<String> often = new HashSet<>();
      counts.forEach(
          (cell, count) -> {
            if (count > 1) {
              often.add(cell);
            }
          });
      repeated.add(often);
    }
    loose =
        rows.stream()
                .filter(row -> row.stream().skip(1).anyMatch(cell -> cell.startsWith(" ")))
                .count()
            > rows.size() / 2;
  }

  /**
   * Whether a cell of several lines swallowed rows: one of its lines, with the cells before it or
   * behind it where it is the first or the last one, looks like a row.
   */
  boolean swallowed(List<String> cells) {
    for (int at = 0; at < cells.size(); at++) {
      List<String> lines = cells.get(at).lines().toList();
      for (int i = 0; lines.size() > 1 && i < lines.size(); i++) {
        List<String> row = new ArrayList<>();
        if (i == 0) {
          row.addAll(cells.subList(0, at));
        }
        int begin = row.size();
        row.addAll(Arrays.asList(lines.get(i).split(Pattern.quote(String.valueOf(separator)), -1)));
        int end = row.size();
        if (i == lines.size() - 1) {
          row.addAll(cells.subList(at + 1, cells.size()));
        }
        boolean whole = i > 0 && i < lines.size() - 1;
        if (end - begin > 1
            && like(
                row,
                whole ? begin : begin + (i == 0 ? 1 : 0),
                end - (i > 0 && !whole ? 1 : 0),
                whole)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Whether cells look like a row.
   *
   * @param begin the first of those that must be like others of their column
   * @param end behind the last of these
   * @param whole whether the line is one of its own, so that as many cells as columns say enough
   *     where columns say nothing
   */
  private boolean like(List<String> row, int begin, int end, boolean whole) {
    if (row.size() != width || width < 2) {
      return false;
    }
    boolean told = false;
    boolean alike = false;
    for (int column = begin; column < end; column++) {
      if (column > 0 && !loose && row.get(column).startsWith(" ")) {
        return false;
      }
      String cell = row.get(column).replace("\"", "").strip();
      if (figures.get(column)) {
        if (!cell.isEmpty() && !Headers.figure(cell)) {
          return false;
        }
        told = true;
        alike |= !cell.isEmpty();
      } else if (!repeated.get(column).isEmpty()) {
        told = true;
        alike |= repeated.get(column).contains(cell);
      }
    }
    return alike || (whole && !told);
  }
}
