package dev.quickstudy.tensor;

import java.util.List;
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
    Tensor w = cast(weight, x);
    Tensor b = cast(bias, x);
    try (TensorOptional optionalBias = new TensorOptional(b.ref())) {
      return conv2d(x, w, optionalBias, stride, padding, List.of(x, w, b));
    }
  }

  /** The same without a bias. */
  public static Tensor conv2d(Tensor x, Tensor weight, int stride, int padding) {
    try (TensorOptional none = new TensorOptional()) {
      Tensor w = cast(weight, x);
      return conv2d(x, w, none, stride, padding, List.of(x, w));
    }
  }

  /** Weights for an input: only what is to be in low precision is cast without being asked for. */
  private static Tensor cast(Tensor weight, Tensor x) {
    return x.type() == DType.BFLOAT16 ? weight.to(DType.BFLOAT16) : weight;
  }

  private static Tensor conv2d(
      Tensor x,
      Tensor weight,
      TensorOptional bias,
      int stride,
      int padding,
      List<Tensor> operands) {
    return Tensor.result(
        "conv2d",
        () ->
            torch.conv2d(
                x.ref(),
                weight.ref(),
                bias,
                new long[] {stride, stride},
                new long[] {padding, padding},
                new long[] {1, 1},
                1),
        operands);
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
        () ->
            torch.im2col(
                x.ref(),
                new long[] {kernel, kernel},
                new long[] {1, 1},
                new long[] {padding, padding},
                new long[] {stride, stride}),
        List.of(x));
  }

  /**
   * Greatest element of each {@code window × window} square; squares do not overlap, a rest at the
   * edge is left out.
   *
   * @param x {@code [N, channels, H, W]}
   */
  public static Tensor maxPool2d(Tensor x, int window) {
    return Tensor.result("maxPool2d", () -> torch.max_pool2d(x.ref(), window, window), List.of(x));
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
    Tensor w = cast(weight, x);
    Tensor b = cast(bias, x);
    try (TensorOptional optionalBias = new TensorOptional(b.ref())) {
      return Tensor.result(
          "linear", () -> torch.linear(x.ref(), w.ref(), optionalBias), List.of(x, w, b));
    }
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
    Tensor w = cast(weight, x);
    Tensor b = cast(bias, x);
    return Tensor.result(
        "linearPerTask",
        () -> {
          try (org.bytedeco.pytorch.Tensor transposed = w.ref().transpose(1, 2);
              org.bytedeco.pytorch.Tensor row = b.ref().unsqueeze(1)) {
            return torch.baddbmm(row, x.ref(), transposed);
          }
        },
        List.of(x, w, b));
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
    try (TensorOptional w = new TensorOptional(weight.ref());
        TensorOptional b = new TensorOptional(bias.ref());
        TensorOptional none = new TensorOptional()) {
      return Tensor.result(
          "batchNorm",
          () -> {
            // The engine does not check, but reads and writes past the end of short vectors.
            for (Tensor vector : List.of(weight, bias)) {
              if (x.rank() < 2 || vector.rank() != 1 || vector.size(0) != x.size(1)) {
                throw new UsageException("scale and shift need one element for each channel");
              }
            }
            try (T_TensorTensorTensor_T all =
                torch.native_batch_norm(x.ref(), w, b, none, none, true, 0, epsilon)) {
              return new org.bytedeco.pytorch.Tensor(all.get0());
            }
          },
          List.of(x, weight, bias));
    }
  }
}
