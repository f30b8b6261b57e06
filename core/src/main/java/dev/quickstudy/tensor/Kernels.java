package dev.quickstudy.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * The heavy operations of networks, done by the engine in one call each. Inputs in bfloat16 are
 * multiplied by weights in float32 too, which are cast; results are bfloat16 then.
 */
public final class Kernels {
  private Kernels() {}

  /**
   * Two-dimensional convolution (cross-correlation).
   *
   * @param x {@code [N, in, H, W]}
   * @param weight {@code [out, in, kernel, kernel]}
   * @param bias {@code [out]}
   * @param padding zeros added on each side
   * @return {@code [N, out, (H + 2·padding − kernel) / stride + 1, …]}
   */
  public static Tensor conv2d(Tensor x, Tensor weight, Tensor bias, int stride, int padding) {
    List<Tensor> operands = List.of(x, cast(weight, x), cast(bias, x));
    return Tensor.result(
        "conv2d",
        operands,
        all -> {
          try (TensorOptional optionalBias = new TensorOptional(all[2])) {
            return conv2d(all, optionalBias, stride, padding);
          }
        });
  }

  /** The same without a bias. */
  public static Tensor conv2d(Tensor x, Tensor weight, int stride, int padding) {
    return Tensor.result(
        "conv2d",
        List.of(x, cast(weight, x)),
        all -> {
          try (TensorOptional none = new TensorOptional()) {
            return conv2d(all, none, stride, padding);
          }
        });
  }

  /** Weights for an input: only what is to be in low precision is cast without being asked for. */
  private static Tensor cast(Tensor weight, Tensor x) {
    return x.type() == DType.BFLOAT16 ? weight.to(DType.BFLOAT16) : weight;
  }

  private static org.bytedeco.pytorch.Tensor conv2d(
      org.bytedeco.pytorch.Tensor[] all, TensorOptional bias, int stride, int padding) {
    return torch.conv2d(
        all[0],
        all[1],
        bias,
        new long[] {stride, stride},
        new long[] {padding, padding},
        new long[] {1, 1},
        1);
  }

  /**
   * What each position of a convolution sees.
   *
   * @param x {@code [N, in, H, W]}
   * @param kernel side of the square that is seen
   * @param padding zeros added on each side
   * @return {@code [N, in·kernel·kernel, positions]}, in the order of a filter's numbers
   */
  public static Tensor patches(Tensor x, int kernel, int stride, int padding) {
    return Tensor.result(
        "patches",
        List.of(x),
        all ->
            torch.im2col(
                all[0],
                new long[] {kernel, kernel},
                new long[] {1, 1},
                new long[] {padding, padding},
                new long[] {stride, stride}));
  }

  /**
   * Greatest element of each {@code window × window} square; squares do not overlap, a rest at the
   * edge is left out.
   *
   * @param x {@code [N, channels, H, W]}
   */
  public static Tensor maxPool2d(Tensor x, int window) {
    return maxPool2d(x, window, window);
  }

  /**
   * The greatest of each window of {@code window}², {@code stride} apart; a rest at the edge is
   * left out.
   *
   * @param x {@code [N, channels, H, W]}
   */
  public static Tensor maxPool2d(Tensor x, int window, int stride) {
    return Tensor.result(
        "maxPool2d",
        List.of(x),
        all ->
            torch.max_pool2d(
                all[0],
                new long[] {window, window},
                new long[] {stride, stride},
                new long[] {0, 0},
                new long[] {1, 1},
                false));
  }

