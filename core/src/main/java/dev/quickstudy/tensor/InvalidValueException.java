package dev.quickstudy.tensor;

/**
 * A setting has a value that it cannot have. Whoever reads settings from a file can name the place:
 * {@link #key} says which setting it is, as seen from the value that refuses it.
 */
public final class InvalidValueException extends UsageException {
  private static final long serialVersionUID = 1L;

  private final String key;
  private final String problem;

  /**
   * A value that does not fit.
   *
   * @param key where it is, with dots, as seen from the value that refuses it
   * @param problem goes on from the key: {@code must be at least 1, but is 0}
   */
  public InvalidValueException(String key, String problem) {
    super("'" + key + "' " + problem);
    this.key = key;
    this.problem = problem;
  }

  /** Which setting it is, with dots; empty for the whole value. */
  public String key() {
    return key;
  }

  /** What is wrong, without the key. */
  public String problem() {
    return problem;
  }
}
