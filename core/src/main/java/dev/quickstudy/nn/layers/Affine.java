package dev.quickstudy.nn.layers;

import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Part;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.tensor.Kernels;
import dev.quickstudy.tensor.Tensor;
import java.util.Arrays;

/**
 * Affine maps of the last dimension, with weights {@code NAME.weight [out, in]} and {@code
 * NAME.bias [out]} that tasks share or have each for itself.
 */
public final class Affine {
  private Affine() {}

  /** Both uniform on ±1/√in. */
  public static Layout layout(String name, long in, long out) {
    return layout(
        name, in, out, Fresh.uniform(in, name + ".weight"), Fresh.uniform(in, name + ".bias"));
  }

  /** With other beginnings. */
  public static Layout layout(String name, long in, long out, Fresh weight, Fresh bias) {
    return Layout.of(
        TensorSpec.of(name + ".weight", Role.WEIGHT, weight, out, in),
        TensorSpec.of(name + ".bias", Role.BIAS, bias, out));
  }

  /** The output layer {@code head} of a network, if there is one: {@code out} may be 0. */
  public static Layout head(long in, long out) {
    return out == 0 ? Layout.empty() : layout("head", in, out).in(Part.LAST_LAYER);
  }

  /** From {@code [T, …, in]} to {@code [T, …, out]}. */
  public static Tensor apply(Params weights, String name, Tensor x) {
    Tensor weight = weights.get(name + ".weight");
    Tensor bias = weights.get(name + ".bias");
    if (!weights.perTask()) {
      return Kernels.linear(x, weight, bias);
    }
    long[] shape = x.shape();
    Tensor rows = x.reshape(shape[0], -1, shape[shape.length - 1]);
    long[] mapped = Arrays.copyOf(shape, shape.length);
    mapped[shape.length - 1] = weight.size(1);
    return Kernels.linearPerTask(rows, weight, bias).reshape(mapped);
  }
}
