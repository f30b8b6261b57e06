package dev.quickstudy.head;

import dev.quickstudy.tensor.Tensor;

/** Distances and likenesses between queries and class representatives. */
public final class Distances {
  private Distances() {}

  /** {@code [T, Q, D]} and {@code [T, K, D]} to −‖q − k‖², {@code [T, Q, K]}. */
  public static Tensor negativeSquared(Tensor queries, Tensor others) {
    return queries.unsqueeze(2).minus(others.unsqueeze(1)).square().sum(false, -1).negate();
  }

  /** {@code [T, Q, D]} and {@code [T, K, D]} to cosines, {@code [T, Q, K]}. */
  public static Tensor cosine(Tensor queries, Tensor others) {
    return normalised(queries).matmul(normalised(others).transpose(1, 2));
  }

  /**
   * Scaled to length 1 along the last dimension; a vector of zeros stays what it is. The derivative
   * there, a cube of 10¹², is finite in float32.
   */
  public static Tensor normalised(Tensor vectors) {
    return vectors.times(vectors.square().sum(true, -1).plus(1e-24).rsqrt());
  }
}