  /**
   * Affine map of the last dimension.
   *
   * @param x {@code [N, in]}
   * @param weight {@code [out, in]}
   * @param bias {@code [out]}
   * @return {@code [N, out]}
   */
  public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
    return Tensor.result(
        "linear",
        List.of(x, cast(weight, x), cast(bias, x)),
        all -> {
          try (TensorOptional optionalBias = new TensorOptional(all[2])) {
            return torch.linear(all[0], all[1], optionalBias);
          }
        });
  }

  /**
   * One affine map a task.
   *
   * @param x {@code [T, N, in]}
   * @param weight {@code [T, out, in]}
   * @param bias {@code [T, out]}
   * @return {@code [T, N, out]}
   */
  public static Tensor linearPerTask(Tensor x, Tensor weight, Tensor bias) {
    return Tensor.result(
        "linearPerTask",
        List.of(x, cast(weight, x), cast(bias, x)),
        all -> {
          try (org.bytedeco.pytorch.Tensor transposed = all[1].transpose(1, 2);
              org.bytedeco.pytorch.Tensor row = all[2].unsqueeze(1)) {
            return torch.baddbmm(row, all[0], transposed);
          }
        });
  }

  /**
   * Batch normalisation by the statistics of the batch at hand (Ioffe and Szegedy 2015): per
   * channel, biased variance. Differentiable twice, not three times.
   *
   * @param x {@code [N, channels, …]}; where channels come last in memory, sums of many float32
   *     numbers are inexact
   * @param weight scale {@code [channels]}
   * @param bias shift {@code [channels]}
   */
  public static Tensor batchNorm(Tensor x, Tensor weight, Tensor bias, double epsilon) {
    return Tensor.result(
        "batchNorm",
        List.of(x, weight, bias),
        all -> {
          // The engine does not check, but reads and writes past the end of short vectors.
          for (Tensor vector : List.of(weight, bias)) {
            if (x.rank() < 2 || vector.rank() != 1 || vector.size(0) != x.size(1)) {
              throw new UsageException("scale and shift need one element for each channel");
            }
          }
          try (TensorOptional w = new TensorOptional(all[1]);
              TensorOptional b = new TensorOptional(all[2]);
              TensorOptional none = new TensorOptional();
              T_TensorTensorTensor_T three =
                  torch.native_batch_norm(all[0], w, b, none, none, true, 0, epsilon)) {
            return new org.bytedeco.pytorch.Tensor(three.get0());
          }
        });
  }

  /**
   * Softmax attention, scaled by the root of D. Differentiable once.
   *
   * @param asked queries {@code [B, heads, L, D]}
   * @param keys {@code [B, heads, S, D]}
   * @param values likewise
   * @param bias added to the scaled products, {@code [B or 1, 1, 1, S]}; empty for none
   * @return {@code [B, heads, L, D]}
   */
  public static Tensor attention(Tensor asked, Tensor keys, Tensor values, Optional<Tensor> bias) {
    List<Tensor> operands = new ArrayList<>(List.of(asked, keys, values));
    bias.ifPresent(operands::add);
    return Tensor.result(
        "attention",
        operands,
        all -> {
          try (TensorOptional mask =
                  all.length > 3
                      ? new TensorOptional(
                          all[3].expand(all[0].size(0), 1, all[0].size(2), all[1].size(2)))
                      : new TensorOptional();
              DoubleOptional scale = new DoubleOptional()) {
            return torch.scaled_dot_product_attention(
                all[0], all[1], all[2], mask, 0, false, scale, false);
          }
        });
  }

  /**
   * Layer normalisation over the last dimension, in one call (Ba, Kiros and Hinton 2016; biased
   * variance).
   *
   * @param x {@code [N, …, width]}
   * @param weight scale {@code [width]}
   * @param bias shift {@code [width]}
   */
  public static Tensor layerNorm(Tensor x, Tensor weight, Tensor bias, double epsilon) {
    return Tensor.result(
        "layerNorm",
        List.of(x, weight, bias),
        all -> {
          try (TensorOptional w = new TensorOptional(all[1]);
              TensorOptional b = new TensorOptional(all[2])) {
            return torch.layer_norm(all[0], new long[] {all[1].size(0)}, w, b, epsilon, false);
          }
        });
  }
}
