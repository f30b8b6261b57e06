package dev.quickstudy.tables;

import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Numbers;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tables.steps.Select;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a table looks like, before anything is learned from it.
 *
 * @param columns in the table's order, without the answers
 * @param answers the column of answers
 * @param classes rows of each class, by name; empty where answers are numbers
 */
public record TableDescription(
    String table,
    int rows,
    List<ColumnDescription> columns,
    ColumnDescription answers,
    Map<String, Integer> classes) {
  /** What the numbers of {@link #summary} are. */
  public static final List<String> SUMMARY =
      List.of(
          "log rows",
          "log columns",
          "share of numeric columns",
          "share of missing cells",
          "log classes",
          "class entropy relative to equal classes",
          "mean log of distinct values",
          "mean of absolute skewness",
          "mean information with the answers",
          "greatest information with the answers");

  /**
   * What a column looks like.
   *
   * @param numeric whether it holds numbers rather than words
   * @param distinct different values
   * @param missing rows without a value
   * @param values for people: least, median and greatest number, or the most frequent words
   */
  public record ColumnDescription(
      String name, boolean numeric, int distinct, int missing, String values) {
    static ColumnDescription of(Column column) {
      return new ColumnDescription(
          column.name(), column.numeric(), column.distinct(), column.missing(), values(column));
    }

    private static String values(Column column) {
      if (column.numeric()) {
        double[] sorted = column.sorted();
        return sorted.length == 0
            ? "none"
            : Stream.of(0.0, 0.5, 1.0)
                .map(share -> String.format(Locale.ROOT, "%.6g", Numbers.quantile(sorted, share)))
                .map(TableDescription::withoutZeros)
                .reduce((a, b) -> a + " … " + b)
                .orElse("");
      }
      return column.counts().entrySet().stream()
          .sorted(
              Map.Entry.<String, Integer>comparingByValue()
                  .reversed()
                  .thenComparing(Map.Entry.comparingByKey()))
          .limit(4)
          .map(word -> word.getKey() + " (" + word.getValue() + ")")
          .reduce((a, b) -> a + ", " + b)
          .orElse("none");
    }
  }

  public TableDescription {
    columns = List.copyOf(columns);
    classes = new TreeMap<>(classes);
  }

  /** Describes a table that has answers. */
  public static TableDescription of(Table table) {
    return new TableDescription(
        table.name(),
        table.rows(),
        table.columns().stream().map(ColumnDescription::of).toList(),
        ColumnDescription.of(table.answers()),
        table.answers().numeric() ? Map.of() : table.answers().counts());
  }

  private static String withoutZeros(String number) {
    return number.contains(".") && !number.contains("e")
        ? number.replaceAll("0+$", "").replaceAll("\\.$", "")
        : number;
  }

  /**
   * The table in as many numbers of moderate size as {@link #SUMMARY} has names. The order of rows,
   * of columns and of classes changes none of them beyond rounding.
   */
  public static List<Double> summary(Table table) {
    int columns = table.columns().size();
    int rows = table.rows();
    int[] answers = Select.bins(table.answers());
    double numeric = 0;
    double missing = 0;
    double distinct = 0;
    double skewness = 0;
    double information = 0;
    double most = 0;
    for (Column column : table.columns()) {
      numeric += column.numeric() ? 1 : 0;
      missing += column.missing();
      distinct += Math.log1p(column.distinct());
      skewness += column.numeric() ? Math.abs(skewness(column.sorted())) : 0;
      double own = Select.information(Select.bins(column), answers);
      information += own;
      most = Math.max(most, own);
    }
    List<Double> numbers = new ArrayList<>();
    numbers.add(Math.log1p(rows));
    numbers.add(Math.log1p(columns));
    numbers.add(numeric / columns);
    numbers.add(missing / columns / rows);
    Map<String, Integer> classes = table.answers().numeric() ? Map.of() : table.answers().counts();
    numbers.add(Math.log1p(classes.size()));
    numbers.add(classes.size() < 2 ? 0 : entropy(classes) / Math.log(classes.size()));
    numbers.add(distinct / columns);
    numbers.add(numeric == 0 ? 0 : skewness / numeric);
    numbers.add(information / columns);
    numbers.add(most);
    return numbers;
  }

  private static double entropy(Map<String, Integer> classes) {
    double all = classes.values().stream().mapToInt(count -> count).sum();
    return classes.values().stream()
        .sorted()
        .mapToDouble(count -> -count / all * Math.log(count / all))
        .sum();
  }

  private static double skewness(double[] numbers) {
    double mean = Numbers.mean(numbers);
    double deviation = Numbers.deviation(numbers);
    double cubes = 0;
    for (double number : numbers) {
      cubes += Math.pow(number - mean, 3);
    }
    return deviation < 1e-12 ? 0 : cubes / numbers.length / Math.pow(deviation, 3);
  }
}
