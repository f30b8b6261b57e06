package dev.quickstudy.data.pictures;

import dev.quickstudy.data.Input;
import dev.quickstudy.data.InputException;
import dev.quickstudy.data.files.ExampleFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;

/**
 * Pictures in the size that a learner or an encoder takes, before its own scale: a byte a number.
 */
final class PictureBytes {
  private final PictureForm form;
  private final PictureDecoder decoder = new PictureDecoder();

  /**
   * For an encoder.
   *
   * @param exampleShape {@code [1, height, width]} or {@code [3, height, width]}
   */
  PictureBytes(long[] exampleShape, PictureFit fit) {
    this.form = PictureForm.of(exampleShape, fit);
  }

  /**
   * One picture, channel by channel, row by row; safe for many threads at once.
   *
   * @throws InputException if it is none, or too large
   */
  byte[] of(Input input) {
    if (input instanceof Input.Picture picture) {
      byte[] file = picture.file();
      if (file.length == 0) {
        throw new InputException(InputException.Problem.EMPTY, "the picture has no bytes");
      }
      if (file.length > ExampleFiles.Kind.PICTURES.mostBytes()) {
        throw tooLarge(file.length + " bytes");
      }
      try {
        return decoder.formed(file, form).bytes();
      } catch (TooManyPixelsException e) {
        throw tooLarge(e.pixels());
      } catch (IOException e) {
        throw new InputException(
            InputException.Problem.UNREADABLE, "the input cannot be read as a picture", e);
      }
    }
    if (input instanceof Input.DecodedPicture decoded) {
      BufferedImage image = decoded.image();
      long pixels = (long) image.getWidth() * image.getHeight();
      if (pixels > PictureFile.MOST_PIXELS) {
        throw tooLarge(pixels + " pixels");
      }
      return form.of(PictureFile.of(image)).bytes();
    }
    throw InputException.wrongModality(input, "pictures");
  }

  private static InputException tooLarge(String size) {
    return new InputException(
        InputException.Problem.WRONG_SIZE,
        "the picture has %s; at most %d bytes and %d pixels are read"
            .formatted(size, ExampleFiles.Kind.PICTURES.mostBytes(), PictureFile.MOST_PIXELS));
  }
}
