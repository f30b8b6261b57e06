package dev.quickstudy.nn.networks;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.ForwardingNetwork;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.tensor.Kernels;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An encoder followed by a linear output layer {@code last.weight [ways, features]}, {@code
 * last.bias [ways]} that comes from outside, for each task its own: any number of ways.
 */
public record WithLastLayer(Network encoder) implements ForwardingNetwork {
  /** The names of the output layer among the weights. */
  public static final String WEIGHT = "last.weight";

  public static final String BIAS = "last.bias";

  @Override
  public Network network() {
    return encoder;
  }

  /** An output layer of the encoder's own is but its last part. */
  @Override
  public Layout layout() {
    return encoder
        .layout()
        .map(
            tensor ->
                tensor.part() == TensorSpec.Part.LAST_LAYER
                    ? tensor.in(TensorSpec.Part.BODY)
                    : tensor);
  }

  @Override
  public Output apply(Params weights, Params state, Tensor x, Context now) {
    Output embedded =
        encoder.apply(weights.select(name -> !lastLayer().contains(name)), state, x, now);
    Tensor weight = weights.get(WEIGHT);
    Tensor bias = weights.get(BIAS);
    return new Output(
        weights.perTask()
            ? Kernels.linearPerTask(embedded.value(), weight, bias)
            : Kernels.linear(embedded.value(), weight, bias),
        embedded.state());
  }

  @Override
  public Set<String> lastLayer() {
    return Set.of(WEIGHT, BIAS);
  }

  @Override
  public Map<String, List<Integer>> needs() {
    Map<String, List<Integer>> needs = new LinkedHashMap<>(encoder.needs());
    needs.put(WEIGHT, List.of(0, encoder.outputs()));
    needs.put(BIAS, List.of(0));
    return needs;
  }

  @Override
  public int outputs() {
    return 0;
  }

  @Override
  public long[] outputShape() {
    return new long[] {outputs()};
  }
}
