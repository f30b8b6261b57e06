package dev.quickstudy.data.pictures;

import dev.quickstudy.data.files.PictureFormat;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** A PNG, JPEG, GIF or BMP file, decoded; of an animation the first picture. */
final class PictureFile {
  /** Pictures of more pixels are refused before they are decoded: they would fill the memory. */
  static final long MOST_PIXELS = 40_000_000;

  private static final int OPAQUE = 0xff;

  private final BufferedImage image;
  private final Orientation orientation;
  private final boolean animated;

  private PictureFile(BufferedImage image, Orientation orientation, boolean animated) {
    this.image = image;
    this.orientation = orientation;
    this.animated = animated;
  }

  /** A picture that is decoded already, upright. */
  static PictureFile of(BufferedImage image) {
    return new PictureFile(image, Orientation.UPRIGHT, false);
  }

  /** Reads something of a picture with the decoder of its format. */
  private interface Use<T> {
    T of(ImageReader reader, PictureLayout layout) throws IOException;
  }

  /**
   * The number of pixels by a file's header, which decoding takes memory for.
   *
   * @throws IOException if there are too many, or the file is no picture
   */
  static int pixels(byte[] file) throws IOException {
    return read(file, (reader, layout) -> pixels(reader));
  }

  /**
   * Decodes a file.
   *
   * @throws IOException if it is no picture, has too many pixels, is damaged or cut short
   */
  static PictureFile decode(byte[] file) throws IOException {
    return read(
        file,
        (reader, layout) -> {
          pixels(reader);
          List<String> warned = new ArrayList<>(1);
          reader.addIIOReadWarningListener(
              (from, warning) -> {
                if (losesPixels(warning)) {
                  warned.add(warning);
                }
              });
          BufferedImage image = new DecodingTime(reader).read();
          if (!warned.isEmpty()) {
            throw new IOException("the picture is cut short or damaged (" + warned.get(0) + ")");
          }
          requirePalette(image);
          boolean animated =
              layout.format() == PictureFormat.GIF
                  ? reader.getNumImages(true) > 1
                  : layout.animated();
          return new PictureFile(image, layout.orientation(), animated);
        });
  }

  /**
   * Whether a decoder of JPEG has filled in pixels that it could not read. Bytes too many between
   * two parts, which some cameras write, lose none.
   */
  private static boolean losesPixels(String warning) {
    String words = warning.toLowerCase(Locale.ROOT);
    return words.contains("premature end")
        || words.contains("truncated")
        || words.contains("missing eoi")
        || words.contains("out-of-sequence")
        || (words.contains("corrupt") && !words.contains("extraneous"));
  }

