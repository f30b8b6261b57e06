package dev.quickstudy.data;

import org.jspecify.annotations.Nullable;

/**
 * One input that a learner or a learned task cannot take. {@link #problem()} says for programs what
 * is the matter with it, the message says it for people.
 */
public final class InputException extends DataException {
  private static final long serialVersionUID = 1L;

  /** What can be the matter with an input. */
  public enum Problem {
    /** Null where an input, a label or a list was expected. */
    NULL,
    /** No input where at least one is needed, or one without content. */
    EMPTY,
    /**
     * Whole, but nothing in it that classes could be told apart by: a silent recording, a text
     * without a word that its encoder knows. As a query its answer is <em>unknown</em>; it is
     * nothing to learn from.
     */
    NOTHING_TO_READ,
    /** Another kind than the learner reads: a text for a learner of pictures. */
    WRONG_MODALITY,
    /** Too large, too long, or of another number of values than the learner takes. */
    WRONG_SIZE,
    /** A row has a column that nothing was learned from. */
    UNKNOWN_COLUMN,
    /** A row lacks a column that was learned from. */
    MISSING_COLUMN,
    /** Damaged, cut short, or of a format that is not read. */
    UNREADABLE,
    /** The labels make no task that the learner can learn. */
    LABELS
  }

  private final Problem problem;

  /**
   * Without another cause.
   *
   * @param message what was wrong, and what to do
   */
  public InputException(Problem problem, String message) {
    super(message);
    this.problem = problem;
  }

  /**
   * With a cause, whose words are added to the message.
   *
   * @param message what was wrong, and what to do
   */
  public InputException(Problem problem, String message, Throwable cause) {
    super(message, cause);
    this.problem = problem;
  }

  /** What is the matter. */
  public Problem problem() {
    return problem;
  }

  /** An input of a kind that a reader does not read. */
  public static InputException wrongModality(Input input, String wanted) {
    return new InputException(
        Problem.WRONG_MODALITY,
        "this learner reads %s (or a vector of its numbers), but was given %s"
            .formatted(wanted, input.noun()));
  }

  /**
   * A value that callers must give.
   *
   * @throws InputException if it is null
   */
  public static <T> T required(@Nullable T value, String what) {
    if (value == null) {
      throw new InputException(Problem.NULL, what + " is null, but must be given");
    }
    return value;
  }
}
