package dev.quickstudy.nn;

/** What a pass is for. */
public enum Phase {
  /** Meta-training: dropout is on, running averages move, gradients flow to the meta-parameters. */
  TRAIN,
  /** Judging and serving: nothing but the prediction is wanted. */
  TEST
}
