package dev.quickstudy.train;

import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;

/**
 * All that meta-training knows: an immutable value that owns its tensors. A checkpoint is this
 * value on disk, resuming is loading it. Any thread may close it while others read: they get right
 * numbers or {@link dev.quickstudy.tensor.ClosedException}.
 */
public final class TrainState implements AutoCloseable {
  private final Scope memory = Scope.detached();
  private final Model model;
  private final Params optimizer;
  private final RandomKey key;
  private final long step;

  /**
   * Takes its tensors over.
   *
   * @param optimizer the state of the outer transform
   * @param key what all randomness of the run comes from
   * @param step number of steps made
   */
  public TrainState(Model model, Params optimizer, RandomKey key, long step) {
    this.model = model.ownedBy(memory);
    this.optimizer = optimizer.ownedBy(memory);
    this.key = key;
    this.step = step;
  }

  /** φ and state; valid until this value is closed. */
  public Model model() {
    return model;
  }

  /** The state of the outer transform. */
  public Params optimizer() {
    return optimizer;
  }

  /** What all randomness of the run comes from. */
  public RandomKey key() {
    return key;
  }

  /** Number of steps made. */
  public long step() {
    return step;
  }

  @Override
  public void close() {
    memory.close();
  }
}
