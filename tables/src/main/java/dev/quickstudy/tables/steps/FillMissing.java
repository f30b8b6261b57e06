package dev.quickstudy.tables.steps;

import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Names;
import dev.quickstudy.tables.cells.Numbers;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tensor.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Fills in missing values: numbers as asked for, words by the most frequent one of their column.
 * Where no row of a column has a value, numbers become 0 and words stay missing.
 *
 * @param by what numbers are filled in by
 * @param neighbours for {@link By#NEAREST}: how many rows are averaged; otherwise unused
 * @param indicators whether columns with missing values get a column beside that says where: 1 for
 *     missing, 0 otherwise
 */
public record FillMissing(By by, int neighbours, boolean indicators) implements Step {
  /** Rows that neighbours are looked for among. */
  static final int MOST_ROWS = 1000;

  private static final String IS_MISSING = " is missing";

  /** What stands in for a missing number. */
  public enum By {
    /** The column's mean. */
    MEAN,
    /** The column's median. */
    MEDIAN,
    /** The column's most frequent number, the least of equally frequent ones. */
    MODE,
    /**
     * The mean over the nearest rows that have the number: nearest by the mean squared difference
     * of the numbers that both rows have, each divided by its column's deviation (Troyanskaya et
     * al. 2001). Of more than {@value #MOST_ROWS} rows, so many are looked at, evenly spread.
     */
    NEAREST
  }

  public FillMissing {
    Checks.atLeast("neighbours", 1, neighbours);
  }

  @Override
  public Filled fit(Table table) {
    Map<String, Double> numbers = new TreeMap<>();
    Map<String, String> words = new TreeMap<>();
    List<String> indicated = new ArrayList<>();
    Map<String, Double> deviations = new TreeMap<>();
    for (Column column : table.columns()) {
      if (column.numeric()) {
        double[] known = column.sorted();
        numbers.put(column.name(), known.length == 0 ? 0 : typical(known));
        deviations.put(column.name(), Numbers.deviation(known));
      } else {
        words.put(column.name(), mostFrequent(column));
      }
      if (indicators && column.missing() > 0) {
        indicated.add(column.name());
      }
    }
    if (by != By.NEAREST) {
      return new Filled(numbers, words, indicated, 0, Map.of(), List.of());
    }
    List<List<Double>> rows =
        IntStream.range(0, Math.min(MOST_ROWS, table.rows()))
            .map(i -> (int) ((long) i * table.rows() / Math.min(MOST_ROWS, table.rows())))
            .mapToObj(
                row ->
                    numbers.keySet().stream().map(name -> table.column(name).number(row)).toList())
            .toList();
    return new Filled(numbers, words, indicated, neighbours, deviations, rows);
  }

  private double typical(double[] sorted) {
    return switch (by) {
      case MEAN, NEAREST -> Numbers.mean(sorted);
      case MEDIAN -> Numbers.quantile(sorted, 0.5);
      case MODE -> Numbers.mode(sorted);
    };
  }

  private static String mostFrequent(Column column) {
    return column.counts().entrySet().stream()
        .max(
            Map.Entry.<String, Integer>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .map(Map.Entry::getKey)
        .orElse("");
  }

  /**
   * What stands in for missing values.
   *
   * @param numbers by column
   * @param words by column; empty where none is known
   * @param indicated columns that get an indicator beside
   * @param neighbours rows that are averaged; 0 to take {@code numbers} at once
   * @param deviations by column, where there are neighbours
   * @param rows where there are neighbours: the rows fitted on, their numbers in the alphabetical
   *     order of their columns, NaN where one is missing
   */
  public record Filled(
      Map<String, Double> numbers,
      Map<String, String> words,
      List<String> indicated,
      int neighbours,
      Map<String, Double> deviations,
      List<List<Double>> rows)
      implements Fitted {
    public Filled {
      numbers = new TreeMap<>(numbers);
      words = new TreeMap<>(words);
      indicated = List.copyOf(indicated);
      deviations = new TreeMap<>(deviations);
      rows = rows.stream().map(List::copyOf).toList();
    }

    @Override
    public Table apply(Table table) {
      numbers.keySet().forEach(table::column);
      words.keySet().forEach(table::column);
      Names names = Names.of(table);
      Map<String, double[]> nearest =
          neighbours == 0 ? Map.of() : new NearestRows(this, table).found();
      List<Column> columns = new ArrayList<>();
      for (Column column : table.columns()) {
        columns.add(
            column.numeric()
                ? filled(column, nearest.getOrDefault(column.name(), new double[0]))
                : worded(column));
        if (indicated.contains(column.name())) {
          columns.add(indicator(names.fresh(column.name() + IS_MISSING), column));
        }
      }
      return table.with(columns);
    }

    private static Column indicator(String name, Column column) {
      double[] missing = new double[column.rows()];
      Arrays.setAll(missing, row -> column.missing(row) ? 1 : 0);
      return Column.numbers(name, missing);
    }

    private Column worded(Column column) {
      String word = words.getOrDefault(column.name(), "");
      return Column.words(
          column.name(),
          IntStream.range(0, column.rows())
              .mapToObj(row -> column.missing(row) ? word : column.word(row))
              .toList());
    }

    private Column filled(Column column, double[] nearest) {
      double typical = numbers.getOrDefault(column.name(), 0.0);
      double[] values = new double[column.rows()];
      for (int row = 0; row < values.length; row++) {
        values[row] =
            !column.missing(row)
                ? column.number(row)
                : nearest.length == 0 ? typical : nearest[row];
      }
      return Column.numbers(column.name(), values);
    }
  }
}
