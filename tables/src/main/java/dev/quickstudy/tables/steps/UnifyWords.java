package dev.quickstudy.tables.steps;

import dev.quickstudy.tables.cells.CellWords;
import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Table;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Gives spellings of one word that differ in case, blanks or trailing punctuation only the spelling
 * that is most frequent; of equally frequent ones, the first in the alphabet.
 */
public record UnifyWords() implements Step {
  @Override
  public Unified fit(Table table) {
    Map<String, Map<String, String>> spellings = new TreeMap<>();
    for (Column column : table.columns()) {
      if (!column.numeric()) {
        spellings.put(column.name(), spellings(column));
      }
    }
    return new Unified(spellings);
  }

  private static Map<String, String> spellings(Column column) {
    Map<String, Map<String, Integer>> counts = new TreeMap<>();
    for (int row = 0; row < column.rows(); row++) {
      if (!column.missing(row)) {
        counts
            .computeIfAbsent(CellWords.key(column.word(row)), key -> new HashMap<>())
            .merge(column.word(row), 1, Integer::sum);
      }
    }
    Map<String, String> chosen = new TreeMap<>();
    counts.forEach(
        (key, words) ->
            chosen.put(
                key,
                words.entrySet().stream()
                    .min(
                        Comparator.comparing((Map.Entry<String, Integer> word) -> -word.getValue())
                            .thenComparing(Map.Entry::getKey))
                    .orElseThrow()
                    .getKey()));
    return chosen;
  }

  /**
   * How words are spelled.
   *
   * @param spellings by column and by what all spellings of a word share
   */
  public record Unified(Map<String, Map<String, String>> spellings) implements Fitted {
    public Unified {
      Map<String, Map<String, String>> copy = new TreeMap<>();
      spellings.forEach((column, words) -> copy.put(column, new TreeMap<>(words)));
      spellings = copy;
    }

    @Override
    public Table apply(Table table) {
      spellings.keySet().forEach(table::column);
      List<Column> columns =
          table.columns().stream()
              .map(
                  column -> {
                    Map<String, String> known = spellings.get(column.name());
                    return known == null ? column : respelled(column, known);
                  })
              .toList();
      return table.with(columns);
    }

    private static Column respelled(Column column, Map<String, String> known) {
      return Column.words(
          column.name(),
          IntStream.range(0, column.rows())
              .mapToObj(column::word)
              .map(
                  word ->
                      word.isEmpty() ? "" : known.getOrDefault(CellWords.key(word), word.strip()))
              .toList());
    }
  }
}
