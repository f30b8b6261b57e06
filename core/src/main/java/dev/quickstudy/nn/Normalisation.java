package dev.quickstudy.nn;

import java.util.Set;

/** How a network normalises; decides which {@link Regime}s it can have. */
public enum Normalisation {
  /** No example touches another. */
  NONE,
  /** Batch normalisation without memory: statistics always come from some batch at hand. */
  BATCH,
  /** Batch normalisation that keeps running averages in the network's state. */
  RUNNING;

  /** The regimes that a network which normalises so can predict under. */
  public Set<Regime> regimes() {
    return switch (this) {
      case NONE -> Set.of(Regime.NONE);
      case BATCH -> Set.of(Regime.SUPPORT, Regime.ONE_BY_ONE, Regime.QUERY_BATCH, Regime.JOINT);
      case RUNNING -> Set.of(Regime.RUNNING, Regime.QUERY_BATCH, Regime.JOINT);
    };
  }

  /** The inductive regime to serve under, where nothing else is asked for. */
  public Regime inductive() {
    return switch (this) {
      case NONE -> Regime.NONE;
      case BATCH -> Regime.SUPPORT;
      case RUNNING -> Regime.RUNNING;
    };
  }
}
