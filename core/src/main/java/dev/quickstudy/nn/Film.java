package dev.quickstudy.nn;

import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Scales and shifts units of a network by a description of the task (FiLM: Perez et al. 2018, eq.
 * 2): at each {@link Network#filmSites() place} that the network offers, linear maps of the
 * description z give 1 + γ and β. In the weights this is a product and a sum, so that a pass
 * through the network costs what it did.
 *
 * <p>Meta-parameters, for a place that {@code NAME} shifts: {@code NAME.weight [D, 2·units]},
 * {@code NAME.bias [2·units]}.
 */
public final class Film {
  private Film() {}

  /**
   * Checks that a network has places where a task can scale and shift its units.
   *
   * @throws dev.quickstudy.tensor.UsageException if it has none
   */
  public static void check(Network network) {
    Checks.require(
        !network.filmSites().isEmpty(),
        "this network has no place where a task could scale and shift its units (FiLM); "
            + "take one with hidden layers or with a scale and shift after each normalisation");
  }

  /**
   * Maps that begin with zeros: the network is what it is until they have learned.
   *
   * @param description D, the numbers in z
   * @throws dev.quickstudy.tensor.UsageException if the network has no such places
   */
  public static Layout layout(Network network, int description) {
    return layout(network, description, name -> Fresh.zeros());
  }

  /** Maps whose matrices begin otherwise, each by its name. */
  public static Layout layout(Network network, int description, Function<String, Fresh> weights) {
    check(network);
    return layout(network.filmSites(), description, weights);
  }

  /** The same for some of a network's places. */
  public static Layout layout(List<Site> places, int description, Function<String, Fresh> weights) {
    List<TensorSpec> maps = new ArrayList<>();
    for (Site site : places) {
      String weight = site.shifted() + ".weight";
      long units = 2L * site.units();
      maps.add(TensorSpec.of(weight, Role.OTHER, weights.apply(weight), description, units));
      maps.add(TensorSpec.of(site.shifted() + ".bias", Role.OTHER, Fresh.zeros(), units));
    }
    return Layout.of(maps).in(TensorSpec.Part.ACROSS_TASKS);
  }

  /** The names of the tensors that {@link #modulate} changes. */
  public static Set<String> changes(Network network) {
    Set<String> names = new LinkedHashSet<>();
    for (Site site : network.filmSites()) {
      names.addAll(site.scaled());
      names.add(site.shifted());
    }
    return names;
  }

  /**
   * The tensors that change, with a task axis.
   *
   * @param maps as {@link #layout} names and shapes them; shared or one set a task
   * @param weights the network's; shared or one set a task
   * @param z {@code [T, D]}
   */
  public static Params modulate(Network network, Params maps, Params weights, Tensor z) {
    return modulate(network.filmSites(), maps, weights, z);
  }

  /** The same at some of a network's places. */
  public static Params modulate(List<Site> places, Params maps, Params weights, Tensor z) {
    Params all = weights.forTasks((int) z.size(0));
    Map<String, Tensor> changed = new LinkedHashMap<>();
    for (Site site : places) {
      Tensor weight = maps.get(site.shifted() + ".weight");
      Tensor bias = maps.get(site.shifted() + ".bias");
      Tensor written =
          maps.perTask()
              ? z.unsqueeze(1).matmul(weight).select(1, 0).plus(bias)
              : z.matmul(weight).plus(bias);
      Tensor scale = written.slice(1, 0, site.units()).plus(1);
      for (String name : site.scaled()) {
        Tensor tensor = all.get(name);
        changed.put(name, tensor.times(alongUnits(scale, tensor.rank())));
      }
      Tensor shifted =
          changed.containsKey(site.shifted())
              ? changed.get(site.shifted())
              : all.get(site.shifted());
      changed.put(site.shifted(), shifted.plus(written.slice(1, site.units(), 2L * site.units())));
    }
    return Params.perTask(changed);
  }

  /** {@code [T, units]} as {@code [T, units, 1, …]}. */
  private static Tensor alongUnits(Tensor factors, int rank) {
    long[] shape = new long[rank];
    Arrays.fill(shape, 1);
    shape[0] = factors.size(0);
    shape[1] = factors.size(1);
    return factors.reshape(shape);
  }

  /**
   * A place in a network where each unit or channel can be scaled and shifted by a task (FiLM:
   * Perez et al. 2018).
   *
   * @param scaled tensors whose first dimension are the units: scaling all of them scales the units
   * @param shifted the tensor, one number a unit, that shifts them
   * @param units number of units
   */
  public record Site(List<String> scaled, String shifted, int units) {
    public Site {
      scaled = List.copyOf(scaled);
    }
  }
}
