package dev.quickstudy.encoders.pictures;

import dev.quickstudy.data.Input;
import dev.quickstudy.data.InputReader;
import dev.quickstudy.data.pictures.PictureReader;
import java.util.Optional;

/**
 * Reads pictures as an ONNX encoder embeds them, on the caller's thread. Owns the encoder, which
 * stays open until this is closed.
 */
final class EncodedPictureReader implements InputReader, AutoCloseable {
  private final PictureModel model;
  private final PictureReader pictures;
  private final PictureEncoder encoder;

  /**
   * Opens the encoder.
   *
   * @throws dev.quickstudy.data.DataException if its file is missing or is no such encoder
   */
  public EncodedPictureReader(PictureModel model) {
    this.model = model;
    this.pictures = new PictureReader(model.exampleShape(), Optional.empty(), model.fit());
    this.encoder = PictureEncoder.open(model, 1);
  }

  @Override
  public String one() {
    return "picture";
  }

  @Override
  public long[] exampleShape() {
    return new long[] {model.dimension()};
  }

  @Override
  public float[] readContent(Input input) {
    return encoder.one(pictures.bytes(input));
  }

  @Override
  public void close() {
    encoder.close();
  }
}
