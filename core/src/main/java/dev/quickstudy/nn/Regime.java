package dev.quickstudy.nn;

import dev.quickstudy.tensor.UsageException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a prediction for a query may depend on besides the learner and the support set. Printed with
 * every score, because batch statistics of the queries let each query learn from the others
 * (Nichol, Achiam and Schulman 2018, §6.1; Bronskill et al. 2020).
 */
public enum Regime {
  /** Inductive: the network does not normalise across examples. */
  NONE(false),
  /**
   * Inductive: by running averages, which stay what they are. A network that is trained from
   * scratch under this regime keeps its first averages, 0 and 1, and so is not normalised at all:
   * train it under one that normalises by a batch.
   */
  RUNNING(false),
  /** Inductive: by the statistics of the task's support set. */
  SUPPORT(false),
  /** Inductive: each query by itself in one batch with the support set (Reptile's protocol). */
  ONE_BY_ONE(false),
  /** Transductive: by the statistics of the task's query set (MAML's protocol). */
  QUERY_BATCH(true),
  /** Transductive: support and query set in one batch (how ProtoNet trains). */
  JOINT(true),
  /**
   * Transductive: a head reads all queries of the task together; the encoder under it normalises
   * without them.
   */
  QUERY_SET(true);

  private final boolean transductive;

  Regime(boolean transductive) {
    this.transductive = transductive;
  }

  /** Whether a prediction depends on the other queries of its task. */
  public boolean transductive() {
    return transductive;
  }

  /** Whether queries go through the network in one batch with the support set. */
  public boolean withSupport() {
    return this == JOINT || this == ONE_BY_ONE;
  }

  /** The name in recipes and results, for instance {@code one-by-one}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The regime with a label.
   *
   * @throws UsageException if there is none, naming all
   */
  public static Regime labelled(String label) {
    for (Regime regime : values()) {
      if (regime.label().equals(label)) {
        return regime;
      }
    }
    throw new UsageException(
        "there is no regime '"
            + label
            + "'; the regimes are "
            + Arrays.stream(values()).map(Regime::label).collect(Collectors.joining(", ")));
  }
}
