package dev.quickstudy.nn.layers;

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
public record Convolution(Tensor filters, Optional<Tensor> bias, int stride, int padding) {
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

  /** What each position sees, {@code [N, positions, in·kernel·kernel]}. */
  Tensor seen(Tensor x) {
    return Kernels.patches(x, (int) filters.size(2), stride, padding).transpose(1, 2);
  }

  /** The maps of {@code x} from what their positions {@linkplain #seen see}. */
  Tensor of(Tensor x, Tensor seen) {
    Tensor maps = seen.matmul(filters.reshape(filters.size(0), -1).transpose(0, 1));
    return bias.map(maps::plus)
        .orElse(maps)
        .reshape(x.size(0), along(x.size(2)), along(x.size(3)), filters.size(0))
        .permute(0, 3, 1, 2);
  }

  /**
   * Mean and variance of the maps without making them: w·m and wᵀ·C·w, where m and C are mean and
   * covariance of what a position {@linkplain #seen sees}.
   */
  Moments moments(Tensor seen) {
    Tensor rows = seen.reshape(-1, seen.size(2));
    Tensor mean = rows.mean(false, 0);
    Tensor apart = rows.minus(mean);
    Tensor covariance = apart.transpose(0, 1).matmul(apart).times(1.0 / rows.size(0));
    Tensor flat = filters.reshape(filters.size(0), -1);
    Tensor variance = flat.matmul(covariance).times(flat).sum(false, 1);
    Tensor middle = flat.matmul(mean.unsqueeze(-1)).reshape(-1);
    return new Moments(bias.map(middle::plus).orElse(middle), variance);
  }
}
