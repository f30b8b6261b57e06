package dev.quickstudy.tables;

import dev.quickstudy.data.rows.RowAccount;
import java.util.Optional;

/**
 * A table as it was read.
 *
 * @param table with its answers
 * @param summary what was repaired
 * @param account what was taken from its file; empty where the rows are no file's
 */
public record TableFile(Table table, TableSummary summary, Optional<RowAccount> account) {}
