package dev.quickstudy.nn.networks;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.nn.layers.Convolution;
import dev.quickstudy.nn.layers.Norm;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A 3×3 convolution with padding 1 and a bias, normalised: {@code blocks.B.conv.weight [width, in,
 * 3, 3]}, {@code .conv.bias}, {@code .norm.weight}, {@code .norm.bias}.
 *
 * @param number B
 * @param in channels of the input
 * @param width filters
 */
record ConvolutionBlock(int number, int in, int width, Normalisation normalisation) {
  private static final int SIDE = 3;

  private String name() {
    return "blocks." + number;
  }

  Norm norm() {
    return new Norm(normalisation, name() + ".norm", width);
  }

  List<TensorSpec> tensors() {
    long fanIn = (long) in * SIDE * SIDE;
    List<TensorSpec> tensors = new ArrayList<>();
    Fresh weight = Fresh.uniform(fanIn, name() + ".weight");
    tensors.add(TensorSpec.of(name() + ".conv.weight", Role.WEIGHT, weight, width, in, SIDE, SIDE));
    Fresh bias = Fresh.uniform(fanIn, name() + ".bias");
    tensors.add(TensorSpec.of(name() + ".conv.bias", Role.BIAS, bias, width));
    tensors.addAll(norm().layout().tensors());
    return tensors;
  }

  /**
   * What one task's maps become.
   *
   * @param x {@code [N, in, height, width]}
   * @param newState where normalisation puts what it keeps
   */
  Tensor apply(
      Params weights,
      Params state,
      Tensor x,
      int stride,
      Context now,
      Map<String, Tensor> newState) {
    Convolution convolution =
        new Convolution(
            weights.get(name() + ".conv.weight"),
            Optional.of(weights.get(name() + ".conv.bias")),
            stride,
            1);
    return norm().after(convolution, x, weights, state, now, newState);
  }
}
