package dev.quickstudy.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.NumberText;
import dev.quickstudy.tables.cells.Rows;
import dev.quickstudy.tables.cells.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The 56 tables of the data folder, against what its file {@code columns.csv} says of them. */
class SharedTablesTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("quickstudy.data", "../../shared/data")).resolve("tabular");

  /** What a column is said to be. */
  private record Said(String type, int distinct, int missing) {}

  private static Map<String, Said> said() {
    Map<String, Said> said = new HashMap<>();
    Rows.of(FOLDER.resolve("columns.csv"), RowOptions.FOUND)
        .forEach(
            (line, cells) ->
                said.put(
                    cells.get(0) + "/" + cells.get(1),
                    new Said(
                        cells.get(2),
                        Integer.parseInt(cells.get(3)),
                        Integer.parseInt(cells.get(4)))));
    return said;
  }

  /** Cells of a file, as they stand, by column. */
  private static Map<String, List<String>> cells(Path file) {
    Map<String, List<String>> cells = new HashMap<>();
    Rows rows = Rows.of(file, RowOptions.FOUND);
    rows.forEach(
        (line, row) -> {
          for (int i = 0; i < row.size(); i++) {
            cells.computeIfAbsent(rows.header().get(i), is -> new ArrayList<>()).add(row.get(i));
          }
        });
    return cells;
  }

  @Test
  void readFindsTheTypesThatAreKnown() {
    assumeTrue(Files.isDirectory(FOLDER), "no tables: the data set tabular is not at " + FOLDER);
    Map<String, Said> said = said();
    int checked = 0;
    int coded = 0;
    for (TableFolder.Member member : TableFolder.read(FOLDER, RowOptions.FOUND).members()) {
      Table table = member.table();
      assertThat(member.summary().ignored()).as(table.name()).isEmpty();
      Map<String, List<String>> cells = cells(FOLDER.resolve("csv").resolve(table.name() + ".csv"));
      for (Column column : table.columns()) {
        String name = table.name() + "/" + column.name();
        Said own = said.getOrDefault(name, new Said("none", 0, 0));
        boolean numbers =
            cells.getOrDefault(column.name(), List.of()).stream()
                .filter(cell -> !cell.isBlank())
                .noneMatch(cell -> Double.isNaN(NumberText.plain(cell)));
        // Categories that are written as numbers cannot be known from numbers.
        coded += own.type().equals("categorical") && numbers ? 1 : 0;
        assertThat(column.numeric())
            .as(name)
            .isEqualTo(
                own.type().equals("numeric") || (own.type().equals("categorical") && numbers));
        if (table.rows() == cells.getOrDefault(column.name(), List.of()).size()) {
          assertThat(column.missing()).as(name).isEqualTo(own.missing());
          assertThat(column.distinct()).as(name).isLessThanOrEqualTo(own.distinct());
          requireNumbers(name, column, cells.getOrDefault(column.name(), List.of()));
        }
        checked++;
      }
    }
    assertThat(checked).isEqualTo(1098);
    assertThat(coded).isEqualTo(116);
  }

  private static void requireNumbers(String name, Column column, List<String> cells) {
    if (column.numeric()) {
      assertThat(
              IntStream.range(0, cells.size())
                  .filter(row -> !column.missing(row))
                  .filter(row -> Double.parseDouble(cells.get(row)) != column.number(row))
                  .count())
          .as(name)
          .isZero();
    }
  }
}
