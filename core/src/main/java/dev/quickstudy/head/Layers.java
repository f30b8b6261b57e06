package dev.quickstudy.head;

import dev.quickstudy.nn.Init;
import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Layers that heads are made of, shared by all tasks: {@code NAME.weight [out, in]}, {@code .bias}.
 */
final class Layers {
  private Layers() {}

  static Params affine(String name, int in, int out, RandomKey key) {
    Map<String, Tensor> layer = new LinkedHashMap<>();
    layer.put(name + ".weight", Init.uniform(key.fold(name).fold("weight"), in, out, in));
    layer.put(name + ".bias", Init.uniform(key.fold(name).fold("bias"), in, out));
    return Params.of(layer);
  }

  /** {@code [..., in]} to {@code [..., out]}. */
  static Tensor apply(Params weights, String name, Tensor x) {
    return x.matmul(weights.get(name + ".weight").transpose(0, 1))
        .plus(weights.get(name + ".bias"));
  }

  /** Scale 1 and shift 0 for {@code width} numbers. */
  static Params norm(String name, int width) {
    Map<String, Tensor> layer = new LinkedHashMap<>();
    layer.put(name + ".weight", Tensor.full(1, DType.FLOAT32, width));
    layer.put(name + ".bias", Tensor.zeros(DType.FLOAT32, width));
    return Params.of(layer);
  }

  /** Layer normalisation over the last dimension (Ba, Kiros and Hinton 2016). */
  static Tensor normalise(Params weights, String name, Tensor x) {
    Tensor centred = x.minus(x.mean(true, -1));
    Tensor scaled = centred.times(centred.square().mean(true, -1).plus(1e-5).rsqrt());
    return scaled.times(weights.get(name + ".weight")).plus(weights.get(name + ".bias"));
  }
}
