package dev.quickstudy.data.pictures;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;

/**
 * Decodes a picture within a limit of processor time: a small file can be made so that its decoding
 * takes minutes.
 */
final class DecodingTime implements IIOReadProgressListener {
  /** Many times what the largest picture takes. */
  private static final long MOST_SECONDS = 20;

  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  private final ImageReader reader;
  private final long end = now() + MOST_SECONDS * 1_000_000_000L;
  private boolean late;

  DecodingTime(ImageReader reader) {
    this.reader = reader;
  }

  /** Of this thread, or of the wall where the machine does not tell it. */
  private static long now() {
    return CLOCK.isCurrentThreadCpuTimeSupported()
        ? CLOCK.getCurrentThreadCpuTime()
        : System.nanoTime();
  }

  /**
   * The first picture of the file.
   *
   * @throws IOException if it cannot be decoded, or not in time
   */
  BufferedImage read() throws IOException {
    reader.addIIOReadProgressListener(this);
    BufferedImage image = reader.read(0);
    if (late) {
      throw new IOException(
          "decoding it takes more than %d s of processor time".formatted(MOST_SECONDS));
    }
    return image;
  }

  @Override
  public void imageProgress(ImageReader source, float percentageDone) {
    if (now() > end) {
      late = true;
      reader.abort();
    }
  }

  @Override
  public void sequenceStarted(ImageReader source, int minIndex) {}

  @Override
  public void sequenceComplete(ImageReader source) {}

  @Override
  public void imageStarted(ImageReader source, int imageIndex) {}

  @Override
  public void imageComplete(ImageReader source) {}

  @Override
  public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

  @Override
  public void thumbnailProgress(ImageReader source, float percentageDone) {}

  @Override
  public void thumbnailComplete(ImageReader source) {}

  @Override
  public void readAborted(ImageReader source) {}
}
