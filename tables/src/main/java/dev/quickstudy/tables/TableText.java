package dev.quickstudy.tables;

import java.util.stream.Stream;

/** A table as one text, for hashes: names, then every value. */
final class TableText {
  private TableText() {}

  static String of(Table table) {
    StringBuilder text = new StringBuilder(table.name());
    Stream.concat(table.columns().stream(), table.target().stream())
        .forEach(
            column -> {
              text.append('\n').append(column.name());
              for (int row = 0; row < column.rows(); row++) {
                text.append('\t');
                if (column.numeric()) {
                  text.append(column.number(row));
                } else {
                  text.append(column.word(row));
                }
              }
            });
    return text.toString();
  }
}
