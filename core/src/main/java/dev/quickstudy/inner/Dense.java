package dev.quickstudy.inner;

import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Affine layers of the small networks that read tasks: {@code NAME.weight [in, out]} and bias. */
final class Dense {
  private Dense() {}

  /** Weights and biases uniform on ±1/√in. */
  static Params init(String name, int in, int out, RandomKey key) {
    return init(name, in, out, 1, key);
  }

  /** The same for inputs of about that size: weights are smaller, biases are not. */
  static Params init(String name, int in, int out, double size, RandomKey key) {
    double bound = 1 / Math.sqrt(in);
    return params(
        name,
        uniform(key.fold(name + ".weight"), bound / size, in, out),
        uniform(key.fold(name + ".bias"), bound, out));
  }

  private static Tensor uniform(RandomKey key, double bound, long... shape) {
    double[] numbers = key.uniforms(Shape.elements(shape), -bound, bound);
    return Tensor.of(numbers, shape).to(DType.FLOAT32);
  }

  /** Zeros: the layer's output is 0 until it has learned. */
  static Params zeros(String name, int in, int out) {
    return params(name, Tensor.zeros(DType.FLOAT32, in, out), Tensor.zeros(DType.FLOAT32, out));
  }

  private static Params params(String name, Tensor weight, Tensor bias) {
    Map<String, Tensor> layer = new LinkedHashMap<>();
    layer.put(name + ".weight", weight);
    layer.put(name + ".bias", bias);
    return Params.of(layer);
  }

  /** {@code [..., in]} to {@code [..., out]}. */
  static Tensor apply(Params learned, String name, Tensor x) {
    return x.matmul(learned.get(name + ".weight")).plus(learned.get(name + ".bias"));
  }
}
