package dev.quickstudy.tables.tasks;

import java.util.Locale;

/** How often each class is among the rows of a task from a table. */
public enum ClassFrequencies {
  /** As many rows of every class. */
  EQUAL,
  /**
   * As in the table: rows are drawn from all those of the task's classes together, with at least
   * one of every class to learn from.
   */
  NATURAL;

  /** The word in recipes. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
