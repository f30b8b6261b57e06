package dev.quickstudy.learn;

import dev.quickstudy.nn.Network;

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

  boolean includes(Network network, String name) {
    return network.adapts(name)
        && switch (this) {
          case ALL -> true;
          case LAST_LAYER -> network.lastLayer().contains(name);
          case BODY -> !network.lastLayer().contains(name);
          case NOTHING -> false;
        };
  }
}
