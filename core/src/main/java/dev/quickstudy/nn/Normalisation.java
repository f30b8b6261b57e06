package dev.quickstudy.nn;

import java.util.Set;

/** How a network normalises; decides which {@link Regime}s it can have. */
public enum Normalisation {
  /** No example touches another. */
  NONE,
  /** Batch normalisation without memory: statistics always come from some batch at hand. */
  BATCH,
  /** Batch normalisation that keeps running averages in the network's state. */
  RUNNING,
  /** Each example by itself, eight channels at a time (Wu and He 2018). */
  GROUP,
  /** Each example by itself, each channel by itself (Ulyanov, Vedaldi and Lempitsky 2016). */
  INSTANCE,
  /** Each example by itself, all channels together (Ba, Kiros and Hinton 2016). */
  LAYER,
  /**
   * TaskNorm-I: the moments of the support set, mixed with each example's own by a learned weight
   * that depends on the size of the support set (Bronskill et al. 2020, §3.3).
   */
  TASK,
  /**
   * Batch normalisation with scales, shifts and running averages of its own for each of the first
   * ten inner steps; later steps share the last. Inner loops leave scales and shifts alone: they
   * are learned across tasks (Antoniou, Edwards and Storkey 2019, §4).
   */
  PER_STEP;

  /** The regimes that a network which normalises so can predict under. */
  public Set<Regime> regimes() {
    return switch (this) {
      case NONE, GROUP, INSTANCE, LAYER -> Set.of(Regime.NONE);
      case BATCH -> Set.of(Regime.SUPPORT, Regime.ONE_BY_ONE, Regime.QUERY_BATCH, Regime.JOINT);
      case RUNNING -> Set.of(Regime.RUNNING, Regime.QUERY_BATCH, Regime.JOINT);
      case PER_STEP -> Set.of(Regime.RUNNING, Regime.SUPPORT, Regime.QUERY_BATCH, Regime.JOINT);
      case TASK -> Set.of(Regime.SUPPORT);
    };
  }

  /** The inductive regime to serve under, where nothing else is asked for. */
  public Regime inductive() {
    return switch (this) {
      case NONE, GROUP, INSTANCE, LAYER -> Regime.NONE;
      case BATCH, TASK, PER_STEP -> Regime.SUPPORT;
      case RUNNING -> Regime.RUNNING;
    };
  }
}
