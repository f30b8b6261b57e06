package dev.quickstudy.nn;

/** What a pass is for. */
public enum Phase {
  /**
   * Meta-training: dropout is on, gradients flow to the meta-parameters, and running averages move
   * in passes that normalise by the batch; not under {@link Regime#RUNNING}, which reads them.
   */
  TRAIN,
  /** Judging and serving: nothing but the prediction is wanted. */
  TEST
}
