package dev.quickstudy.data;

import java.io.IOException;

/**
 * A file that is to be a picture of a class.
 *
 * @param className the folder that it is in
 * @param name what messages call it
 * @param content reads it; safe for many threads at once
 */
record PictureEntry(String className, String name, Content content) {
  /** Larger files are refused before they are read: no picture that is read needs as much. */
  static final int MOST_BYTES = 256 << 20;

  /** Reads a whole file. */
  interface Content {
    byte[] read() throws IOException;
  }

  static void requireSize(long bytes) throws IOException {
    if (bytes > MOST_BYTES) {
      throw new IOException(
          "%d MB are more than the %d that are read of a picture"
              .formatted(bytes >> 20, MOST_BYTES >> 20));
    }
  }
}
