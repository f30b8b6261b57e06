package dev.quickstudy.nn.layers;

import dev.quickstudy.tensor.Tensor;

/** Mean and biased variance of each channel of one task's maps, {@code [channels]}. */
public record Moments(Tensor mean, Tensor variance) {
  /** From each example's own, {@code [N, channels, 1, 1]}. */
  static Moments ofExamples(Tensor means, Tensor variances) {
    Tensor mean = means.mean(false, 0, 2, 3);
    Tensor apart = means.minus(perChannel(mean)).square();
    return new Moments(mean, variances.plus(apart).mean(false, 0, 2, 3));
  }

  /** Laid out to be broadcast over maps. */
  static Tensor perChannel(Tensor values) {
    return values.reshape(1, -1, 1, 1);
  }
}
