package dev.quickstudy.tables.steps;

import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Numbers;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tensor.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Brings numbers to a common size: (number − centre) / spread. A column whose numbers are all the
 * same becomes 0.
 *
 * @param by what centre and spread are
 * @param limit numbers beyond ± limit are set to it; 0 for no limit
 */
public record Scale(By by, double limit) implements Step {
  /** What centre and spread are. */
  public enum By {
    /** Mean and standard deviation. */
    STANDARD,
    /** Median and the distance between the quartiles, or the deviation where that is 0. */
    ROBUST,
    /** The least number, and the distance from it to the greatest: 0 … 1. */
    MIN_MAX
  }

  public Scale {
    if (!(limit >= 0) || Double.isInfinite(limit)) {
      throw new UsageException("limit must be finite and not negative, but is " + limit);
    }
  }

  @Override
  public Scaled fit(Table table) {
    Map<String, List<Double>> sizes = new TreeMap<>();
    for (Column column : table.columns()) {
      if (column.numeric()) {
        sizes.put(column.name(), size(column.sorted()));
      }
    }
    return new Scaled(limit, sizes);
  }

  private List<Double> size(double[] sorted) {
    if (sorted.length == 0) {
      return List.of(0.0, 0.0);
    }
    double least = sorted[0];
    double spread = sorted[sorted.length - 1] - least;
    double deviation = spread == 0 ? 0 : Numbers.deviation(sorted);
    return switch (by) {
      case STANDARD -> List.of(Numbers.mean(sorted), deviation);
      case ROBUST -> {
        double quartiles = Numbers.quantile(sorted, 0.75) - Numbers.quantile(sorted, 0.25);
        yield List.of(Numbers.quantile(sorted, 0.5), quartiles > 0 ? quartiles : deviation);
      }
      case MIN_MAX -> List.of(least, spread);
    };
  }

  /**
   * Sizes of columns.
   *
   * @param limit of scaled numbers; 0 for none
   * @param sizes centre and spread, by column
   */
  public record Scaled(double limit, Map<String, List<Double>> sizes) implements Fitted {
    public Scaled {
      Map<String, List<Double>> copy = new TreeMap<>();
      sizes.forEach((column, size) -> copy.put(column, List.copyOf(size)));
      sizes = copy;
    }

    @Override
    public Table apply(Table table) {
      sizes.keySet().forEach(table::column);
      return table.with(table.columns().stream().map(this::scaled).toList());
    }

    private Column scaled(Column column) {
      List<Double> size = sizes.get(column.name());
      if (size == null || !column.numeric()) {
        return column;
      }
      double[] scaled = new double[column.rows()];
      Arrays.setAll(
          scaled,
          row -> {
            double number = column.number(row);
            if (size.get(1) == 0) {
              return Double.isNaN(number) ? number : 0;
            }
            double value = (number - size.get(0)) / size.get(1);
            return limit == 0 ? value : Math.max(-limit, Math.min(limit, value));
          });
      return Column.numbers(column.name(), scaled);
    }
  }
}
