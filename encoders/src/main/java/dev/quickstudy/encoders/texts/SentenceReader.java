package dev.quickstudy.encoders.texts;

import dev.quickstudy.data.Input;
import dev.quickstudy.data.InputException;
import dev.quickstudy.data.InputReader;

/**
 * Reads texts as a sentence encoder embeds them, on the caller's thread.
 *
 * @param encoder not owned: whoever opened it closes it
 */
record SentenceReader(SentenceEncoder encoder) implements InputReader {
  @Override
  public String one() {
    return "text";
  }

  @Override
  public long[] exampleShape() {
    return new long[] {SentenceModel.DIMENSION};
  }

  @Override
  public float[] readContent(Input input) {
    if (!(input instanceof Input.Text text)) {
      throw InputException.wrongModality(input, "texts");
    }
    if (text.text().isBlank()) {
      throw new InputException(InputException.Problem.EMPTY, "the text is empty or blank");
    }
    String words = text.text().strip();
    if (!encoder.knows(words)) {
      throw new InputException(InputException.Problem.NOTHING_TO_READ, Embeddings.KNOWS_NOTHING);
    }
    return encoder.embed(words);
  }
}
