package dev.quickstudy.nn.networks;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Film;
import dev.quickstudy.nn.ForwardingNetwork;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * A network whose units are scaled and shifted by a context, {@code context [size]}, one for a
 * whole task, through linear maps that are learned across tasks only (CAVIA for pictures: Zintgraf
 * et al. 2019, §4.3). The context is no weight of its own: it comes from outside. The maps begin at
 * random: at zero, a context of zeros would have no gradient.
 *
 * @param size numbers in the context, at least 1
 * @param at which of the network's places are scaled and shifted, counted from 1 (for Conv4, its
 *     blocks); empty for all. Published for Conv4: the third alone
 */
public record Filmed(Network network, int size, List<Integer> at) implements ForwardingNetwork {
  private static final String FILM = "film.";

  public Filmed {
    Film.check(network);
    Checks.atLeast("size", 1, size);
    at = List.copyOf(at);
    int places = network.filmSites().size();
    for (int place : at) {
      Checks.require(
          place >= 1 && place <= places,
          "this network has places 1 … " + places + " to scale and shift, but not " + place);
    }
    Checks.require(
        at.stream().distinct().count() == at.size(),
        "a place to scale and shift is named twice: " + at);
  }

  private List<Film.Site> places() {
    List<Film.Site> all = network.filmSites();
    return at.isEmpty() ? all : at.stream().map(place -> all.get(place - 1)).toList();
  }

  @Override
  public Layout layout() {
    return network.layout().join(maps());
  }

  private Layout maps() {
    return Film.layout(places(), size, name -> Fresh.uniform(size, "film", name)).prefixed(FILM);
  }

  @Override
  public Output apply(Params weights, Params state, Tensor x, Context now) {
    Params plain = weights.without(maps()).select(name -> !name.equals(WithContext.CONTEXT));
    Tensor context = weights.get(WithContext.CONTEXT);
    Tensor z = context.reshape(weights.perTask() ? x.size(0) : 1, size).expand(x.size(0), size);
    Params changed = Film.modulate(places(), weights.under(FILM), plain, z);
    return network.apply(plain.forTasks((int) x.size(0)).with(changed), state, x, now);
  }

  @Override
  public Map<String, List<Integer>> needs() {
    return WithContext.needs(network, size);
  }
}
