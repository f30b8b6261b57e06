package dev.quickstudy.nn;

import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;

/** Fresh weights. */
public final class Init {
  private Init() {}

  /** Uniform on ±1/√fanIn, float32 (LeCun, Bottou, Orr and Müller 1998, §4.6, up to a constant). */
  public static Tensor uniform(RandomKey key, int fanIn, long... shape) {
    return within(key, 1 / Math.sqrt(fanIn), shape);
  }

  /** Uniform with variance 2/fan, float32 (He, Zhang, Ren and Sun 2015, eq. 10). */
  static Tensor he(RandomKey key, int fan, long... shape) {
    return within(key, Math.sqrt(6.0 / fan), shape);
  }

  private static Tensor within(RandomKey key, double bound, long... shape) {
    double[] numbers = key.uniforms(Shape.elements(shape), -bound, bound);
    float[] weights = new float[numbers.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) numbers[i];
    }
    return Tensor.of(weights, shape);
  }
}
