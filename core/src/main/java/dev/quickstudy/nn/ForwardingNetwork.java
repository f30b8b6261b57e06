package dev.quickstudy.nn;

import java.util.List;
import java.util.Map;

/** A network around another; of what it does not say itself, it is as the other is. */
public interface ForwardingNetwork extends Network {
  /** The one within. */
  Network network();

  @Override
  default Layout layout() {
    return network().layout();
  }

  @Override
  default Layout stateLayout() {
    return network().stateLayout();
  }

  @Override
  default List<Film.Site> filmSites() {
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
