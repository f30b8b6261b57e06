package dev.quickstudy.inner;

import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Kernels;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Affine layers of the small networks that read tasks: {@code NAME.weight [out, in]} and bias. */
final class Dense {
  private Dense() {}

  /**
   * Weights uniform on ±√(3/in), so that the outputs of inputs near 1 are near 1; biases uniform on
   * ±1.
   *
   * @param size about how large the inputs are
   */
  static Params init(String name, int in, int out, double size, RandomKey key) {
    return params(
        name,
        uniform(key.fold(name + ".weight"), Math.sqrt(3.0 / in) / size, out, in),
        uniform(key.fold(name + ".bias"), 1, out));
  }

  /** The same for inputs that come out of a ReLU, half of which are 0 (He et al. 2015, §2.2). */
  static Params afterRelu(String name, int in, int out, RandomKey key) {
    return init(name, in, out, Math.sqrt(0.5), key);
  }

  static Tensor uniform(RandomKey key, double bound, long... shape) {
    double[] numbers = key.uniforms(Shape.elements(shape), -bound, bound);
    return Tensor.of(numbers, shape).to(DType.FLOAT32);
  }

  /** Zeros: the layer's output is 0 until it has learned. */
  static Params zeros(String name, int in, int out) {
    return params(name, Tensor.zeros(DType.FLOAT32, out, in), Tensor.zeros(DType.FLOAT32, out));
  }

  private static Params params(String name, Tensor weight, Tensor bias) {
    Map<String, Tensor> layer = new LinkedHashMap<>();
    layer.put(name + ".weight", weight);
    layer.put(name + ".bias", bias);
    return Params.of(layer);
  }

  /** {@code [..., in]} to {@code [..., out]}. */
  static Tensor apply(Params learned, String name, Tensor x) {
    return Kernels.linear(x, learned.get(name + ".weight"), learned.get(name + ".bias"));
  }
}
