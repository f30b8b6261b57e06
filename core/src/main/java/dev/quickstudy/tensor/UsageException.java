package dev.quickstudy.tensor;

/**
 * Something was asked for that cannot be: a setting out of range, parts that do not fit together, a
 * task that a learner cannot learn. The message says what was asked, what is possible and what to
 * do. Any other {@link IllegalArgumentException} out of this library is a bug in it.
 */
public class UsageException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }

  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
