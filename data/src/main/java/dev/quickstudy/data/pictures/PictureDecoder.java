package dev.quickstudy.data.pictures;

import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * Decodes pictures on any number of threads, which together have at most as many pixels decoded at
 * a time as the largest picture may have.
 */
final class PictureDecoder {
  private final Semaphore pixels = new Semaphore((int) PictureFile.MOST_PIXELS, true);

  /**
   * A picture's file as a learner takes it.
   *
   * @throws IOException if it is no whole picture or has too many pixels
   */
  PictureForm.Formed formed(byte[] file, PictureForm form) throws IOException {
    int needed = PictureFile.pixels(file);
    pixels.acquireUninterruptibly(needed);
    try {
      return form.of(PictureFile.decode(file));
    } finally {
      pixels.release(needed);
    }
  }
}
