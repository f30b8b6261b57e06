package dev.quickstudy.encoders;

import dev.quickstudy.data.Input;
import dev.quickstudy.data.InputException;
import dev.quickstudy.data.InputReader;
import java.util.Optional;

/**
 * Reads texts as a sentence encoder embeds them, on the caller's thread.
 *
 * @param encoder not owned: whoever opened it closes it
 */
public record SentenceReader(SentenceEncoder encoder) implements InputReader {
  @Override
  public String one() {
    return "text";
  }

  @Override
  public long[] exampleShape() {
    return new long[] {SentenceModel.DIMENSION};
  }

  @Override
  public Optional<String> unanswerable(Input input) {
    return input instanceof Input.Text text
            && !text.text().isBlank()
            && !encoder.knows(text.text().strip())
        ? Optional.of(Embeddings.KNOWS_NOTHING)
        : Optional.empty();
  }

  @Override
  public float[] readContent(Input input) {
    if (!(input instanceof Input.Text text)) {
      throw InputException.wrongModality(input, "texts");
    }
    if (text.text().isBlank()) {
      throw new InputException(InputException.Problem.EMPTY, "the text is empty or blank");
    }
    return encoder.embed(text.text().strip());
  }
}
