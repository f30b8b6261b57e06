package dev.quickstudy.encoders.onnx;

import dev.quickstudy.data.DataException;

/** The numbers of an embedding as an encoder of a user's file gives them. */
public final class EmbeddingNumbers {
  private EmbeddingNumbers() {}

  /**
   * Finite numbers, brought to length 1 in place if that is wanted; zeros stay.
   *
   * @param who what gave them, and what may be wrong, for the message
   * @throws DataException if one is not finite
   */
  public static float[] checked(float[] values, boolean unitLength, String who) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    if (!Double.isFinite(squares)) {
      throw new DataException(who);
    }
    if (unitLength && squares > 0) {
      double length = Math.sqrt(squares);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (values[i] / length);
      }
    }
    return values;
  }
}
