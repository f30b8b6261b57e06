package dev.quickstudy.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** A grey picture. */
final class GreyPicture {
  /** Pictures of more pixels are refused before they are decoded: they would fill the memory. */
  static final long MOST_PIXELS = 40_000_000;

  private static final Set<String> FORMATS = Set.of("png", "jpeg", "gif", "bmp");

  final int width;
  final int height;

  /** Brightness, row by row: 0 is black, 1 is white. */
  final float[] values;

  GreyPicture(int width, int height, float[] values) {
    this.width = width;
    this.height = height;
    this.values = values;
  }

  /** Decodes a whole file in memory; see {@link #decode(ImageInputStream)}. */
  static GreyPicture decode(byte[] file) throws IOException {
    try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      return decode(input);
    }
  }

  /** Decodes a PNG, JPEG, GIF or BMP file; of an animation the first picture. */
  static GreyPicture decode(ImageInputStream input) throws IOException {
    return of(image(input, MOST_PIXELS));
  }

  /**
   * The first picture of a PNG, JPEG, GIF or BMP file as it is.
   *
   * @param mostPixels larger ones are refused before they are decoded
   */
  static BufferedImage image(ImageInputStream input, long mostPixels) throws IOException {
    ImageReader reader = reader(input);
    try {
      reader.setInput(input, true, true);
      long width = reader.getWidth(0);
      long height = reader.getHeight(0);
      if (width * height > mostPixels) {
        throw new IOException(
            "%d×%d pixels are more than the %d that are read".formatted(width, height, mostPixels));
      }
      return reader.read(0);
    } catch (IndexOutOfBoundsException | IllegalArgumentException | NegativeArraySizeException e) {
      throw new IOException("damaged picture (" + e + ")", e); // how decoders meet nonsense
    } finally {
      reader.dispose();
    }
  }

  private static ImageReader reader(ImageInputStream input) throws IOException {
    for (Iterator<ImageReader> all = ImageIO.getImageReaders(input); all.hasNext(); ) {
      ImageReader reader = all.next();
      if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
        return reader;
      }
    }
    throw new IOException("not a PNG, JPEG, GIF or BMP picture");
  }

  private static GreyPicture of(BufferedImage image) {
    float[] values;
    if (image.getColorModel() instanceof IndexColorModel palette) {
      values = looked(image.getRaster(), palette);
    } else if (image.getColorModel().getColorSpace().getNumComponents() == 1) {
      values = samples(image.getRaster());
    } else {
      values =
          brightness(
              image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()));
    }
    return new GreyPicture(image.getWidth(), image.getHeight(), values);
  }

  private static float[] looked(Raster raster, IndexColorModel palette) {
    int[] colours = new int[palette.getMapSize()];
    palette.getRGBs(colours);
    float[] brightness = brightness(colours);
    float[] values = new float[raster.getWidth() * raster.getHeight()];
    // PNG, GIF and BMP palettes have at most 256 colours, so a pixel is a byte.
    byte[] pixels =
        (byte[]) raster.getDataElements(0, 0, raster.getWidth(), raster.getHeight(), null);
    for (int i = 0; i < values.length; i++) {
      values[i] = brightness[pixels[i] & 255];
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
        values[i] = overWhite(values[i], alphas[i] / most);
      }
    }
    return values;
  }

  /**
   * Brightness of colours (8 bits each of alpha, red, green, blue) by the weights of ITU-R BT.601.
   */
  private static float[] brightness(int[] colours) {
    float[] values = new float[colours.length];
    for (int i = 0; i < values.length; i++) {
      int c = colours[i];
      float luma = 0.299f * (c >> 16 & 255) + 0.587f * (c >> 8 & 255) + 0.114f * (c & 255);
      values[i] = overWhite(luma / 255, (c >>> 24) / 255f);
    }
    return values;
  }

  private static float overWhite(float value, float alpha) {
    return value * alpha + (1 - alpha);
  }

  /** The negative. */
  GreyPicture inverted() {
    float[] result = new float[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = 1 - values[i];
    }
    return new GreyPicture(width, height, result);
  }

  /** The median of the outermost pixels. */
  float borderMedian() {
    float[] border = new float[2 * (width + height)];
    int n = 0;
    for (int x = 0; x < width; x++) {
      border[n++] = values[x];
      border[n++] = values[(height - 1) * width + x];
    }
    for (int y = 0; y < height; y++) {
      border[n++] = values[y * width];
      border[n++] = values[y * width + width - 1];
    }
    Arrays.sort(border);
    return border[n / 2];
  }

  /**
   * The picture as large as fits into another size without being stretched, in the middle of black.
   */
  GreyPicture fitted(int newWidth, int newHeight) {
    double scale = Math.min((double) newWidth / width, (double) newHeight / height);
    int inWidth = Math.max(1, (int) Math.round(width * scale));
    int inHeight = Math.max(1, (int) Math.round(height * scale));
    GreyPicture inner = resized(inWidth, inHeight);
    float[] result = new float[newWidth * newHeight];
    int left = (newWidth - inWidth) / 2;
    int top = (newHeight - inHeight) / 2;
    for (int y = 0; y < inHeight; y++) {
      System.arraycopy(inner.values, y * inWidth, result, (top + y) * newWidth + left, inWidth);
    }
    return new GreyPicture(newWidth, newHeight, result);
  }

  /**
   * The picture at another size, each new pixel the mean of the area that it covers, with parts of
   * old pixels counted by their area.
   */
  GreyPicture resized(int newWidth, int newHeight) {
    float[] low = new float[newHeight * width];
    average(
        height,
        newHeight,
        (old, row, share) -> {
          for (int x = 0; x < width; x++) {
            low[row * width + x] += share * values[old * width + x];
          }
        });
    float[] small = new float[newHeight * newWidth];
    average(
        width,
        newWidth,
        (old, column, share) -> {
          for (int y = 0; y < newHeight; y++) {
            small[y * newWidth + column] += share * low[y * width + old];
          }
        });
    return new GreyPicture(newWidth, newHeight, small);
  }

  /** Takes part of an old row or column into a new one. */
  private interface Part {
    void add(int old, int to, float share);
  }

  private static void average(int length, int newLength, Part part) {
    double scale = (double) length / newLength;
    for (int to = 0; to < newLength; to++) {
      double start = to * scale;
      double end = Math.min(length, (to + 1) * scale);
      for (int old = (int) start; old < end; old++) {
        double share = (Math.min(end, old + 1) - Math.max(start, old)) / scale;
        part.add(old, to, (float) share);
      }
    }
  }
}
