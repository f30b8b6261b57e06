package dev.quickstudy.inner;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Film;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.Examples;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Conditions the shared weights on the support set: a set encoder describes the task by the mean of
 * what it says of each support input, and the description scales and shifts the network's units
 * (the FiLM adaptation of CNAPs: Requeima et al. 2019, §3.2). Answers are not read, so any number
 * of ways will do.
 *
 * @param describer the set encoder; reads what the network reads, its outputs are the description
 */
public record FilmInitialisation(Network describer) implements TaskInitialisation {
  public FilmInitialisation {
    if (!describer.normalisation().regimes().equals(Set.of(Regime.NONE))) {
      throw new UsageException(
          "the describer must not normalise across examples; "
              + "give it instance, group or layer normalisation, or none");
    }
  }

  @Override
  public int describes() {
    return describer.outputs();
  }

  @Override
  public Layout layout(Network network) {
    return describer
        .layout()
        .prefixed("describer.")
        .join(Film.layout(network, describer.outputs()).prefixed("film."));
  }

  @Override
  public void check(Network network) {
    Film.check(network);
    if (!Arrays.equals(network.inputShape(), describer.inputShape())) {
      throw new UsageException(
          "the describer must read what the network reads, "
              + Arrays.toString(network.inputShape())
              + ", but reads "
              + Arrays.toString(describer.inputShape()));
    }
  }

  @Override
  public Set<String> changes(Network network) {
    return Film.changes(network);
  }

  @Override
  public InitialWeights begin(SharedModel shared, Examples support, Context now) {
    Tensor z =
        describer
            .apply(shared.learned().under("describer."), describer.initialState(), support.x(), now)
            .value()
            .mean(false, 1);
    return new InitialWeights(
        Film.modulate(shared.network(), shared.learned().under("film."), shared.weights(), z),
        Optional.of(z));
  }
}
