package dev.quickstudy.nn;

import dev.quickstudy.tensor.RandomKey;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A network around another; of what it does not say itself, it is as the other is. */
interface NetworkAround extends Network {
  /** The one within. */
  Network network();

  @Override
  default Params init(RandomKey key) {
    return network().init(key);
  }

  @Override
  default Params initialState() {
    return network().initialState();
  }

  @Override
  default boolean adapts(String name) {
    return network().adapts(name);
  }

  @Override
  default Set<String> lastLayer() {
    return network().lastLayer();
  }

  @Override
  default List<FilmSite> filmSites() {
    return network().filmSites();
  }

  @Override
  default Map<String, List<Integer>> needs() {
    return network().needs();
  }

  @Override
  default Map<String, List<Integer>> recorded() {
    return network().recorded();
  }

  @Override
  default long[] outputShape() {
    return network().outputShape();
  }

  @Override
  default long[] inputShape() {
    return network().inputShape();
  }

  @Override
  default int outputs() {
    return network().outputs();
  }

  @Override
  default Normalisation normalisation() {
    return network().normalisation();
  }

  @Override
  default int tasksTogether() {
    return network().tasksTogether();
  }
}
