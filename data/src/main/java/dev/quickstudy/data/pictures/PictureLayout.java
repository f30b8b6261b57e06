package dev.quickstudy.data.pictures;

import dev.quickstudy.data.files.PictureFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * What a file of a picture must be before a decoder sees it. Decoders believe lengths that files
 * state, and ask for as much memory; they also take a part for the whole.
 *
 * @param format that its first bytes tell
 * @param animated whether a PNG says that more pictures follow
 * @param orientation how the picture is held
 */
record PictureLayout(PictureFormat format, boolean animated, Orientation orientation) {
  private static final int PNG_SIGNATURE = 8;
  private static final int BMP_HEADER = 26;

  /** Programs write about ten. */
  private static final int MOST_SCANS = 200;

  /**
   * Looks a file through.
   *
   * @throws IOException if it is no picture of these formats, or is damaged
   */
  static PictureLayout of(byte[] file) throws IOException {
    PictureFormat format = PictureFormat.of(file).orElseThrow(() -> noPicture(file));
    return switch (format) {
      case PNG -> png(file);
      case JPEG -> {
        requireFewScans(file);
        yield new PictureLayout(format, false, Orientation.ofJpeg(file));
      }
      case GIF -> new PictureLayout(format, false, Orientation.UPRIGHT);
      case BMP -> {
        requireBmp(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN));
        yield new PictureLayout(format, false, Orientation.UPRIGHT);
      }
    };
  }

  private static IOException noPicture(byte[] file) {
    return new IOException(
        "not a PNG, JPEG, GIF or BMP picture"
            + UnreadFormat.of(file).map(name -> ", but %s: convert it".formatted(name)).orElse(""));
  }

  /** Each scan of a progressive JPEG goes over the whole picture again. */
  private static void requireFewScans(byte[] file) throws IOException {
    int scans = 0;
    for (int i = 2; i + 1 < file.length; i++) {
      scans += file[i] == (byte) 0xff && file[i + 1] == (byte) 0xda ? 1 : 0;
    }
    if (scans > MOST_SCANS) {
      throw new IOException(
          "it goes over its pixels %d times; at most %d are decoded".formatted(scans, MOST_SCANS));
    }
  }

  /** PNG, third edition, §5: chunks with lengths and checksums, from IHDR to IEND. */
  private static PictureLayout png(byte[] file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(file);
    in.position(PNG_SIGNATURE);
    boolean animated = false;
    Orientation orientation = Orientation.UPRIGHT;
    while (in.remaining() >= 12) {
      int length = in.getInt();
      if (length < 0 || length > in.remaining() - 8) {
        break;
      }
      String type = new String(file, in.position(), Integer.BYTES, StandardCharsets.ISO_8859_1);
      CRC32 sum = new CRC32();
      sum.update(file, in.position(), Integer.BYTES + length);
      int data = in.position() + Integer.BYTES;
      in.position(data + length);
      // An upper-case letter in front: no decoder can do without this chunk.
      if (in.getInt() != (int) sum.getValue() && Character.isUpperCase(type.charAt(0))) {
        throw new IOException("damaged picture (the checksum of " + type + " does not fit)");
      }
      switch (type) {
        case "acTL" -> animated = true;
        case "eXIf" ->
            orientation = Orientation.ofExif(Arrays.copyOfRange(file, data, data + length));
        case "IEND" -> {
          return new PictureLayout(PictureFormat.PNG, animated, orientation);
        }
        default -> {}
      }
    }
    throw new IOException("the picture is cut short");
  }

  /** The lengths that the decoder takes for the palette and for compressed rows. */
  private static void requireBmp(ByteBuffer in) throws IOException {
    if (in.capacity() < BMP_HEADER) {
      throw new IOException("the picture is cut short");
    }
    long pixelsFrom = in.getInt(10) & 0xffffffffL;
    long infoHeader = in.getInt(14) & 0xffffffffL;
    if (pixelsFrom > in.capacity() || infoHeader > in.capacity()) {
      throw new IOException("damaged picture (its header points behind its end)");
    }
    if (infoHeader >= 40 && in.capacity() >= 14 + 40) {
      long stated = in.getInt(34) & 0xffffffffL;
      if (stated > in.capacity() || (in.getInt(46) & 0xffffffffL) > 256) {
        throw new IOException("damaged picture (its header states more than there is)");
      }
    }
  }
}
