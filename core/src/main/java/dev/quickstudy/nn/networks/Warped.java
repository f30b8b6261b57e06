package dev.quickstudy.nn.networks;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Film;
import dev.quickstudy.nn.ForwardingNetwork;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Part;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network each of whose linear maps and convolutions is followed by a square linear map T of its
 * outputs that is learned across tasks only (T-nets: Lee and Choi 2018, §3.1). Inner gradients pass
 * through T, so that descent moves in the metric that T gives it. T and the map before it are
 * multiplied together, so that a pass costs what it costs without them.
 *
 * <p>Weights: those of the network, and {@code warp.NAME [out, out]} for each of its maps that
 * adapt, but the output layer; identities at the beginning. Scales of normalisation and embeddings
 * of positions are no maps.
 */
public record Warped(Network network) implements ForwardingNetwork {
  private static final String WARP = "warp.";

  @Override
  public Layout layout() {
    Layout own = network.layout();
    return own.join(warps(own));
  }

  /** The maps T of a network's maps. */
  private static Layout warps(Layout network) {
    return network
        .select(Warped::warps)
        .map(
            map ->
                TensorSpec.of(
                    map.name(),
                    Role.OTHER,
                    Fresh.identity(),
                    map.shape().get(0),
                    map.shape().get(0)))
        .in(Part.ACROSS_TASKS)
        .prefixed(WARP);
  }

  /** Whether a tensor is the matrix of a map that has a T. */
  private static boolean warps(TensorSpec tensor) {
    return tensor.role() == Role.WEIGHT && tensor.part() == Part.BODY;
  }

  @Override
  public Output apply(Params weights, Params state, Tensor x, Context now) {
    Layout layout = network.layout();
    Map<String, Tensor> turned = new LinkedHashMap<>(weights.without(warps(layout)).asMap());
    Map<String, String> matrices = new LinkedHashMap<>(); // by layer
    layout.select(Warped::warps).tensors().forEach(map -> matrices.put(map.layer(), map.name()));
    for (TensorSpec tensor : layout.tensors()) {
      String matrix = matrices.get(tensor.layer());
      if (matrix != null && (tensor.role() == Role.WEIGHT || tensor.role() == Role.BIAS)) {
        turned.computeIfPresent(
            tensor.name(),
            (name, value) -> times(weights.get(WARP + matrix), value, weights.perTask()));
      }
    }
    Params used = weights.perTask() ? Params.perTask(turned) : Params.of(turned);
    return network.apply(used, state, x, now);
  }

  /** T · W along the outputs of W. */
  private static Tensor times(Tensor warp, Tensor tensor, boolean perTask) {
    long[] shape = tensor.shape();
    long out = shape[perTask ? 1 : 0];
    Tensor rows = perTask ? tensor.reshape(shape[0], out, -1) : tensor.reshape(out, -1);
    return warp.matmul(rows).reshape(shape);
  }

  /** Those of the network behind which no T mixes the units that are scaled. */
  @Override
  public List<Film.Site> filmSites() {
    Set<String> warped = network.layout().select(Warped::warps).names();
    return network.filmSites().stream()
        .filter(site -> Collections.disjoint(site.scaled(), warped))
        .toList();
  }
}
