package dev.quickstudy.data.pictures;

import dev.quickstudy.data.DataException;
import java.util.Arrays;

/**
 * What a learner's pictures look like, and how a picture of any kind and size becomes one, by
 * itself: it is turned upright, transparent parts are put on white, and it is resampled by area to
 * the size that just fits, without being stretched, and put in the middle.
 *
 * <p>Grey pictures are ink: colours become grey by the weights of ITU-R BT.601, a picture whose
 * border is light (median brightness above one half) is inverted, so that ink is 255 and paper 0,
 * and what is left over is paper. Colour pictures stay as they are; what is left over has the
 * median colour of the picture's own border.
 *
 * <p>Where pictures are cropped, their middle fills all, and nothing is left over.
 *
 * @param channels 1 is grey, 3 are red, green and blue
 */
record PictureForm(int channels, int height, int width, PictureFit fit) {
  private static final int COLOURS = 3;

  /** Framed. */
  PictureForm(int channels, int height, int width) {
    this(channels, height, width, PictureFit.FRAME);
  }

  /** The form of a learner's examples, framed. */
  static PictureForm of(long[] exampleShape) {
    return of(exampleShape, PictureFit.FRAME);
  }

  /**
   * The form of a learner's examples.
   *
   * @throws DataException if they are no pictures
   */
  static PictureForm of(long[] exampleShape, PictureFit fit) {
    if (exampleShape.length != 3 || (exampleShape[0] != 1 && exampleShape[0] != COLOURS)) {
      throw new DataException(
          "pictures are [1, height, width] or [3, height, width], but the learner takes inputs of"
              + " shape "
              + Arrays.toString(exampleShape));
    }
    return new PictureForm(
        Math.toIntExact(exampleShape[0]),
        Math.toIntExact(exampleShape[1]),
        Math.toIntExact(exampleShape[2]),
        fit);
  }

  boolean inColour() {
    return channels == COLOURS;
  }

  long[] exampleShape() {
    return new long[] {channels, height, width};
  }

  /** A picture as a learner takes it, and what was done to it. */
  static final class Formed {
    private final byte[] bytes;
    final boolean animated;
    final boolean turned;
    final boolean framed;

    Formed(byte[] bytes, boolean animated, boolean turned, boolean framed) {
      this.bytes = bytes;
      this.animated = animated;
      this.turned = turned;
      this.framed = framed;
    }

    /** Channel by channel, row by row. */
    byte[] bytes() {
      return bytes;
    }
  }

  Formed of(PictureFile file) {
    byte[] bytes = new byte[channels * height * width];
    boolean framed = false;
    for (int channel = 0; channel < channels; channel++) {
      GreyPicture picture = inColour() ? file.channel(channel) : ink(file.grey());
      float paper = inColour() ? picture.borderMedian() : 0;
      framed |= (long) picture.width() * height != (long) picture.height() * width;
      GreyPicture formed =
          fit == PictureFit.CROP
              ? picture.cropped(width, height)
              : picture.fitted(width, height, paper);
      float[] values = formed.values();
      for (int i = 0; i < values.length; i++) {
        bytes[channel * values.length + i] = (byte) Math.round(255 * values[i]);
      }
    }
    return new Formed(bytes, file.animated(), file.turned(), framed);
  }

  private static GreyPicture ink(GreyPicture picture) {
    return picture.borderMedian() > 0.5f ? picture.inverted() : picture;
  }
}
