package dev.quickstudy.nn;

import dev.quickstudy.tensor.LinearAlgebra;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
public record Warped(Network network) implements NetworkAround {
  private static final String WARP = "warp.";

  @Override
  public Params init(RandomKey key) {
    Params weights = network.init(key);
    Map<String, Tensor> warps = new LinkedHashMap<>();
    weights
        .asMap()
        .forEach(
            (name, tensor) -> {
              if (warps(name)) {
                warps.put(WARP + name, LinearAlgebra.identity((int) tensor.size(0), tensor.type()));
              }
            });
    return weights.join(Params.of(warps));
  }

  @Override
  public Output apply(Params weights, Params state, Tensor x, Context now) {
    Params warps = weights.under(WARP);
    Map<String, Tensor> turned = new LinkedHashMap<>(weights.outside(WARP).asMap());
    warps
        .asMap()
        .forEach(
            (name, warp) -> {
              turned.computeIfPresent(
                  name, (key, tensor) -> times(warp, tensor, weights.perTask()));
              String bias = name.replaceAll("weight$", "bias");
              if (!bias.equals(name)) {
                turned.computeIfPresent(
                    bias, (key, tensor) -> times(warp, tensor, weights.perTask()));
              }
            });
    Params used = weights.perTask() ? Params.perTask(turned) : Params.of(turned);
    return network.apply(used, state, x, now);
  }

  /** Whether a tensor is the matrix of a map that has a T. */
  private boolean warps(String name) {
    return name.endsWith("weight")
        && !name.contains("norm.")
        && network.adapts(name)
        && !lastLayer().contains(name);
  }

  /** T · W along the outputs of W. */
  private static Tensor times(Tensor warp, Tensor tensor, boolean perTask) {
    long[] shape = tensor.shape();
    long out = shape[perTask ? 1 : 0];
    Tensor rows = perTask ? tensor.reshape(shape[0], out, -1) : tensor.reshape(out, -1);
    return warp.matmul(rows).reshape(shape);
  }

  @Override
  public boolean adapts(String name) {
    return !name.startsWith(WARP) && network.adapts(name);
  }

  /** Those of the network behind which no T mixes the units that are scaled. */
  @Override
  public List<FilmSite> filmSites() {
    return network.filmSites().stream()
        .filter(site -> site.scaled().stream().noneMatch(this::warps))
        .toList();
  }
}
