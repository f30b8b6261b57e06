package dev.quickstudy.inner;

import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Transform;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
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
  public Params learned(Params params, RandomKey key) {
    int count = params.names().size();
    int width = 2 * count;
    Map<String, Tensor> learned = new LinkedHashMap<>();
    double bound = 1 / Math.sqrt(width);
    for (int layer = 0; layer < 2; layer++) {
      float[] weights = new float[width * width];
      double[] numbers = key.fold(layer).uniforms(weights.length, -bound, bound);
      // The second layer begins near zero, so that the first rates and decays are those of its
      // bias.
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) (layer == 0 ? numbers[i] : numbers[i] * 0.01);
      }
      learned.put("alfa." + layer + ".weight", Tensor.of(weights, width, width));
      learned.put("alfa." + layer + ".bias", Tensor.full(layer, DType.FLOAT32, width));
    }
    learned.put("alfa.rate", Tensor.full(rate, DType.FLOAT32, count));
    learned.put("alfa.decay", Tensor.full(1, DType.FLOAT32, count));
    return Params.of(learned);
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
    Tensor written = affine(affine(task, learned, "alfa.0").relu(), learned, "alfa.1");
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

  private static Tensor affine(Tensor x, Params learned, String layer) {
    return x.matmul(learned.get(layer + ".weight").transpose(0, 1))
        .plus(learned.get(layer + ".bias"));
  }

  /** {@code [T]} as {@code [T, 1, …]} with the rank of a tensor. */
  private static Tensor alongTasks(Tensor numbers, Tensor like) {
    long[] shape = new long[like.rank()];
    java.util.Arrays.fill(shape, 1);
    shape[0] = numbers.size(0);
    return numbers.reshape(shape);
  }
}
