package dev.quickstudy.train;

import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;

/**
 * What some tasks of a step say together: a node of a {@link SumTree}. It owns its tensors and is
 * made of plain ones, so that it can be sent to another machine and made anew there.
 */
public final class GradientSum implements AutoCloseable {
  private final Scope memory;
  private final int level;
  private final int index;
  private final Params gradients;
  private final Params state;
  private final Tensor loss;

  /**
   * Takes its tensors over.
   *
   * @param level 0 for a leaf, 1 for the sum of two, and so on; 0 … 30
   * @param index number of the node among those of its level, from 0
   * @param gradients the sum over the node's tasks of their gradient in φ, divided by the number of
   *     tasks of the whole step; named and shaped as φ
   * @param state likewise of the network's state after the step; empty where there is none
   * @param loss the sum of the tasks' losses, {@code []}
   */
  public GradientSum(int level, int index, Params gradients, Params state, Tensor loss) {
    this(Scope.detached(), level, index, gradients, state, loss);
  }

  private GradientSum(
      Scope memory, int level, int index, Params gradients, Params state, Tensor loss) {
    if (level < 0 || level > 30 || index < 0 || ((long) index << level) > Integer.MAX_VALUE) {
      throw new UsageException(
          "a sum has a level of 0 to 30 and a number of at least 0, but these are %d and %d"
              .formatted(level, index));
    }
    this.memory = memory;
    this.level = level;
    this.index = index;
    this.gradients = gradients.ownedBy(memory);
    this.state = state.ownedBy(memory);
    this.loss = memory.adopt(loss);
  }

  /** 0 for a leaf, 1 for the sum of two, and so on. */
  public int level() {
    return level;
  }

  /** Number of the node among those of its level. */
  public int index() {
    return index;
  }

  /** The weighted sum of gradients, named and shaped as φ; valid until this value is closed. */
  public Params gradients() {
    return gradients;
  }

  /** The weighted sum of states; valid until this value is closed. */
  public Params state() {
    return state;
  }

  /** The sum of losses, {@code []}; valid until this value is closed. */
  public Tensor loss() {
    return loss;
  }

  /**
   * This sum as the node above, where there is nothing beside it to be added; it takes its place.
   */
  GradientSum alone() {
    return new GradientSum(memory, level + 1, index / 2, gradients, state, loss);
  }

  /** The node above this one and the next; closes both. */
  GradientSum plus(GradientSum next) {
    try (Scope scope = Scope.open()) {
      return new GradientSum(
          level + 1,
          index / 2,
          gradients.plus(next.gradients),
          state.plus(next.state),
          loss.plus(next.loss));
    } finally {
      close();
      next.close();
    }
  }

  @Override
  public void close() {
    memory.close();
  }
}
