package dev.quickstudy.tables;

import dev.quickstudy.data.rows.RowAccount;

/**
 * A table read from a file.
 *
 * @param table with its answers
 * @param summary what was repaired
 * @param account what was taken from the file
 */
public record TableFile(Table table, TableSummary summary, RowAccount account) {}
