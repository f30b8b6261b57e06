package dev.quickstudy.tables.cells;

import dev.quickstudy.files.Hash;
import dev.quickstudy.tensor.UsageException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Rows of named columns, and the answers that are to be predicted from them, where they are known.
 *
 * @param name what messages call it
 * @param columns what predictions may read; of different names and equal length, at least one
 * @param target the answers: words for classes, numbers for values
 */
public record Table(String name, List<Column> columns, Optional<Column> target) {
  public Table {
    columns = List.copyOf(columns);
    if (columns.isEmpty()) {
      throw new UsageException(
          "table "
              + name
              + " has no column to predict from; it needs at least 1 beside the answer");
    }
    Set<String> names = new HashSet<>();
    for (Column column : columns) {
      if (!names.add(column.name())) {
        throw new UsageException(
            "table " + name + " has two columns called '" + column.name() + "'; rename one");
      }
      requireRows(name, columns.get(0), column);
    }
    Column first = columns.get(0);
    target.ifPresent(answers -> requireRows(name, first, answers));
  }

  private static void requireRows(String name, Column first, Column other) {
    if (first.rows() != other.rows()) {
      throw new UsageException(
          "columns of table "
              + name
              + " must be of one length, but '"
              + first.name()
              + "' has "
              + first.rows()
              + " rows and '"
              + other.name()
              + "' has "
              + other.rows());
    }
  }

  /** Number of rows. */
  public int rows() {
    return columns.get(0).rows();
  }

  /**
   * The column of a name.
   *
   * @throws UsageException if there is none
   */
  public Column column(String wanted) {
    return columns.stream()
        .filter(column -> column.name().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "table "
                        + name
                        + " lacks the column '"
                        + wanted
                        + "', which its preparation was fitted on; it has "
                        + columns.stream().map(Column::name).toList()));
  }

  /**
   * The answers.
   *
   * @throws UsageException if they are unknown
   */
  public Column answers() {
    return target.orElseThrow(
        () -> new UsageException("table " + name + " has no answers to learn from"));
  }

  /** The same answers with other columns. */
  public Table with(List<Column> others) {
    return new Table(name, others, target);
  }

  /**
   * Which rows are the same in all columns, with the answer: a number a row, that of the first row
   * that is the same.
   */
  public int[] groups() {
    int[] groups = new int[rows()];
    Map<Long, Integer> first = new HashMap<>();
    for (int row = 0; row < groups.length; row++) {
      long hash = 0xcbf29ce484222325L;
      for (Column column : columns) {
        hash = mixed(hash, column.bits(row));
      }
      if (target.isPresent()) {
        hash = mixed(hash, target.get().bits(row));
      }
      Integer known = first.putIfAbsent(hash, row);
      groups[row] = known == null ? row : known;
    }
    return groups;
  }

  /** 64 bits of what was before and of a value. Two different rows agree by chance never. */
  private static long mixed(long hash, long bits) {
    long mixed = (hash ^ bits) * 0x9E3779B97F4A7C15L;
    mixed ^= mixed >>> 29;
    mixed *= 0xBF58476D1CE4E5B9L;
    return mixed ^ (mixed >>> 32);
  }

  /** Adds all names and values to a hash. */
  public Hash addTo(Hash hash) {
    hash.add(name);
    columns.forEach(column -> column.addTo(hash));
    target.ifPresent(answers -> answers.addTo(hash));
    return hash;
  }

  /** Some rows, in the order given. */
  public Table at(int... rows) {
    return new Table(
        name,
        columns.stream().map(column -> column.at(rows)).toList(),
        target.map(answers -> answers.at(rows)));
  }
}
