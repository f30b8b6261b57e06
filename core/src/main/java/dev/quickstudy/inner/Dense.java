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

  /** Weights uniform on ±1/√in, a bias of zeros. */
  static Params init(String name, int in, int out, RandomKey key) {
    double bound = 1 / Math.sqrt(in);
    double[] numbers = key.fold(name).uniforms(Shape.elements(in, out), -bound, bound);
    float[] weights = new float[numbers.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) numbers[i];
    }
    return params(name, Tensor.of(weights, in, out));
  }

  /** Zeros: the layer's output is 0 until it has learned. */
  static Params zeros(String name, int in, int out) {
    return params(name, Tensor.zeros(DType.FLOAT32, in, out));
  }

  private static Params params(String name, Tensor weight) {
    Map<String, Tensor> layer = new LinkedHashMap<>();
    layer.put(name + ".weight", weight);
    layer.put(name + ".bias", Tensor.zeros(DType.FLOAT32, weight.size(1)));
    return Params.of(layer);
  }

  /** {@code [..., in]} to {@code [..., out]}. */
  static Tensor apply(Params learned, String name, Tensor x) {
    return x.matmul(learned.get(name + ".weight")).plus(learned.get(name + ".bias"));
  }
}
