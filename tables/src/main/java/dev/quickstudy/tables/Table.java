package dev.quickstudy.tables;

import dev.quickstudy.data.Fingerprint;
import dev.quickstudy.tensor.UsageException;
import java.util.HashSet;
import java.util.List;
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
  Table with(List<Column> others) {
    return new Table(name, others, target);
  }

  /** Adds all names and values to a hash. */
  Fingerprint addTo(Fingerprint hash) {
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
