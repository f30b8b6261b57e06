package dev.quickstudy.inner;

import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.nn.layers.Affine;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small network reads the mean gradient and the mean weight of every tensor and writes a rate and
 * a decay for each, at every inner step: θⱼ ← bⱼ·z(P+j)·θⱼ − aⱼ·z(j)·∇ⱼL (ALFA: Baik et al. 2020,
 * eq. 2–4), with learned aⱼ and bⱼ. Tensors are read in the order of the params.
 *
 * @param rate every aⱼ·zⱼ at the beginning
 */
public record Alfa(double rate) implements Transform {
  public Alfa {
    Rates.requireFinite(rate);
  }

  @Override
  public boolean learns() {
    return true;
  }

  @Override
  public Layout learned(Layout params) {
    long count = params.tensors().size();
    long width = 2 * count;
    double bound = 1 / Math.sqrt((double) width);
    Fresh first = (key, shape) -> Fresh.within(bound).of(key.fold(0), shape);
    return Affine.layout("alfa.0", width, width, first, Fresh.zeros())
        .join(Affine.layout("alfa.1", width, width, Alfa::nearZero, Fresh.full(1)))
        .join(
            Layout.of(
                TensorSpec.of("alfa.rate", Role.OTHER, Fresh.full(rate), count),
                TensorSpec.of("alfa.decay", Role.OTHER, Fresh.full(1), count)));
  }

  /**
   * The second layer begins near zero, so that the first rates and decays are those of its bias.
   */
  private static Tensor nearZero(RandomKey key, long[] shape) {
    double bound = 1 / Math.sqrt((double) shape[1]);
    double[] numbers = key.fold(1).uniforms(Shape.elements(shape), -bound, bound);
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] *= 0.01;
    }
    return Tensor.of(numbers, shape).to(DType.FLOAT32);
  }

  @Override
  public Params init(Params params) {
    return Params.empty();
  }

  @Override
  public Step update(Params gradients, Params state, Params params, Signal signal) {
    Params learned = signal.learned();
    List<Tensor> read = new ArrayList<>();
    gradients.tensors().forEach(tensor -> read.add(meanOfTask(tensor)));
    params.tensors().forEach(tensor -> read.add(meanOfTask(tensor)));
    Tensor task = Tensor.stack(1, read);
    Tensor written = Affine.apply(learned, "alfa.1", Affine.apply(learned, "alfa.0", task).relu());
    int count = params.names().size();
    Map<String, Tensor> updates = new LinkedHashMap<>();
    int j = 0;
    for (String name : params.names()) {
      Tensor gradient = gradients.get(name);
      Tensor rate = written.select(1, j).times(learned.get("alfa.rate").select(0, j));
      Tensor decay = written.select(1, count + j).times(learned.get("alfa.decay").select(0, j));
      updates.put(
          name,
          params
              .get(name)
              .times(alongTasks(decay.plus(-1), gradient))
              .minus(gradient.times(alongTasks(rate, gradient))));
      j++;
    }
    return new Step(Params.perTask(updates), state);
  }

  private static Tensor meanOfTask(Tensor tensor) {
    return tensor.reshape(tensor.size(0), -1).mean(false, 1);
  }

  /** {@code [T]} as {@code [T, 1, …]} with the rank of a tensor. */
  private static Tensor alongTasks(Tensor numbers, Tensor like) {
    long[] shape = new long[like.rank()];
    Arrays.fill(shape, 1);
    shape[0] = numbers.size(0);
    return numbers.reshape(shape);
  }
}
