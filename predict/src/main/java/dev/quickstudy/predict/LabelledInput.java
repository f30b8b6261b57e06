package dev.quickstudy.predict;

import dev.quickstudy.data.Input;
import dev.quickstudy.data.InputException;

/**
 * An example to learn from.
 *
 * @param label the name of its class, not blank
 */
public record LabelledInput(Input input, String label) {
  public LabelledInput {
    InputException.required(input, "the input of an example");
    InputException.required(label, "the label of an example");
    if (label.isBlank()) {
      throw new InputException(
          InputException.Problem.LABELS, "the label of an example is blank; name its class");
    }
  }
}
