package dev.quickstudy.tables.cells;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * Names for columns that a step makes. They depend on the names of the table's columns alone, so
 * rows that are prepared later get the same ones.
 */
public final class Names {
  private final Set<String> taken;

  private Names(Set<String> taken) {
    this.taken = taken;
  }

  public static Names of(Table table) {
    return new Names(table.columns().stream().map(Column::name).collect(Collectors.toSet()));
  }

  /** The name, with as many strokes behind as it takes to be no column's yet. */
  public String fresh(String wanted) {
    String name = wanted;
    while (!taken.add(name)) {
      name += "\u2032";
    }
    return name;
  }
}
