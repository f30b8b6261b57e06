package dev.quickstudy.nn;

import dev.quickstudy.tensor.Kernels;
import dev.quickstudy.tensor.Tensor;
import java.util.Optional;

/**
 * A convolution that waits for its input.
 *
 * @param filters {@code [out, in, kernel, kernel]}
 * @param bias {@code [out]}
 * @param padding zeros added on each side
 */
record Convolution(Tensor filters, Optional<Tensor> bias, int stride, int padding) {
  /** Maps of {@code x [N, in, H, W]}. */
  Tensor of(Tensor x) {
    return bias.map(b -> Kernels.conv2d(x, filters, b, stride, padding))
        .orElseGet(() -> Kernels.conv2d(x, filters, stride, padding));
  }

  Convolution withoutBias() {
    return new Convolution(filters, Optional.empty(), stride, padding);
  }

  /**
   * What comes out is multiplied by {@code factor}, then {@code offset} is added, {@code [out]}.
   */
  Convolution scaled(Tensor factor, Tensor offset) {
    return new Convolution(
        filters.times(factor.reshape(-1, 1, 1, 1)),
        Optional.of(bias.map(b -> b.times(factor).plus(offset)).orElse(offset)),
        stride,
        padding);
  }

  /** Whether a position sees fewer numbers than come out of it, as in a network's first layer. */
  boolean seesLittle() {
    return filters.size(1) * filters.size(2) * filters.size(3) < filters.size(0);
  }

  /** How many positions all maps of a channel have together. */
  long positions(Tensor x) {
    return x.size(0) * along(x.size(2)) * along(x.size(3));
  }

  private long along(long side) {
    return (side + 2L * padding - filters.size(2)) / stride + 1;
  }

  /**
   * Mean and variance of the maps without making them: w·m and wᵀ·C·w, where m and C are mean and
   * covariance of what a position sees.
   */
  Moments moments(Tensor x) {
    Tensor seen = Kernels.patches(x, (int) filters.size(2), stride, padding);
    Tensor mean = seen.mean(false, 0, 2);
    Tensor apart = seen.minus(mean.unsqueeze(-1));
    Tensor covariance = apart.matmul(apart.transpose(1, 2)).sum(false, 0).times(1.0 / positions(x));
    Tensor rows = filters.reshape(filters.size(0), -1);
    Tensor variance = rows.matmul(covariance).times(rows).sum(false, 1);
    Tensor middle = rows.matmul(mean.unsqueeze(-1)).reshape(-1);
    return new Moments(bias.map(middle::plus).orElse(middle), variance);
  }
}
