package dev.quickstudy.tables;

import dev.quickstudy.tensor.RandomKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
   * Rows of some classes.
   *
   * @param ways the rows of each class, at least its shots + {@code queries}
   * @param classes what each is called
   * @param shots of each class
   * @param draw the key of the rows that are taken
   */
  static Drawn of(
      Table table,
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
      int[] picked = draw.fold(way).choose(shots[way] + queries, own.length);
      for (int i = 0; i < picked.length; i++) {
        if (i < shots[way]) {
          supportLabels[s] = way;
          support[s++] = own[picked[i]];
        } else {
          queryLabels[q] = way;
          query[q++] = own[picked[i]];
        }
      }
    }
    return new Drawn(
        labelled(table.at(support), supportLabels, ways.size()),
        labelled(table.at(query), queryLabels, ways.size()),
        classes);
  }

  private static Table labelled(Table rows, int[] labels, int ways) {
    List<String> names = IntStream.range(0, ways).mapToObj(Integer::toString).toList();
    return new Table(
        rows.name(),
        rows.columns(),
        Optional.of(Column.coded(rows.target().map(Column::name).orElse("class"), names, labels)));
  }
}
