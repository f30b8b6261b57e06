package dev.quickstudy.data.pictures;

import java.io.IOException;

/** A picture whose decoding would take too much memory. */
final class TooManyPixelsException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String pixels;

  TooManyPixelsException(long width, long height) {
    super(
        "%d×%d pixels are more than the %d that are read"
            .formatted(width, height, PictureFile.MOST_PIXELS));
    this.pixels = "%d×%d pixels".formatted(width, height);
  }

  /** How many it has: {@code 10000×10000 pixels}. */
  String pixels() {
    return pixels;
  }
}
