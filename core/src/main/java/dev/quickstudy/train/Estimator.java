package dev.quickstudy.train;

import dev.quickstudy.tensor.Workers;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Where the gradient of a step's tasks is computed: on threads of this process ({@link
 * #onThreads}), or elsewhere.
 *
 * <p>The tasks of a step are cut into {@linkplain StepTasks leaves}, whose sums are added along one
 * binary tree ({@link SumTree}). The tree depends on nothing but the number of leaves, so every
 * estimator gives the same bits, whatever computes which leaf, and in whatever order.
 *
 * <p>An estimator of several machines sends each of them φ, state, key and step number of the train
 * state and the numbers of some leaves. A machine makes {@link StepTasks} from the same settings,
 * with the same {@linkplain StepTasks#memory memory strategy}, computes its leaves, adds what can
 * be added with a tree of its own and sends {@linkplain SumTree#nodes what is left}. A leaf that
 * got lost is computed again by another.
 */
public interface Estimator {
  /**
   * Estimates the meta-gradient of one step.
   *
   * @param tasks the step's tasks
   * @param state where the step starts: its model, key and step number say all; it is only read
   * @return the sum of all leaves; owned by the caller
   */
  GradientSum estimate(StepTasks<?> tasks, TrainState state);

  /**
   * On threads of this process. If a leaf fails, the first failure in their order is thrown, after
   * all that began has ended and was freed.
   *
   * @param workers stay the caller's
   */
  static Estimator onThreads(Workers workers) {
    return (tasks, state) -> {
      // Of leaves that were computed beside one that failed, nobody else hears.
      Queue<GradientSum> computed = new ConcurrentLinkedQueue<>();
      try (SumTree tree = new SumTree(tasks.leaves())) {
        workers.inOrder(
            tasks.leaves(),
            leaf -> {
              GradientSum sum = tasks.estimate(state, leaf);
              computed.add(sum);
              return sum;
            },
            tree::add);
        return tree.whole();
      } catch (RuntimeException | Error e) {
        computed.forEach(GradientSum::close);
        throw e;
      }
    };
  }
}
