package dev.quickstudy.nn.networks;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.ForwardingNetwork;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network that reads a context beside each example: {@code context [size]}, one for a whole task,
 * stands behind the columns of the input (CAVIA: Zintgraf et al. 2019, §3.1). The context is no
 * weight of its own: it comes from outside.
 *
 * @param network reads examples of one dimension
 * @param size numbers in the context, fewer than the network's inputs
 */
public record WithContext(Network network, int size) implements ForwardingNetwork {
  /** The name of the context among the weights. */
  public static final String CONTEXT = "context";

  public WithContext {
    Checks.atLeast("size", 1, size);
    long[] input = network.inputShape();
    Checks.require(
        input.length == 1 && input[0] > size,
        "a context of "
            + size
            + " stands behind the columns of the input, but the network reads "
            + Arrays.toString(input)
            + "; it needs one dimension with more columns than that");
  }

  @Override
  public Output apply(Params weights, Params state, Tensor x, Context now) {
    Tensor context = weights.get(CONTEXT);
    Tensor columns =
        context
            .reshape(weights.perTask() ? x.size(0) : 1, 1, size)
            .expand(x.size(0), x.size(1), size);
    return network.apply(
        weights.select(name -> !name.equals(CONTEXT)),
        state,
        Tensor.cat(2, List.of(x, columns)),
        now);
  }

  @Override
  public Map<String, List<Integer>> needs() {
    return needs(network, size);
  }

  /** What a network needs with a context of a size. */
  static Map<String, List<Integer>> needs(Network network, int size) {
    Map<String, List<Integer>> needs = new LinkedHashMap<>(network.needs());
    needs.put(CONTEXT, List.of(size));
    return needs;
  }

  @Override
  public long[] inputShape() {
    return new long[] {network.inputShape()[0] - size};
  }
}
