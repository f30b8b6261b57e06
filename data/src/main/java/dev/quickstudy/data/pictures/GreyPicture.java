package dev.quickstudy.data.pictures;

import java.io.IOException;
import java.util.Arrays;

/** A grey picture. */
public final class GreyPicture {
  private final int width;
  private final int height;
  private final float[] values;

  /**
   * A picture of given pixels.
   *
   * @param width in pixels, at least 1
   * @param height in pixels, at least 1
   * @param values brightness, row by row: 0 is black, 1 is white; kept, not copied
   */
  public GreyPicture(int width, int height, float[] values) {
    this.width = width;
    this.height = height;
    this.values = values;
  }

  /**
   * The brightness of a PNG, JPEG, GIF or BMP file, upright, by the weights of ITU-R BT.601;
   * transparent parts are on white.
   *
   * @throws IOException if it is no picture, has too many pixels, is damaged or cut short
   */
  public static GreyPicture decode(byte[] file) throws IOException {
    return PictureFile.decode(file).grey();
  }

  /** In pixels. */
  public int width() {
    return width;
  }

  /** In pixels. */
  public int height() {
    return height;
  }

  /** Brightness, row by row: 0 is black, 1 is white; not a copy. */
  public float[] values() {
    return values;
  }

  /** The negative. */
  public GreyPicture inverted() {
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
   * The picture as large as fits into another size without being stretched, in the middle of a
   * paper.
   *
   * @param paper brightness around it
   */
  GreyPicture fitted(int newWidth, int newHeight, float paper) {
    double scale = Math.min((double) newWidth / width, (double) newHeight / height);
    int inWidth = Math.max(1, (int) Math.round(width * scale));
    int inHeight = Math.max(1, (int) Math.round(height * scale));
    GreyPicture inner = resized(inWidth, inHeight);
    float[] result = new float[newWidth * newHeight];
    Arrays.fill(result, paper);
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
  public GreyPicture resized(int newWidth, int newHeight) {
    return resampled(newWidth, newHeight, GreyPicture::average);
  }

  /**
   * The middle of the picture as large as covers another size without being stretched, by linear
   * interpolation; where it gets smaller, over twice the size of a new pixel.
   */
  GreyPicture cropped(int newWidth, int newHeight) {
    double scale = Math.max((double) newWidth / width, (double) newHeight / height);
    return resampled(
        newWidth,
        newHeight,
        (length, newLength, part) -> interpolate(length, newLength, scale, part));
  }

  /** How the rows or columns of one length become those of another. */
  private interface Resampling {
    void of(int length, int newLength, Part part);
  }

  /** Rows first, then columns. */
  private GreyPicture resampled(int newWidth, int newHeight, Resampling resampling) {
    float[] low = new float[newHeight * width];
    resampling.of(
        height,
        newHeight,
        (old, row, share) -> {
          for (int x = 0; x < width; x++) {
            low[row * width + x] += share * values[old * width + x];
          }
        });
    float[] whole = new float[newHeight * newWidth];
    resampling.of(
        width,
        newWidth,
        (old, column, share) -> {
          for (int y = 0; y < newHeight; y++) {
            whole[y * newWidth + column] += share * low[y * width + old];
          }
        });
    return new GreyPicture(newWidth, newHeight, whole);
  }

  /** Old pixels count by a triangle around the middle of a new one. */
  private static void interpolate(int length, int newLength, double scale, Part part) {
    double first = (length - newLength / scale) / 2;
    double reach = Math.max(1, 1 / scale);
    for (int to = 0; to < newLength; to++) {
      double middle = first + (to + 0.5) / scale - 0.5;
      int low = Math.max(0, (int) Math.ceil(middle - reach));
      int high = Math.min(length - 1, (int) Math.floor(middle + reach));
      double sum = 0;
      for (int old = low; old <= high; old++) {
        sum += reach - Math.abs(old - middle);
      }
      for (int old = low; old <= high; old++) {
        part.add(old, to, (float) ((reach - Math.abs(old - middle)) / sum));
      }
    }
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
