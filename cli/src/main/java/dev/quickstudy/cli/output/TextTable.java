package dev.quickstudy.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Text in columns as wide as their widest cell. */
public final class TextTable {
  private static final String GAP = "   ";

  private final List<String[]> rows = new ArrayList<>();

  public TextTable(String... headings) {
    rows.add(headings);
  }

  public TextTable row(String... cells) {
    rows.add(Arrays.stream(cells).map(SafeWriter::line).toArray(String[]::new));
    return this;
  }

  public List<String> lines() {
    int columns = rows.get(0).length;
    int[] widths = new int[columns];
    Arrays.setAll(
        widths, column -> rows.stream().mapToInt(row -> row[column].length()).max().orElse(0));
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(String[] cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.length; i++) {
      line.append(cells[i]).append(" ".repeat(widths[i] - cells[i].length())).append(GAP);
    }
    return line.toString().stripTrailing();
  }
}
