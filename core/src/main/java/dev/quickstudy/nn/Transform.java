package dev.quickstudy.nn;

/**
 * A pure pair (init, update) that turns gradients into updates, which are added to the params. Used
 * by both loops; all that changes from step to step is in its state, itself a map of named tensors,
 * so that it can be saved, differentiated through, and carry a task axis.
 */
public interface Transform {
  /** The state before the first step. */
  Params init(Params params);

  /**
   * One step.
   *
   * @param gradients named and shaped as params
   * @param state as init or the last step gave it
   * @param params what is being changed
   */
  Step update(Params gradients, Params state, Params params, Signal signal);

  /**
   * What a step gives.
   *
   * @param updates to be added to the params
   * @param state for the next step
   */
  record Step(Params updates, Params state) {}

  /**
   * What a transform may read beside the gradients.
   *
   * @param step number of steps already made in this loop
   */
  record Signal(long step) {}
}
