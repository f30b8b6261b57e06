package dev.quickstudy.tables.files;

import dev.quickstudy.tables.cells.CellWords;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How often classes are spelled in each case: spellings that differ in nothing else are one class,
 * unless each of them has two rows at least and a quarter as many as the most frequent one.
 */
final class ClassSpellings {
  private static final int FEWEST = 2;
  private static final int SHARE = 4;

  /** More spellings than this are no classes. */
  private static final int MOST = 10 * TableReader.MOST_CLASSES;

  private final Map<String, Map<String, Integer>> counts = new TreeMap<>();
  private int different;

  /** Counts a cell. */
  void add(String cell) {
    if (CellWords.blank(cell) || different > MOST) {
      return;
    }
    Map<String, Integer> own =
        counts.computeIfAbsent(CellWords.classKey(cell), any -> new TreeMap<>());
    different += own.merge(CellWords.cased(cell), 1, Integer::sum) == 1 ? 1 : 0;
  }

  private static boolean apart(Collection<Integer> sizes) {
    int most = sizes.stream().mapToInt(size -> size).max().orElse(0);
    return sizes.size() > 1
        && sizes.stream().allMatch(size -> size >= FEWEST && SHARE * size >= most);
  }

  /** The keys of classes whose spellings are different classes; see {@link CellWords#classKey}. */
  Set<String> apart() {
    return counts.entrySet().stream()
        .filter(entry -> apart(entry.getValue().values()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Those spellings. */
  List<String> spelled() {
    return counts.values().stream()
        .filter(own -> apart(own.values()))
        .flatMap(own -> own.keySet().stream())
        .toList();
  }
}
