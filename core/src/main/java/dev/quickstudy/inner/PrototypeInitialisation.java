package dev.quickstudy.inner;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.networks.WithLastLayer;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An output layer computed from the class means c of the support embeddings, in addition to the
 * shared weights: w = 2c, b = −‖c‖², the linear form of a prototypical network (Proto-MAML:
 * Triantafillou et al. 2020, §3). The network must be a {@link WithLastLayer}. Any number of ways.
 */
public record PrototypeInitialisation() implements TaskInitialisation {
  /** Less than any class's weight, and more than nothing to divide by. */
  private static final double LEAST = 1e-30;

  @Override
  public Map<String, List<Integer>> brings(Network network) {
    return Map.of(
        WithLastLayer.WEIGHT,
        List.of(0, encoder(network).outputs()),
        WithLastLayer.BIAS,
        List.of(0));
  }

  @Override
  public void check(Network network) {
    encoder(network);
  }

  @Override
  public void check(Network network, Targets targets) {
    if (targets.classes().isEmpty()) {
      throw new UsageException(
          "prototypes need classes, but the tasks ask for "
              + targets
              + "; start from shared weights (maml) for them");
    }
  }

  private static Network encoder(Network network) {
    if (network instanceof WithLastLayer layered) {
      return layered.encoder();
    }
    throw new UsageException(
        "an output layer from prototypes needs an encoder under it that has none of its own; "
            + "put the encoder into WithLastLayer");
  }

  @Override
  public boolean takesWeights() {
    return true;
  }

  @Override
  public InitialWeights begin(SharedModel shared, Examples support, Context now) {
    Tensor embedded =
        encoder(shared.network()).apply(shared.weights(), shared.state(), support.x(), now).value();
    Tensor members = members(support, embedded.type()).transpose(1, 2);
    // A class without examples starts from zero.
    Tensor means = members.matmul(embedded).dividedBy(members.sum(true, 2).atLeast(LEAST));
    Map<String, Tensor> layer = new LinkedHashMap<>();
    layer.put(WithLastLayer.WEIGHT, means.times(2));
    layer.put(WithLastLayer.BIAS, means.square().sum(false, -1).negate());
    return new InitialWeights(Params.perTask(layer), Optional.empty());
  }

  /** One-hot labels, times how much each example counts: {@code [T, N, ways]}. */
  private static Tensor members(Examples support, DType type) {
    Tensor labels = support.answers(type);
    return support
        .weights()
        .map(weights -> labels.times(weights.to(type).abs().unsqueeze(2)))
        .orElse(labels);
  }
}
