package dev.quickstudy.tables.steps;

import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Numbers;
import dev.quickstudy.tables.cells.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Numbers of small tables that lie far outside of all others of their column: one or two, 20 times
 * as far from the median as the others reach from end to end. One such number would set the scale
 * of its column, so that the others could no longer be told apart.
 */
public final class FarCells {
  /** Rows of tables that are looked at, at most; in larger ones no single cell sets the scale. */
  static final int MOST_ROWS = 40;

  private static final int FEWEST_OTHERS = 5;
  private static final int MOST_FAR = 2;
  private static final double TIMES = 20;

  private FarCells() {}

  /** The rows where a column has such a number, in order; none in large tables. */
  public static int[] rows(Column column) {
    if (!column.numeric() || column.rows() > MOST_ROWS) {
      return new int[0];
    }
    double[] sorted = column.sorted();
    for (int low = 0; low <= MOST_FAR; low++) {
      for (int high = 0; low + high <= MOST_FAR; high++) {
        int[] rows = rows(column, sorted, low, sorted.length - high);
        if (rows.length > 0 && rows.length == low + high) {
          return rows;
        }
      }
    }
    return new int[0];
  }

  /** The rows whose numbers are far from those at {@code low} to {@code high}. */
  private static int[] rows(Column column, double[] sorted, int low, int high) {
    if (high - low < FEWEST_OTHERS) {
      return new int[0];
    }
    double[] others = Arrays.copyOfRange(sorted, low, high);
    double reach = TIMES * (others[others.length - 1] - others[0]);
    double median = Numbers.quantile(others, 0.5);
    return reach == 0
        ? new int[0]
        : IntStream.range(0, column.rows())
            .filter(row -> !column.missing(row))
            .filter(row -> Math.abs(column.number(row) - median) > reach)
            .toArray();
  }

  /** The table with these numbers missing. */
  static Table without(Table table) {
    List<Column> columns = new ArrayList<>();
    for (Column column : table.columns()) {
      int[] far = rows(column);
      columns.add(far.length == 0 ? column : column.without(far));
    }
    return table.with(columns);
  }
}
