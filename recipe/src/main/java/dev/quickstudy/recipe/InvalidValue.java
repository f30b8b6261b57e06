package dev.quickstudy.recipe;

import dev.quickstudy.tensor.UsageException;

/** A value that a key cannot have. */
final class InvalidValue extends UsageException {
  private static final long serialVersionUID = 1L;

  private final String key;
  private final String problem;

  /**
   * A value that does not fit.
   *
   * @param key where it is, with dots, as seen from the value that refuses it
   * @param problem goes on from the key: {@code must be at least 1, but is 0}
   */
  InvalidValue(String key, String problem) {
    super("'" + key + "' " + problem);
    this.key = key;
    this.problem = problem;
  }

  String key() {
    return key;
  }

  String problem() {
    return problem;
  }
}
