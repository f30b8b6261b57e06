package dev.quickstudy.learn;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import java.util.Set;

/**
 * A learning algorithm f(θ; φ): it turns a support set into an adapted learner. Implementations are
 * records of settings; what is learned across tasks is in the {@link Model}.
 */
public interface Learner {
  /** The tensors of φ, by name, shape and role. */
  Layout layout();

  /** The tensors of the state, likewise. Empty where it has none. */
  default Layout stateLayout() {
    return network().stateLayout();
  }

  /** Fresh meta-parameters and state, float32. */
  default Model init(RandomKey key) {
    return new Model(layout().init(key), stateLayout().init(key));
  }

  /**
   * Learns T tasks from their support sets.
   *
   * @param support {@code [T, N, …]}
   * @return in {@link dev.quickstudy.nn.Phase#TRAIN} a value in the current scope that gradients
   *     flow through; in {@link dev.quickstudy.nn.Phase#TEST} a value that owns its memory and is
   *     closed by the caller
   * @throws dev.quickstudy.tensor.UsageException if the support set does not fit the network, its
   *     answers do not suit its targets, it has weights that are not taken, or the regime is none
   *     of {@link #regimes()}
   */
  Adapted adapt(Model model, Examples support, Context now);

  /**
   * Goes on from tasks learned before: predicts the same bits as the value that gave the state,
   * without their support sets.
   *
   * @param model the same that they were learned with
   * @param state as {@link Adapted#state} gave it
   * @return a value that owns its memory and is closed by the caller; the model and the state may
   *     be freed before it
   * @throws dev.quickstudy.tensor.UsageException if the state does not fit this learner and model,
   *     naming the tensor and both shapes
   */
  Adapted resume(Model model, TaskState state);

  /** The regimes that it can predict under. */
  default Set<Regime> regimes() {
    return network().normalisation().regimes();
  }

  /**
   * The loss on queries that it is trained by.
   *
   * @param predictions as {@link Adapted#predict} gave them
   * @return {@code [T]}
   */
  default Tensor loss(Tensor predictions, Examples queries) {
    return queries.loss(predictions);
  }

  /**
   * Whether it honours the weights of support examples under a regime: an example of weight 0
   * changes nothing. Then support sets of different sizes, filled up to one size, are learned side
   * by side. Others refuse weights.
   */
  default boolean takesWeights(Regime regime) {
    return false;
  }

  /**
   * The shape of the descriptor that it reads of each task ({@link Examples#descriptor}), without
   * the task axis; empty where it reads none. A task without one is learned from its examples
   * alone.
   */
  default List<Integer> descriptor(Targets targets) {
    return List.of();
  }

  /** The network that it adapts or embeds with. */
  Network network();

  /**
   * Checks that it can learn tasks of a kind.
   *
   * @param inputShape the shape of one example's input
   * @throws dev.quickstudy.tensor.UsageException if not, with the reason and the nearest valid
   *     choice
   */
  void check(long[] inputShape, Targets targets);

  /** The regimes that it can be trained under. */
  default Set<Regime> trainingRegimes() {
    return regimes();
  }

  /**
   * Checks that it can be trained on tasks of a source and size.
   *
   * @throws dev.quickstudy.tensor.UsageException if not, with the reason and the nearest valid
   *     choice
   */
  default void checkTraining(TaskSource source, TaskShape shape) {
    Checks.require(
        !shape.isMiniBatch(),
        "this learner is trained on tasks with support sets, but their shots are 0; ask for at least 1");
    check(source.inputShape(), source.targets(shape));
    Requirements.descriptor(descriptor(source.targets(shape)), source.descriptor(shape), true);
  }
}
