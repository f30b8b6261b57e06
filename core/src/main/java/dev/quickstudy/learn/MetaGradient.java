package dev.quickstudy.learn;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Params;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;

/**
 * A way to improve φ from a batch of tasks.
 *
 * @param <L> the learners that it works for
 */
public interface MetaGradient<L extends Learner> {
  /**
   * Checks that it is the gradient of something for this learner.
   *
   * @throws dev.quickstudy.tensor.UsageException if not, with the reason and the nearest valid
   *     choice
   */
  default void check(L learner) {}

  /** The estimate from a batch of tasks, in the current scope. */
  Estimate of(L learner, Model model, TaskBatch batch, Context now);

  /**
   * What a batch of tasks says.
   *
   * @param gradients the mean over tasks of the gradient in φ, named and shaped as φ
   * @param losses the loss of each task, {@code [T]}
   * @param state the state after the batch, the mean over tasks; empty where there is none
   */
  record Estimate(Params gradients, Tensor losses, Params state) {
    /** Hands all tensors to a scope that is to own them. */
    public Estimate ownedBy(Scope scope) {
      gradients.ownedBy(scope);
      scope.adopt(losses);
      state.ownedBy(scope);
      return this;
    }
  }
}
