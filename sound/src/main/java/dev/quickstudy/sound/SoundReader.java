package dev.quickstudy.sound;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.Input;
import dev.quickstudy.data.InputException;
import dev.quickstudy.data.InputReader;

/**
 * Reads recordings as a view shows them. Closing it closes the view.
 *
 * @param view what the learner sees of a recording
 */
public record SoundReader(SoundView view) implements InputReader, AutoCloseable {
  @Override
  public String one() {
    return "recording";
  }

  @Override
  public long[] exampleShape() {
    return view.shape();
  }

  @Override
  public float[] readContent(Input input) {
    if (input instanceof Input.Sound sound) {
      return view.of(recording(sound.file()));
    }
    if (input instanceof Input.Samples samples) {
      return view.of(recording(samples));
    }
    throw InputException.wrongModality(input, "recordings");
  }

  @Override
  public void close() {
    view.close();
  }

  private static Recording recording(byte[] file) {
    if (file.length == 0) {
      throw new InputException(InputException.Problem.EMPTY, "the recording has no bytes");
    }
    if (file.length > WavReader.MOST_BYTES) {
      throw new InputException(
          InputException.Problem.WRONG_SIZE,
          "the recording has %d bytes; at most %d are read"
              .formatted(file.length, WavReader.MOST_BYTES));
    }
    try {
      return WavReader.read("the recording", file);
    } catch (DataException e) {
      throw new InputException(
          InputException.Problem.UNREADABLE, "the input cannot be read as a recording", e);
    }
  }

  private static Recording recording(Input.Samples samples) {
    if (samples.samples().length == 0) {
      throw new InputException(InputException.Problem.EMPTY, "the recording has no samples");
    }
    if (samples.rate() < WavReader.LEAST_RATE || samples.rate() > WavReader.MOST_RATE) {
      throw new InputException(
          InputException.Problem.WRONG_SIZE,
          "the recording has %d samples a second; it must have %d to %d"
              .formatted(samples.rate(), WavReader.LEAST_RATE, WavReader.MOST_RATE));
    }
    if (samples.samples().length > (long) WavReader.MOST_SECONDS * samples.rate()) {
      throw new InputException(
          InputException.Problem.WRONG_SIZE,
          "the recording lasts more than %d seconds; cut out what is to be told apart"
              .formatted(WavReader.MOST_SECONDS));
    }
    for (int i = 0; i < samples.samples().length; i++) {
      if (!(Math.abs(samples.samples()[i]) <= WavReader.LOUDEST)) {
        throw new InputException(
            InputException.Problem.UNREADABLE,
            "sample %d is %s, which is no sound".formatted(i, samples.samples()[i]));
      }
    }
    return new Recording(samples.samples(), samples.rate());
  }
}
