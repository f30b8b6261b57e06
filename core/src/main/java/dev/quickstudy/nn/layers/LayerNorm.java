package dev.quickstudy.nn.layers;

import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.tensor.Tensor;
import java.util.Arrays;

/**
 * Layer normalisation over the last dimension (Ba, Kiros and Hinton 2016; ε = 10⁻⁵, biased
 * variance), with weights {@code NAME.weight} and {@code NAME.bias}, {@code [width]}, that tasks
 * share or have each for itself.
 */
public final class LayerNorm {
  private static final double EPSILON = 1e-5;

  private LayerNorm() {}

  /** Scale 1 and shift 0. */
  public static Layout layout(String name, long width) {
    return Layout.of(
        TensorSpec.of(name + ".weight", Role.SCALE, Fresh.full(1), width),
        TensorSpec.of(name + ".bias", Role.SHIFT, Fresh.zeros(), width));
  }

  /**
   * Normalises.
   *
   * @param x {@code [T, …, width]}
   */
  public static Tensor apply(Params weights, String name, Tensor x) {
    Tensor centred = x.minus(x.mean(true, -1));
    Tensor normed = centred.times(centred.square().mean(true, -1).plus(EPSILON).rsqrt());
    return normed
        .times(along(weights, name + ".weight", x))
        .plus(along(weights, name + ".bias", x));
  }

  private static Tensor along(Params weights, String name, Tensor x) {
    Tensor values = weights.get(name);
    if (!weights.perTask()) {
      return values;
    }
    long[] shape = new long[x.rank()];
    Arrays.fill(shape, 1);
    shape[0] = values.size(0);
    shape[shape.length - 1] = values.size(1);
    return values.reshape(shape);
  }
}
