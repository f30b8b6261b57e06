package dev.quickstudy.data.texts;

import dev.quickstudy.data.InputOrigin;
import java.util.Optional;

/**
 * A text as it was read.
 *
 * @param label its class; empty where the file has none
 */
public record LabelledText(String text, Optional<String> label, InputOrigin origin) {
  /** Whether nothing of it is seen: it has no more than blanks, and signs without a shape. */
  public boolean empty() {
    return text.codePoints()
        .allMatch(c -> Character.isWhitespace(c) || Character.getType(c) == Character.FORMAT);
  }
}
