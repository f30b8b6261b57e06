package dev.quickstudy.tables.steps;

import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Names;
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
 * Turns words into numbers, without a look at the answers.
 *
 * @param as how
 * @param most for {@link As#ONE_HOT}: words of a column that get a number of their own, the most
 *     frequent ones; for {@link As#HASH}: numbers a column; otherwise unused
 */
public record Encode(As as, int most) implements Step {
  /** How words become numbers. */
  public enum As {
    /**
     * A column for each word, {@code COLUMN=WORD}, 1 where it stands and 0 elsewhere, and one,
     * {@code COLUMN is unseen}, that is 1 for any other word. A missing word is 0 in all of them.
     */
    ONE_HOT,
    /** A word's place in the alphabetical order of the words fitted on, from 0; others are −1. */
    ORDINAL,
    /**
     * A fixed number of columns, {@code COLUMN#0} …; a word is 1 in the one that its hash leads to
     * (Weinberger et al. 2009, without signs). Nothing is unseen, but words may share a column.
     */
    HASH
  }

  public Encode {
    Checks.atLeast("most", 1, most);
  }

  @Override
  public Encoded fit(Table table) {
    Map<String, List<String>> words = new TreeMap<>();
    for (Column column : table.columns()) {
      if (!column.numeric()) {
        words.put(column.name(), as == As.HASH ? List.of() : words(column));
      }
    }
    return new Encoded(as, most, words);
  }

  private List<String> words(Column column) {
    Comparator<Map.Entry<String, Integer>> order =
        as == As.ONE_HOT
            ? Comparator.comparing((Map.Entry<String, Integer> word) -> -word.getValue())
                .thenComparing(Map.Entry::getKey)
            : Map.Entry.comparingByKey();
    return column.counts().entrySet().stream()
        .sorted(order)
        .limit(as == As.ONE_HOT ? most : Integer.MAX_VALUE)
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * What words become.
   *
   * @param most numbers a column, where words are hashed
   * @param words of each column, in the order of their numbers; none where words are hashed
   */
  public record Encoded(As as, int most, Map<String, List<String>> words) implements Fitted {
    public Encoded {
      Map<String, List<String>> copy = new TreeMap<>();
      words.forEach((column, known) -> copy.put(column, List.copyOf(known)));
      words = copy;
    }

    @Override
    public Table apply(Table table) {
      words.keySet().forEach(table::column);
      List<Column> columns = new ArrayList<>();
      Names names = Names.of(table);
      for (Column column : table.columns()) {
        List<String> known = words.get(column.name());
        if (column.numeric() || known == null) {
          columns.add(column);
        } else {
          columns.addAll(numbers(column, known, names));
        }
      }
      return table.with(columns);
    }

    private List<Column> numbers(Column column, List<String> known, Names names) {
      int[] places =
          IntStream.range(0, column.rows())
              .map(row -> column.missing(row) ? -2 : place(column.word(row), known))
              .toArray();
      List<Column> columns = new ArrayList<>();
      switch (as) {
        case ORDINAL ->
            columns.add(
                Column.numbers(
                    column.name(),
                    Arrays.stream(places).mapToDouble(place -> Math.max(-1, place)).toArray()));
        case ONE_HOT -> {
          for (int i = 0; i < known.size(); i++) {
            columns.add(where(names.fresh(column.name() + "=" + known.get(i)), places, i));
          }
          columns.add(where(names.fresh(column.name() + " is unseen"), places, -1));
        }
        case HASH -> {
          for (int i = 0; i < most; i++) {
            columns.add(where(names.fresh(column.name() + "#" + i), places, i));
          }
        }
      }
      return columns;
    }

    private int place(String word, List<String> known) {
      return as == As.HASH
          ? Math.floorMod(word.hashCode() * 0x9E3779B9, most)
          : known.indexOf(word);
    }

    private static Column where(String name, int[] places, int wanted) {
      return Column.numbers(
          name, Arrays.stream(places).mapToDouble(place -> place == wanted ? 1 : 0).toArray());
    }
  }
}
