package dev.quickstudy.tensor;

import java.util.Arrays;
import java.util.Locale;

/** Words and sizes for shapes. */
public final class Shape {
  private Shape() {}

  /** A tensor's type and shape for messages: {@code float32[5, 1, 28, 28]}. */
  public static String of(Tensor tensor) {
    return of(tensor.type(), tensor.shape());
  }

  /** The same for a tensor that need not be there. */
  public static String of(DType type, long... shape) {
    return type.name().toLowerCase(Locale.ROOT) + Arrays.toString(shape);
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
