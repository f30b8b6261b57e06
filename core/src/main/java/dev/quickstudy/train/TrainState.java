package dev.quickstudy.train;

import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import java.util.Optional;

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
  private final Optional<Average.Averaged> average;

  /**
   * Takes its tensors over.
   *
   * @param optimizer the state of the outer transform
   * @param key what all randomness of the run comes from
   * @param step number of steps made
   */
  public TrainState(Model model, Params optimizer, RandomKey key, long step) {
    this(model, optimizer, key, step, Optional.empty());
  }

  /**
   * The same with an average of the models so far.
   *
   * @param average empty where there is none, or it has not begun
   */
  public TrainState(
      Model model, Params optimizer, RandomKey key, long step, Optional<Average.Averaged> average) {
    this.model = model.ownedBy(memory);
    this.optimizer = optimizer.ownedBy(memory);
    this.key = key;
    this.step = step;
    average.ifPresent(begun -> begun.model().ownedBy(memory));
    this.average = average;
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

  /** The average of the models so far; empty where there is none, or it has not begun. */
  public Optional<Average.Averaged> average() {
    return average;
  }

  /** What is validated and judged: the average where it has begun, else the model. */
  public Model judged() {
    return average.map(Average.Averaged::model).orElse(model);
  }

  @Override
  public void close() {
    memory.close();
  }
}
