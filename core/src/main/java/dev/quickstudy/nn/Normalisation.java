package dev.quickstudy.nn;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** How a network normalises; decides which {@link Regime}s it can have. */
public enum Normalisation {
  /** No example touches another. */
  NONE(EnumSet.of(Regime.NONE)),
  /** Batch normalisation without memory: statistics always come from some batch at hand. */
  BATCH(EnumSet.of(Regime.SUPPORT, Regime.ONE_BY_ONE, Regime.QUERY_BATCH, Regime.JOINT)),
  /** Batch normalisation that keeps running averages in the network's state. */
  RUNNING(EnumSet.of(Regime.RUNNING, Regime.QUERY_BATCH, Regime.JOINT));

  private final Set<Regime> regimes;

  Normalisation(EnumSet<Regime> regimes) {
    this.regimes = Collections.unmodifiableSet(regimes);
  }

  /** The regimes that a network which normalises so can predict under. */
  public Set<Regime> regimes() {
    return regimes;
  }
}
