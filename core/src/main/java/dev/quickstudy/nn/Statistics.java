package dev.quickstudy.nn;

/** Where batch normalisation takes its means and variances from. */
public enum Statistics {
  /** From the examples at hand, one task at a time. */
  BATCH,
  /** From the examples at hand; the new state records them, differentiably, for later passes. */
  RECORD,
  /** From the network's state. */
  STATE
}
