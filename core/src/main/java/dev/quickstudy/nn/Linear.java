package dev.quickstudy.nn;

import dev.quickstudy.tensor.Kernels;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/**
 * Affine maps of the last dimension, with weights {@code NAME.weight [out, in]} and {@code
 * NAME.bias [out]} that tasks share or have each for itself.
 */
final class Linear {
  private Linear() {}

  static void init(RandomKey key, String name, int in, int out, Map<String, Tensor> weights) {
    weights.put(name + ".weight", Init.uniform(key.fold(name + ".weight"), in, out, in));
    weights.put(name + ".bias", Init.uniform(key.fold(name + ".bias"), in, out));
  }

  /** From {@code [T, …, in]} to {@code [T, …, out]}. */
  static Tensor apply(Params weights, String name, Tensor x) {
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
