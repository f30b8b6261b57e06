package dev.quickstudy.tables.cells;

import dev.quickstudy.data.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is to be said of some cells of a column: how many there are, and which come first. */
public final class Remark {
  private static final int MOST_SHOWN = 3;
  private static final int LONGEST_SHOWN = 24;

  private long count;
  private final List<String> first = new ArrayList<>();
  private final Set<String> different = new LinkedHashSet<>();

  /**
   * Counts a cell.
   *
   * @param where its row
   */
  public void add(Where where, String cell) {
    count++;
    if (different.size() < MOST_SHOWN && different.add(cell)) {
      first.add("'" + shown(cell) + "' (" + where.row() + ")");
    }
  }

  public long count() {
    return count;
  }

  /** As it is, on one line and not too long. */
  static String shown(String cell) {
    String line = Spelling.bare(cell).replaceAll("\\p{Cntrl}", " ");
    return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "\u2026";
  }

  /** The first cells with their rows. */
  public String first() {
    return String.join(", ", first);
  }

  /**
   * A line about the cells of a column, if there are any.
   *
   * @param what is so with the cells, behind their number
   */
  public void tell(String column, String what, List<String> lines) {
    if (count > 0) {
      lines.add(
          "column '%s': %d %s %s, first %s"
              .formatted(column, count, count == 1 ? "cell" : "cells", what, first()));
    }
  }
}
