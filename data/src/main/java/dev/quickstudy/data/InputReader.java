package dev.quickstudy.data;

import dev.quickstudy.tensor.Shape;
import java.util.Arrays;

/**
 * Makes of an {@link Input} the numbers that a learner takes: one reader a modality. Immutable, and
 * safe for any number of threads. What it makes of an input depends on that input alone.
 */
public interface InputReader {
  /** What one input is called: {@code picture}, {@code recording}, {@code text}, {@code row}. */
  String one();

  /** The shape of what {@link #read} gives, for instance {@code [1, 28, 28]}. */
  long[] exampleShape();

  /**
   * Reads one input; a {@link Input.Vector} is taken as it is.
   *
   * @return as many numbers as {@link #exampleShape} says, row by row
   * @throws InputException if it is of another modality, of a wrong size, empty or unreadable, or
   *     if it is whole but tells nothing ({@link InputException.Problem#NOTHING_TO_READ})
   */
  default float[] read(Input input) {
    return input instanceof Input.Vector vector
        ? prepared(vector, exampleShape())
        : readContent(input);
  }

  /**
   * Reads one input that is no vector; otherwise as {@link #read}.
   *
   * @throws InputException as {@link #read}
   */
  float[] readContent(Input input);

  /**
   * What was fitted on a task's support set to read its inputs by, as text that travels with the
   * learned task; empty where nothing was.
   */
  default String fitted() {
    return "";
  }

  /**
   * Numbers that a program has prepared itself.
   *
   * @throws InputException if there are more or fewer than an example has, or one is not finite
   */
  private static float[] prepared(Input.Vector vector, long[] exampleShape) {
    float[] numbers = vector.numbers();
    if (numbers.length != Shape.elements(exampleShape)) {
      throw new InputException(
          InputException.Problem.WRONG_SIZE,
          "a vector of %d numbers was given, but the learner takes %d (shape %s)"
              .formatted(
                  numbers.length, Shape.elements(exampleShape), Arrays.toString(exampleShape)));
    }
    for (int i = 0; i < numbers.length; i++) {
      if (!Float.isFinite(numbers[i])) {
        throw new InputException(
            InputException.Problem.UNREADABLE,
            "number %d of the vector is %s; all must be finite".formatted(i, numbers[i]));
      }
    }
    return numbers.clone();
  }
}
