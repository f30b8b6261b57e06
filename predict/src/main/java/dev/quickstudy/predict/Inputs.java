package dev.quickstudy.predict;

import dev.quickstudy.data.Input;
import dev.quickstudy.data.InputException;
import dev.quickstudy.data.InputReader;

/** Reads inputs, and says which one of several cannot be read. */
final class Inputs {
  private Inputs() {}

  /**
   * Reads one of several inputs.
   *
   * @param number its place, from 0
   * @param count how many there are
   */
  static float[] read(InputReader reader, Input input, int number, int count) {
    try {
      return reader.read(InputException.required(input, "the input"));
    } catch (InputException e) {
      throw count == 1
          ? e
          : new InputException(
              e.problem(),
              "input %d of %d (from 0)".formatted(number, count),
              e); // whose words are added
    }
  }

  /** What is the matter with an input, without its number. */
  static String reason(InputException problem) {
    Throwable cause = problem.getCause();
    return String.valueOf(
        cause instanceof InputException own ? own.getMessage() : problem.getMessage());
  }
}
