package example;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Init;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Settings;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An embedding sin(x · in) · out: two matrices with a sine between them.
 *
 * @param input numbers of an example
 * @param width of the layer between
 * @param outputs numbers that come out
 */
public record Waves(int input, int width, int outputs) implements Network {
  public Waves {
    Settings.count("input", 1, input);
    Settings.count("width", 1, width);
    Settings.count("outputs", 1, outputs);
  }

  @Override
  public Params init(RandomKey key) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    weights.put("in", Init.uniform(key.fold("in"), input, input, width));
    weights.put("out", Init.uniform(key.fold("out"), width, width, outputs));
    return Params.of(weights);
  }

  @Override
  public Params initialState() {
    return Params.empty();
  }

  /** Products of {@code [T, N, input]} with matrices that all tasks share, or of each task. */
  @Override
  public Output apply(Params weights, Params state, Tensor x, Context now) {
    Tensor waves = x.matmul(weights.get("in")).sin();
    return new Output(waves.matmul(weights.get("out")), Params.empty());
  }

  @Override
  public long[] inputShape() {
    return new long[] {input};
  }

  @Override
  public Normalisation normalisation() {
    return Normalisation.NONE;
  }

  @Override
  public int tasksTogether() {
    return 1024;
  }
}
