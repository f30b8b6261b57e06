package dev.quickstudy.tables.files;

import dev.quickstudy.data.rows.RowAccount;
import dev.quickstudy.tables.cells.Table;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A table as it was read.
 *
 * @param table with its answers
 * @param summary what was repaired
 * @param account what was taken from its file; empty where the rows are no file's
 */
public record TableFile(Table table, TableSummary summary, Optional<RowAccount> account) {
  /**
   * What was taken from its file and what was repaired, a line each.
   *
   * @param file what the lines call it
   */
  public List<String> said(String file) {
    return Stream.concat(
            account.stream().flatMap(taken -> taken.lines().stream()),
            summary.repairs().stream().map(repair -> file + ": " + repair))
        .toList();
  }
}
