package dev.quickstudy.nn;

import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;

/**
 * A function from examples to outputs with weights from outside. A network is a specification and
 * holds sizes, never tensors; implementations are records, so a specification is its own
 * configuration.
 */
public interface Network {
  /** Fresh float32 weights. */
  Params init(RandomKey key);

  /**
   * The state before the first pass: no gradient, no weight decay. Empty where the network has
   * none.
   */
  Params initialState();

  /**
   * Runs the network on the examples of T tasks.
   *
   * @param weights shared by all tasks, {@code […]}, or one set a task, {@code [T, …]}
   * @param state likewise; read where {@code now.statistics()} is {@link Statistics#STATE}
   * @param x {@code [T, N, …]}
   */
  Output apply(Params weights, Params state, Tensor x, Context now);

  /** The shape of one example's input. */
  long[] inputShape();

  /** Numbers that come out for one example. */
  int outputs();

  /** How it normalises. */
  Normalisation normalisation();

  /**
   * How many tasks are best run together on a processor: many for small dense networks, where one
   * call for all saves the cost of calls; one for convolutions, which fill a core with one task.
   */
  int tasksTogether();
}
