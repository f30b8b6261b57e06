package dev.quickstudy.tables.steps;

import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tensor.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Keeps the columns that say most about the answers. Numbers are put into as many bins of about
 * equal size as the root of the number of rows, at most 10.
 *
 * @param by how columns are chosen
 * @param most columns that are kept, at least 1
 */
public record Select(By by, int most) implements Step {
  private static final int MOST_BINS = 10;

  /** How columns are chosen. */
  public enum By {
    /** Those with the greatest mutual information with the answers. */
    MUTUAL_INFORMATION,
    /**
     * One after another, each with the greatest mutual information with the answers less the mean
     * of that with the columns chosen before (Peng, Long and Ding 2005, mRMR by difference).
     */
    MRMR
  }

  public Select {
    Checks.atLeast("most", 1, most);
  }

  @Override
  public Selected fit(Table table) {
    List<Column> columns = table.columns();
    if (columns.size() <= most) {
      return new Selected(columns.stream().map(Column::name).toList());
    }
    int[] answers = bins(table.answers());
    int[][] bins = columns.stream().map(Select::bins).toArray(int[][]::new);
    double[] relevance =
        Arrays.stream(bins).mapToDouble(column -> information(column, answers)).toArray();
    List<Integer> chosen =
        by == By.MUTUAL_INFORMATION ? greatest(relevance) : leastRedundant(bins, relevance);
    return new Selected(chosen.stream().map(i -> columns.get(i).name()).toList());
  }

  private List<Integer> greatest(double[] relevance) {
    return IntStream.range(0, relevance.length)
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> -relevance[i]))
        .limit(most)
        .toList();
  }

  private List<Integer> leastRedundant(int[][] bins, double[] relevance) {
    List<Integer> chosen = new ArrayList<>();
    double[] redundancy = new double[bins.length];
    boolean[] taken = new boolean[bins.length];
    while (chosen.size() < most) {
      int best = -1;
      double bestScore = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < bins.length; i++) {
        double score = relevance[i] - redundancy[i] / Math.max(1, chosen.size());
        if (!taken[i] && score > bestScore) {
          best = i;
          bestScore = score;
        }
      }
      taken[best] = true;
      chosen.add(best);
      for (int i = 0; i < bins.length; i++) {
        redundancy[i] += taken[i] ? 0 : information(bins[i], bins[best]);
      }
    }
    return chosen;
  }

  /** CellWords by their codes; numbers by their bins; what is missing in a bin of its own. */
  public static int[] bins(Column column) {
    int[] bins = new int[column.rows()];
    if (!column.numeric()) {
      Arrays.setAll(bins, row -> column.code(row) + 1);
      return bins;
    }
    double[] sorted = column.sorted();
    double[] distinct = Arrays.stream(sorted).distinct().toArray();
    int count = Math.max(2, Math.min(MOST_BINS, (int) Math.round(Math.sqrt(column.rows()))));
    double[] edges =
        distinct.length <= count
            ? distinct
            : IntStream.range(1, count)
                .mapToDouble(i -> sorted[i * sorted.length / count])
                .distinct()
                .toArray();
    Arrays.setAll(bins, row -> column.missing(row) ? 0 : 1 + below(edges, column.number(row)));
    return bins;
  }

  private static int below(double[] edges, double number) {
    int place = Arrays.binarySearch(edges, number);
    return place >= 0 ? place + 1 : -place - 1;
  }

  /** Mutual information of two discrete variables in nats, from their counts. */
  public static double information(int[] a, int[] b) {
    int rows = a.length;
    int wide = 1 + Arrays.stream(b).max().orElse(0);
    int tall = 1 + Arrays.stream(a).max().orElse(0);
    int[] ofA = new int[tall];
    int[] ofB = new int[wide];
    int[][] both = new int[tall][wide];
    for (int row = 0; row < rows; row++) {
      ofA[a[row]]++;
      ofB[b[row]]++;
      both[a[row]][b[row]]++;
    }
    double sum = 0;
    for (int i = 0; i < tall; i++) {
      for (int j = 0; j < wide; j++) {
        if (both[i][j] > 0) {
          double share = (double) both[i][j] / rows;
          sum += share * Math.log(share * rows / ofA[i] * rows / ofB[j]);
        }
      }
    }
    return sum;
  }

  /**
   * Which columns are kept.
   *
   * @param columns names, the most telling first
   */
  public record Selected(List<String> columns) implements Fitted {
    public Selected {
      columns = List.copyOf(columns);
    }

    @Override
    public Table apply(Table table) {
      return table.with(columns.stream().map(table::column).toList());
    }
  }
}
