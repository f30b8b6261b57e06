package dev.quickstudy.tables;

/**
 * A table read from a file.
 *
 * @param table with its answers
 * @param summary what was repaired
 */
public record TableFile(Table table, TableSummary summary) {}
