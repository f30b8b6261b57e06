package dev.quickstudy.data.pictures;

import com.twelvemonkeys.imageio.metadata.Entry;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEG;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegment;
import com.twelvemonkeys.imageio.metadata.jpeg.JPEGSegmentUtil;
import com.twelvemonkeys.imageio.metadata.tiff.TIFF;
import com.twelvemonkeys.imageio.metadata.tiff.TIFFReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * How a camera was held: a picture's stored rows and columns, and where they are seen (EXIF 2.32,
 * tag Orientation).
 */
enum Orientation {
  UPRIGHT(false, false, false),
  MIRRORED(false, true, false),
  TURNED_180(false, true, true),
  FLIPPED(false, false, true),
  TRANSPOSED(true, false, false),
  TURNED_90(true, false, true),
  TRANSVERSED(true, true, true),
  TURNED_270(true, true, false);

  private static final int EXIF_PAD = 1;

  /** Stored rows are seen as columns. */
  private final boolean swapped;

  /** Stored columns run the other way. */
  private final boolean columnsBackwards;

  /** Stored rows run the other way. */
  private final boolean rowsBackwards;

  Orientation(boolean swapped, boolean columnsBackwards, boolean rowsBackwards) {
    this.swapped = swapped;
    this.columnsBackwards = columnsBackwards;
    this.rowsBackwards = rowsBackwards;
  }

  /** A stored picture as it is to be seen. */
  GreyPicture of(GreyPicture stored) {
    if (this == UPRIGHT) {
      return stored;
    }
    int width = swapped ? stored.height() : stored.width();
    int height = swapped ? stored.width() : stored.height();
    float[] seen = new float[stored.values().length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int column = swapped ? y : x;
        int row = swapped ? x : y;
        column = columnsBackwards ? stored.width() - 1 - column : column;
        row = rowsBackwards ? stored.height() - 1 - row : row;
        seen[y * width + x] = stored.values()[row * stored.width() + column];
      }
    }
    return new GreyPicture(width, height, seen);
  }

  /** What a JPEG file says of itself; upright where it says nothing that can be read. */
  static Orientation ofJpeg(byte[] file) {
    try (ImageInputStream in = stream(file)) {
      List<JPEGSegment> segments = JPEGSegmentUtil.readSegments(in, JPEG.APP1, "Exif");
      if (segments.isEmpty()) {
        return UPRIGHT;
      }
      byte[] data = segments.get(0).data().readAllBytes();
      return ofExif(Arrays.copyOfRange(data, EXIF_PAD, data.length));
    } catch (IOException | RuntimeException e) { // the pixels are read nevertheless
      return UPRIGHT;
    }
  }

  /** What EXIF data say, beginning with the TIFF header. */
  static Orientation ofExif(byte[] tiff) {
    try (ImageInputStream in = stream(tiff)) {
      Entry entry = new TIFFReader().read(in).getEntryById(TIFF.TAG_ORIENTATION);
      boolean known =
          entry != null
              && entry.getValue() instanceof Number number
              && number.intValue() >= 1
              && number.intValue() <= values().length;
      return known ? values()[((Number) entry.getValue()).intValue() - 1] : UPRIGHT;
    } catch (IOException | RuntimeException e) {
      return UPRIGHT;
    }
  }

  private static ImageInputStream stream(byte[] bytes) {
    return new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes)) {
      /** Known, so that no reader believes a longer length that the file states. */
      @Override
      public long length() {
        return bytes.length;
      }
    };
  }
}
