package dev.quickstudy.tables.steps;

import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Table;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Missing numbers from the nearest rows, as {@link FillMissing.By#NEAREST} says. */
final class NearestRows {
  private final FillMissing.Filled fitted;
  private final List<Column> own;
  private final double[] spread;
  private final double[][] known;

  /**
   * Of a table.
   *
   * @param table has all columns that were fitted on
   */
  NearestRows(FillMissing.Filled fitted, Table table) {
    this.fitted = fitted;
    this.own = fitted.numbers().keySet().stream().map(table::column).toList();
    this.spread =
        own.stream()
            .mapToDouble(column -> fitted.deviations().getOrDefault(column.name(), 0.0))
            .toArray();
    this.known =
        fitted.rows().stream()
            .map(row -> row.stream().mapToDouble(number -> number).toArray())
            .toArray(double[][]::new);
  }

  /** By column that lacks numbers, what stands in for them, row by row. */
  Map<String, double[]> found() {
    Map<String, double[]> found = new HashMap<>();
    for (Column column : own) {
      if (column.missing() > 0) {
        found.put(column.name(), new double[column.rows()]);
      }
    }
    int rows = own.isEmpty() ? 0 : own.get(0).rows();
    for (int row = 0; row < rows; row++) {
      int at = row;
      if (own.stream().anyMatch(column -> column.missing(at))) {
        fill(row, found);
      }
    }
    return found;
  }

  private void fill(int row, Map<String, double[]> found) {
    double[] distances =
        IntStream.range(0, known.length)
            .mapToDouble(other -> distance(row, known[other]))
            .toArray();
    int[] order =
        IntStream.range(0, known.length)
            .boxed()
            .sorted((a, b) -> Double.compare(distances[a], distances[b]))
            .mapToInt(other -> other)
            .toArray();
    for (int c = 0; c < own.size(); c++) {
      Column column = own.get(c);
      double[] filled = found.get(column.name());
      if (filled != null && column.missing(row)) {
        int place = c;
        filled[row] =
            Arrays.stream(order)
                .mapToDouble(other -> known[other][place])
                .filter(number -> !Double.isNaN(number))
                .limit(fitted.neighbours())
                .average()
                .orElse(fitted.numbers().getOrDefault(column.name(), 0.0));
      }
    }
  }

  private double distance(int row, double[] other) {
    double sum = 0;
    int both = 0;
    for (int c = 0; c < other.length; c++) {
      double difference = (own.get(c).number(row) - other[c]) / spread[c];
      if (!Double.isNaN(difference) && spread[c] > 0) {
        sum += difference * difference;
        both++;
      }
    }
    return both == 0 ? Double.MAX_VALUE : sum / both;
  }
}
