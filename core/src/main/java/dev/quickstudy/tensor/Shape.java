package dev.quickstudy.tensor;

import java.util.Arrays;

/** Words and sizes for shapes. */
public final class Shape {
  private Shape() {}

  /** A tensor's type and shape for messages: {@code float32[5, 1, 28, 28]}. */
  public static String of(Tensor tensor) {
    return tensor.type().name().toLowerCase(java.util.Locale.ROOT)
        + Arrays.toString(tensor.shape());
  }

  /**
   * Number of elements of a shape.
   *
   * @throws UsageException if a size is negative or the product exceeds a Java array
   */
  public static int elements(long... shape) {
    long count = 1;
    for (long size : shape) {
      if (size < 0) {
        throw new UsageException("shape " + Arrays.toString(shape) + " has a negative size");
      }
      try {
        count = Math.multiplyExact(count, size);
      } catch (ArithmeticException e) {
        count = Long.MAX_VALUE;
        break;
      }
    }
    if (count > Integer.MAX_VALUE - 8) {
      throw new UsageException(
          "shape " + Arrays.toString(shape) + " has more elements than a Java array can hold");
    }
    return (int) count;
  }
}
