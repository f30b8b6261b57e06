package dev.quickstudy.tables.tasks;

import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tensor.RandomKey;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The rows of a task, as the table has them.
 *
 * @param support answers are words coded 0 … ways − 1, or numbers
 * @param query likewise
 * @param classes the table's words for the classes, in the order of the labels
 */
record Drawn(Table support, Table query, List<String> classes) {
  Drawn {
    classes = List.copyOf(classes);
  }

  /**
   * Rows of some classes. No row to be judged on is the same as one to learn from.
   *
   * @param ways the rows of each class, enough that {@link #allow} it
   * @param groups of each row of the table, equal for rows that are the same
   * @param classes what each is called
   * @param shots of each class
   * @param draw the key of the rows that are taken
   */
  static Drawn of(
      Table table,
      int[] groups,
      List<int[]> ways,
      List<String> classes,
      int[] shots,
      int queries,
      RandomKey draw) {
    int[] support = new int[Arrays.stream(shots).sum()];
    int[] query = new int[ways.size() * queries];
    int[] supportLabels = new int[support.length];
    int[] queryLabels = new int[query.length];
    int s = 0;
    int q = 0;
    for (int way = 0; way < ways.size(); way++) {
      int[] own = ways.get(way);
      int[] picked = picked(own, groups, shots[way], queries, draw.fold(way));
      for (int i = 0; i < picked.length; i++) {
        if (i < shots[way]) {
          supportLabels[s] = way;
          support[s++] = picked[i];
        } else {
          queryLabels[q] = way;
          query[q++] = picked[i];
        }
      }
    }
    return new Drawn(
        labelled(table.at(support), supportLabels, ways.size()),
        labelled(table.at(query), queryLabels, ways.size()),
        classes);
  }

  /**
   * Rows of some classes as often as the table has them: drawn from all of theirs together, one of
   * each class to learn from before any others. No row to be judged on is the same as one to learn
   * from.
   *
   * @param ways the rows of each class, which together {@link #allow} it
   * @param support how many to learn from, at least as many as classes
   * @param queries how many to be judged on
   */
  static Drawn natural(
      Table table,
      int[] groups,
      List<int[]> ways,
      List<String> classes,
      int support,
      int queries,
      RandomKey draw) {
    Map<Integer, Integer> labels = new HashMap<>();
    Set<Integer> learned = new HashSet<>();
    for (int way = 0; way < ways.size(); way++) {
      for (int row : ways.get(way)) {
        labels.put(row, way);
      }
      learned.add(ways.get(way)[draw.fold(way).stream().below(ways.get(way).length)]);
    }
    int[] own = joined(ways);
    int[] order =
        Arrays.stream(draw.fold(ways.size()).choose(own.length, own.length))
            .map(place -> own[place])
            .toArray();
    for (int i = 0; learned.size() < support; i++) {
      learned.add(order[i]);
    }
    Set<Integer> same = new HashSet<>();
    learned.forEach(row -> same.add(groups[row]));
    int[] known = Arrays.stream(order).filter(learned::contains).toArray();
    int[] asked =
        Arrays.stream(order).filter(row -> !same.contains(groups[row])).limit(queries).toArray();
    return new Drawn(
        labelled(table.at(known), labels(known, labels), ways.size()),
        labelled(table.at(asked), labels(asked, labels), ways.size()),
        classes);
  }

  /** The rows of all classes. */
  static int[] joined(List<int[]> ways) {
    return ways.stream().flatMapToInt(Arrays::stream).toArray();
  }

  private static int[] labels(int[] rows, Map<Integer, Integer> labels) {
    return Arrays.stream(rows).map(row -> labels.getOrDefault(row, -1)).toArray();
  }

  /**
   * Whether any draw of rows leaves enough that are the same as none of those drawn.
   *
   * @param own rows to draw from
   * @param groups equal for rows that are the same
   */
  static boolean allow(int[] own, int[] groups, int shots, int queries) {
    Map<Integer, Integer> sizes = new HashMap<>();
    for (int row : own) {
      sizes.merge(groups[row], 1, Integer::sum);
    }
    int most =
        sizes.values().stream()
            .sorted(Comparator.reverseOrder())
            .limit(shots)
            .mapToInt(size -> size)
            .sum();
    return own.length - most >= queries && own.length >= shots;
  }

  /**
   * Rows by chance: {@code shots} to learn from, and behind them {@code queries} that are the same
   * as none of them. Rows that are the same may be among either.
   */
  static int[] picked(int[] own, int[] groups, int shots, int queries, RandomKey key) {
    int[] places = key.choose(shots + queries, own.length);
    int[] picked = Arrays.stream(places).map(place -> own[place]).toArray();
    Set<Integer> learned = new HashSet<>();
    for (int i = 0; i < shots; i++) {
      learned.add(groups[picked[i]]);
    }
    if (Arrays.stream(picked).skip(shots).noneMatch(row -> learned.contains(groups[row]))) {
      return picked;
    }
    int[] all = key.choose(own.length, own.length); // which begins with the same places
    IntStream others =
        Arrays.stream(all)
            .skip(shots)
            .map(place -> own[place])
            .filter(row -> !learned.contains(groups[row]))
            .limit(queries);
    return IntStream.concat(Arrays.stream(picked, 0, shots), others).toArray();
  }

  private static Table labelled(Table rows, int[] labels, int ways) {
    List<String> names = IntStream.range(0, ways).mapToObj(Integer::toString).toList();
    return new Table(
        rows.name(),
        rows.columns(),
        Optional.of(Column.coded(rows.target().map(Column::name).orElse("class"), names, labels)));
  }
}
