package dev.quickstudy.data.rows;

import java.util.ArrayList;
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
   * Whether a quoted cell swallowed rows.
   *
   * @param lines of the record, as they are written
   * @param first the first of its cells that go over several lines
   * @param last the last of these
   */
  boolean swallowed(List<String> lines, int first, int last) {
    for (int i = 0; i < lines.size(); i++) {
      boolean whole = (i > 0 || first < width - 1) && (i < lines.size() - 1 || last > 0);
      if (whole && row(lines.get(i))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a line looks like a row. */
  private boolean row(String line) {
    String[] cells = line.split(Pattern.quote(String.valueOf(separator)), -1);
    if (cells.length != width || width < 2) {
      return false;
    }
    boolean told = false;
    boolean alike = false;
    for (int column = 0; column < width; column++) {
      if (column > 0 && !loose && cells[column].startsWith(" ")) {
        return false;
      }
      String cell = cells[column].replace("\"", "").strip();
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
    return alike || !told;
  }
}
