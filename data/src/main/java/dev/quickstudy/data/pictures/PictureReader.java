package dev.quickstudy.data.pictures;

import dev.quickstudy.data.Input;
import dev.quickstudy.data.InputReader;
import java.util.Optional;

/**
 * Reads pictures of any size for a learner: prepared exactly as {@link ImageFolder} prepares those
 * in files.
 */
public final class PictureReader implements InputReader {
  private final long[] exampleShape;
  private final PictureBytes pictures;
  private final float[][] table;

  /**
   * A reader for a learner.
   *
   * @param exampleShape {@code [1, height, width]} or {@code [3, height, width]}
   * @param scale of colours, as {@link ImageFolder#pool} has it
   * @throws dev.quickstudy.data.DataException if the shape is not one of pictures
   */
  public PictureReader(long[] exampleShape, Optional<ChannelScale> scale) {
    this(exampleShape, scale, PictureFit.FRAME);
  }

  /**
   * The same with another way to bring pictures to the shape.
   *
   * @throws dev.quickstudy.data.DataException if the shape is not one of pictures
   */
  public PictureReader(long[] exampleShape, Optional<ChannelScale> scale, PictureFit fit) {
    this.exampleShape = exampleShape.clone();
    this.pictures = new PictureBytes(exampleShape, fit);
    this.table = PictureClasses.table(scale, exampleShape);
  }

  @Override
  public String one() {
    return "picture";
  }

  @Override
  public long[] exampleShape() {
    return exampleShape.clone();
  }

  /**
   * A picture as an encoder takes it, before any scale: a byte a number, channel by channel, row by
   * row.
   *
   * @throws dev.quickstudy.data.InputException as {@link #read}
   */
  public byte[] bytes(Input input) {
    return pictures.of(input);
  }

  @Override
  public float[] readContent(Input input) {
    byte[] bytes = bytes(input);
    float[] values = new float[bytes.length];
    PictureClasses.copy(bytes, table, values, 0);
    return values;
  }
}
