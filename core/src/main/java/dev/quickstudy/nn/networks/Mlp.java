package dev.quickstudy.nn.networks;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Film;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.layers.Affine;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Kernels;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A multi-layer perceptron with ReLU between its layers; inputs of any shape are read as one row of
 * numbers. Weights: {@code layers.I.weight [out, in]}, {@code layers.I.bias [out]}; the output
 * layer is the last.
 *
 * @param input the shape of one example, for instance {@code [1]} or {@code [1, 28, 28]}
 * @param hidden widths of the hidden layers; may be empty
 * @param outputs numbers that come out
 */
public record Mlp(List<Integer> input, List<Integer> hidden, int outputs) implements Network {
  public Mlp {
    input = List.copyOf(input);
    hidden = List.copyOf(hidden);
    for (int size : input) {
      Checks.atLeast("input", 1, size);
    }
    for (int width : hidden) {
      Checks.atLeast("hidden", 1, width);
    }
    Checks.atLeast("outputs", 1, outputs);
  }

  @Override
  public Layout layout() {
    Layout layout = Layout.empty();
    long in = TensorSpec.product(inputShape());
    for (int i = 0; i <= hidden.size(); i++) {
      int out = i < hidden.size() ? hidden.get(i) : outputs;
      Layout layer = Affine.layout("layers." + i, in, out);
      layout = layout.join(i < hidden.size() ? layer : layer.in(TensorSpec.Part.LAST_LAYER));
      in = out;
    }
    return layout;
  }

  @Override
  public Output apply(Params weights, Params state, Tensor x, Context now) {
    long tasks = x.size(0);
    long count = x.size(1);
    Tensor value = x.reshape(tasks, count, -1);
    for (int i = 0; i <= hidden.size(); i++) {
      Tensor weight = weights.get("layers." + i + ".weight");
      Tensor bias = weights.get("layers." + i + ".bias");
      value =
          weights.perTask() ? perTask(value, weight, bias) : Kernels.linear(value, weight, bias);
      if (i < hidden.size()) {
        value = value.relu();
      }
    }
    return new Output(value, Params.empty());
  }

  /** One affine map a task. Products with a layer one wide go faster element by element. */
  private static Tensor perTask(Tensor x, Tensor weights, Tensor biases) {
    Tensor weight = weights.to(x.type());
    Tensor bias = biases.to(x.type());
    if (weight.size(2) == 1) {
      return x.times(weight.transpose(1, 2)).plus(bias.unsqueeze(1));
    }
    if (weight.size(1) == 1) {
      return x.times(weight).sum(true, -1).plus(bias.unsqueeze(1));
    }
    return Kernels.linearPerTask(x, weight, bias);
  }

  @Override
  public List<Film.Site> filmSites() {
    List<Film.Site> sites = new ArrayList<>();
    for (int i = 0; i < hidden.size(); i++) {
      String layer = "layers." + i;
      sites.add(
          new Film.Site(
              List.of(layer + ".weight", layer + ".bias"), layer + ".bias", hidden.get(i)));
    }
    return sites;
  }

  @Override
  public boolean takesBfloat16() {
    return true;
  }

  @Override
  public long[] inputShape() {
    return input.stream().mapToLong(Integer::longValue).toArray();
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
