package dev.quickstudy.nn.networks;

import dev.quickstudy.nn.ForwardingNetwork;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The tensors of a network under the names and in the shapes that {@code torch.nn} gives them, so
 * that {@code module.load_state_dict} takes them. Weights of linear maps and convolutions are
 * {@code [out, in, …]} in both. What differs:
 *
 * <ul>
 *   <li>running averages: {@code running_mean}, {@code running_var} and {@code num_batches_tracked}
 *       of {@code BatchNorm2d}; with averages for each inner step ({@link Normalisation#PER_STEP}),
 *       ten of them, {@code norm.0} … {@code norm.9};
 *   <li>what a network itself says by {@link Network#torchName}, such as {@link Gru} and {@link
 *       Transformer}.
 * </ul>
 *
 * Tensors that {@code torch.nn} has nothing like keep their names: what a learner learned besides
 * its network, warps, maps of contexts, and the mixture of {@link Normalisation#TASK}.
 */
public final class TorchNames {
  private static final String RUNNING_MEAN = ".running_mean";

  private TorchNames() {}

  /**
   * All tensors of a model.
   *
   * @param network that the model belongs to
   * @param phi its weights, and what was learned beside them
   * @param state its state
   * @return in the order of {@code phi}, then {@code state}
   */
  public static Map<String, Tensor> of(Network network, Params phi, Params state) {
    Network within = network;
    while (within instanceof ForwardingNetwork around) {
      within = around.network();
    }
    Map<String, Tensor> named = new LinkedHashMap<>();
    Layout layout = within.layout().join(within.stateLayout());
    for (Map.Entry<String, Tensor> weight : phi.asMap().entrySet()) {
      put(named, within, layout, weight.getKey(), weight.getValue());
    }
    for (Map.Entry<String, Tensor> average : state.asMap().entrySet()) {
      put(named, within, layout, average.getKey(), average.getValue());
    }
    for (String name : Map.copyOf(named).keySet()) {
      if (name.endsWith(RUNNING_MEAN)) {
        named.put(
            name.replaceAll("running_mean$", "num_batches_tracked"), Tensor.of(new long[] {0}));
      }
    }
    return named;
  }

  private static void put(
      Map<String, Tensor> named, Network network, Layout layout, String name, Tensor tensor) {
    Optional<TensorSpec> known = layout.find(name);
    String torch =
        switch (known.map(TensorSpec::role).orElse(Role.OTHER)) {
          case MEAN -> known.orElseThrow().layer() + RUNNING_MEAN;
          case VARIANCE -> known.orElseThrow().layer() + ".running_var";
          case WEIGHT, BIAS, SCALE, SHIFT, OTHER -> network.torchName(name);
        };
    boolean everyStep =
        network.normalisation() == Normalisation.PER_STEP
            && known.filter(spec -> ofNorm(spec.role())).isPresent();
    if (!everyStep) {
      put(named, torch, tensor);
      return;
    }
    int dot = torch.lastIndexOf('.');
    for (int row = 0; row < tensor.size(0); row++) {
      put(named, torch.substring(0, dot) + "." + row + torch.substring(dot), tensor.select(0, row));
    }
  }

  private static boolean ofNorm(Role role) {
    return switch (role) {
      case SCALE, SHIFT, MEAN, VARIANCE -> true;
      case WEIGHT, BIAS, OTHER -> false;
    };
  }

  private static void put(Map<String, Tensor> named, String name, Tensor tensor) {
    if (named.put(name, tensor) != null) {
      throw new UsageException("two tensors of the model are both called '" + name + "' in torch");
    }
  }
}
