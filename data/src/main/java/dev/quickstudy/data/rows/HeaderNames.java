package dev.quickstudy.data.rows;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names of the columns of separated values, where the rows may have cells that no name belongs
 * to: R's names of rows before the others, or nothing behind separators at the ends of lines.
 *
 * @param names of the columns that are read; empty where there is none
 * @param dropped empty cells at the end of each row that are no columns
 * @param said of both, for people
 */
record HeaderNames(List<String> names, int dropped, String said) {
  private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,17}");
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}.*");

  /**
   * Compares names with rows.
   *
   * @param given as many as the header has; empty ones where there is no header
   * @param rows the first ones below it
   * @param header whether the file has one
   */
  static HeaderNames of(List<String> given, List<List<String>> rows, boolean header) {
    int cells = given.size() + (wider(rows, given.size()) ? 1 : 0);
    int last = cells;
    while (last > 1 && (last > given.size() || given.get(last - 1).isBlank())) {
      int column = last - 1;
      if (!rows.stream().allMatch(row -> row.size() <= column || row.get(column).isBlank())) {
        break;
      }
      last--;
    }
    if (last <= given.size()) {
      boolean ends = last < cells && !rows.isEmpty();
      return ends
          ? new HeaderNames(
              given.subList(0, last), cells - last, ", separators at the ends of lines left out")
          : new HeaderNames(given, 0, "");
    }
    if (!header || !namesOfRows(rows)) {
      return new HeaderNames(given, 0, ""); // the rows are then told to have too many cells
    }
    List<String> more = new ArrayList<>(List.of(""));
    more.addAll(given);
    return new HeaderNames(
        more,
        0,
        ", first column taken for row names, so that the header's names belong to columns 2 to "
            + more.size());
  }

  /** Whether all rows have one cell more than the header. */
  private static boolean wider(List<List<String>> rows, int width) {
    return width >= 2 && !rows.isEmpty() && rows.stream().allMatch(row -> row.size() == width + 1);
  }

  /** Whether the first cells are all different, and numbers, dates or words, as R writes them. */
  private static boolean namesOfRows(List<List<String>> rows) {
    Set<String> different = new HashSet<>();
    List<String> first = rows.stream().map(row -> row.get(0).strip()).toList();
    return first.stream().allMatch(different::add)
        && (first.stream().allMatch(cell -> NUMBER.matcher(cell).matches())
            || first.stream().allMatch(cell -> DATE.matcher(cell).matches())
            || first.stream().noneMatch(cell -> cell.isEmpty() || Headers.figure(cell)));
  }
}
