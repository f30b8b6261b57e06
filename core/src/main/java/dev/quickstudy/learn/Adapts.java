package dev.quickstudy.learn;

import dev.quickstudy.nn.Network;
import java.util.LinkedHashSet;
import java.util.Set;

/** Which of a network's tensors a task adapts; what the start of descent brings always adapts. */
public enum Adapts {
  /** All (MAML). */
  ALL,
  /** The output layer only (ANIL: Raghu et al. 2020). */
  LAST_LAYER,
  /** All but the output layer (BOIL: Oh et al. 2021). */
  BODY,
  /** None of them: only what the start brings, such as a context (CAVIA: Zintgraf et al. 2019). */
  NOTHING;

  /** Those of a network's tensors that adapt, in the order of their names. */
  Set<String> of(Network network, Set<String> names) {
    Set<String> adapting = new LinkedHashSet<>(network.adapting(names));
    switch (this) {
      case ALL -> {}
      case LAST_LAYER -> adapting.retainAll(network.lastLayer());
      case BODY -> adapting.removeAll(network.lastLayer());
      case NOTHING -> adapting.clear();
    }
    return adapting;
  }
}