  private static void requirePalette(BufferedImage image) throws IOException {
    if (image.getColorModel() instanceof IndexColorModel palette) {
      Raster raster = image.getRaster();
      int[] pixels =
          raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), 0, (int[]) null);
      for (int pixel : pixels) {
        if (pixel >= palette.getMapSize()) {
          throw new IOException("damaged picture (a colour that its palette has not)");
        }
      }
    }
  }

  private static int pixels(ImageReader reader) throws IOException {
    long width = reader.getWidth(0);
    long height = reader.getHeight(0);
    if (width < 1 || height < 1) {
      throw new IOException("damaged picture (%d×%d pixels)".formatted(width, height));
    }
    if (width * height > MOST_PIXELS) {
      throw new TooManyPixelsException(width, height);
    }
    return (int) (width * height);
  }

  private static <T> T read(byte[] file, Use<T> use) throws IOException {
    PictureLayout layout = PictureLayout.of(file);
    try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      ImageReader reader = reader(input, layout.format());
      try {
        reader.setInput(input, false, true);
        return use.of(reader, layout);
      } finally {
        reader.dispose();
      }
    } catch (RuntimeException e) {
      throw new IOException("damaged picture (" + e + ")", e); // how decoders meet nonsense
    } catch (OutOfMemoryError e) { // of this picture alone: the others still fit
      throw new IOException("not enough memory to decode it", e);
    }
  }

  private static ImageReader reader(ImageInputStream input, PictureFormat format)
      throws IOException {
    for (Iterator<ImageReader> all = ImageIO.getImageReaders(input); all.hasNext(); ) {
      ImageReader reader = all.next();
      if (format.name().equalsIgnoreCase(reader.getFormatName())) {
        return reader;
      }
    }
    throw new IOException("damaged picture (no reader of " + format + " knows it)");
  }

  /** Whether more pictures follow, which are not read. */
  boolean animated() {
    return animated;
  }

  /** Whether it is stored in another way than it is to be seen. */
  boolean turned() {
    return orientation != Orientation.UPRIGHT;
  }

  /** Whether it is stored without colours. */
  boolean isGrey() {
    return !(image.getColorModel() instanceof IndexColorModel)
        && image.getColorModel().getColorSpace().getNumComponents() == 1;
  }

  int width() {
    return image.getWidth();
  }

  int height() {
    return image.getHeight();
  }

  /** Brightness by the weights of ITU-R BT.601, upright, transparent parts on white. */
  GreyPicture grey() {
    return picture(
        c -> (0.299f * (c >> 16 & 255) + 0.587f * (c >> 8 & 255) + 0.114f * (c & 255)) / 255);
  }

  /**
   * One colour's part, upright, transparent parts on white.
   *
   * @param channel 0 is red, 1 green, 2 blue
   */
  GreyPicture channel(int channel) {
    return picture(c -> ((c >> (16 - 8 * channel)) & 255) / 255f);
  }

  private GreyPicture picture(IntToDoubleFunction ofColour) {
    float[] values;
    if (image.getColorModel() instanceof IndexColorModel palette) {
      values = looked(image.getRaster(), palette, ofColour);
    } else if (isGrey()) {
      values = samples(image.getRaster());
    } else {
      values = colours(ofColour);
    }
    return orientation.of(new GreyPicture(image.getWidth(), image.getHeight(), values));
  }

  private static float[] looked(
      Raster raster, IndexColorModel palette, IntToDoubleFunction ofColour) {
    int[] colours = new int[palette.getMapSize()];
    palette.getRGBs(colours);
    float[] shades = new float[colours.length];
    for (int i = 0; i < shades.length; i++) {
      shades[i] = overWhite(colours[i], ofColour);
    }
    int[] pixels = raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), 0, (int[]) null);
    float[] values = new float[pixels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = shades[pixels[i]];
    }
    return values;
  }

  /**
   * Stored grey values as they are: asking for RGB would bend them by Java's grey colour profile.
   */
  private static float[] samples(Raster raster) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int[] samples = raster.getSamples(0, 0, width, height, 0, (int[]) null);
    float most = (1 << raster.getSampleModel().getSampleSize(0)) - 1;
    float[] values = new float[samples.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = samples[i] / most;
    }
    if (raster.getNumBands() > 1) {
      int[] alphas = raster.getSamples(0, 0, width, height, 1, (int[]) null);
      for (int i = 0; i < values.length; i++) {
        float alpha = alphas[i] / most;
        values[i] = values[i] * alpha + (1 - alpha);
      }
    }
    return values;
  }

  private float[] colours(IntToDoubleFunction ofColour) {
    float[] values = new float[image.getWidth() * image.getHeight()];
    int[] row = new int[image.getWidth()];
    byte[] bytes = new byte[3 * row.length];
    for (int y = 0; y < image.getHeight(); y++) {
      colours(y, row, bytes);
      for (int x = 0; x < row.length; x++) {
        values[y * row.length + x] = overWhite(row[x], ofColour);
      }
    }
    return values;
  }

  /** A row's colours; those of the commonest storage without asking for each pixel. */
  private void colours(int y, int[] row, byte[] bytes) {
    if (image.getType() != BufferedImage.TYPE_3BYTE_BGR) {
      image.getRGB(0, y, row.length, 1, row, 0, row.length);
      return;
    }
    image.getRaster().getDataElements(0, y, row.length, 1, bytes);
    for (int x = 0; x < row.length; x++) {
      int red = bytes[3 * x] & 255;
      int green = bytes[3 * x + 1] & 255;
      int blue = bytes[3 * x + 2] & 255;
      row[x] = OPAQUE << 24 | red << 16 | green << 8 | blue;
    }
  }

  private static float overWhite(int colour, IntToDoubleFunction ofColour) {
    float value = (float) ofColour.applyAsDouble(colour);
    int alpha = colour >>> 24;
    return alpha == OPAQUE ? value : value * (alpha / 255f) + (1 - alpha / 255f);
  }
}
