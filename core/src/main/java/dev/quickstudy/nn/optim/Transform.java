package dev.quickstudy.nn.optim;

import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.Tensor;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A pure pair (init, update) that turns gradients into updates, which are added to the params. Used
 * by both loops; all that changes from step to step is in its state, itself a map of named tensors,
 * so that it can be saved, differentiated through, and carry a task axis.
 */
public interface Transform {
  /** Whether it has meta-parameters of its own, which only an outer loop around it can learn. */
  default boolean learns() {
    return false;
  }

  /** Numbers of the task's description that it needs; 0 where it can do without. */
  default int reads() {
    return 0;
  }

  /** Numbers that it needs of each column of a task's inputs; 0 where it can do without. */
  default int readsColumns() {
    return 0;
  }

  /** Whether another budget of its loop makes it another transform: a rate may follow it. */
  default boolean followsBudget() {
    return false;
  }

  /**
   * Meta-parameters of its own; empty where it learns nothing.
   *
   * @param params what it is going to change, without a task axis
   */
  default Layout learned(Layout params) {
    return Layout.empty();
  }

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
   * What a loop has come to.
   *
   * @param state after the last step
   * @param params after the last step
   * @param losses gives {@link Signal#losses} at these params, which takes a pass through the
   *     network
   */
  default Params settled(Params state, Params params, Supplier<Tensor> losses) {
    return params;
  }

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
   * @param spent share of this loop's budget that is spent, 0 … 1; NaN where it has none
   * @param learned its own meta-parameters, as {@link #learned} named and shaped them
   * @param losses what this step is to lower, of each task before it, {@code [T]}: its loss, with
   *     the proximal term where there is one; empty in the outer loop
   * @param description what the start of descent has read of each task, {@code [T, D]}; D may be 0
   * @param columns what it has read of each column of a task's inputs, {@code [T, columns, D]}
   */
  record Signal(
      long step,
      double spent,
      Params learned,
      Optional<Tensor> losses,
      Optional<Tensor> description,
      Optional<Tensor> columns) {
    /** For a loop without a budget. */
    public Signal(
        long step, Params learned, Optional<Tensor> losses, Optional<Tensor> description) {
      this(step, Double.NaN, learned, losses, description, Optional.empty());
    }

    /** For transforms that read nothing but gradients, in a loop without a budget. */
    public Signal(long step) {
      this(step, Double.NaN);
    }

    /** For transforms that read nothing but gradients. */
    public Signal(long step, double spent) {
      this(step, spent, Params.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same with the meta-parameters under a prefix only: for a part of a chain. */
    Signal under(String prefix) {
      return new Signal(step, spent, learned.under(prefix), losses, description, columns);
    }
  }
}
