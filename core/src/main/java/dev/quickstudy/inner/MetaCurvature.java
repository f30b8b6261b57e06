package dev.quickstudy.inner;

import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Learned matrices turn the gradient of each weight tensor along its outputs, its inputs and, for
 * convolutions, its positions: M_o · G · M_i · M_f (Park and Oliva 2019, §3.1). Biases have M_o
 * alone. All matrices begin as identities; a transform with a rate follows it in a chain.
 */
public record MetaCurvature() implements Transform {
  @Override
  public boolean learns() {
    return true;
  }

  @Override
  public Layout learned(Layout params) {
    List<TensorSpec> learned = new ArrayList<>();
    for (TensorSpec tensor : params.tensors()) {
      long[] sizes = modes(tensor.dimensions(), 0);
      for (int mode = 0; mode < Math.max(1, Math.min(3, tensor.shape().size())); mode++) {
        if (sizes[mode] > 1 || mode == 0) {
          String name = "curvature." + tensor.name() + "." + mode;
          learned.add(TensorSpec.of(name, Role.OTHER, Fresh.identity(), sizes[mode], sizes[mode]));
        }
      }
    }
    return Layout.of(learned);
  }

  /** Outputs, inputs and positions of a tensor whose sizes begin at {@code from}. */
  private static long[] modes(long[] shape, int from) {
    long[] modes = {1, 1, 1};
    for (int i = from; i < shape.length; i++) {
      modes[Math.min(2, i - from)] *= shape[i];
    }
    return modes;
  }

  @Override
  public Params init(Params params) {
    return Params.empty();
  }

  @Override
  public Step update(Params gradients, Params state, Params params, Signal signal) {
    Map<String, Tensor> turned = new LinkedHashMap<>();
    gradients
        .asMap()
        .forEach(
            (name, gradient) ->
                turned.put(name, turned(gradient, "curvature." + name + ".", signal.learned())));
    return new Step(Params.perTask(turned), state);
  }

  private static Tensor turned(Tensor gradient, String matrices, Params learned) {
    long[] shape = gradient.shape();
    long[] modes = modes(shape, 1);
    Tensor value = gradient.reshape(shape[0], modes[0], modes[1] * modes[2]);
    value = learned.get(matrices + 0).matmul(value);
    if (learned.has(matrices + 1)) {
      value =
          learned.get(matrices + 1).matmul(value.reshape(shape[0], modes[0], modes[1], modes[2]));
    }
    if (learned.has(matrices + 2)) {
      value =
          value.reshape(shape[0], modes[0], modes[1], modes[2]).matmul(learned.get(matrices + 2));
    }
    return value.reshape(shape);
  }
}
