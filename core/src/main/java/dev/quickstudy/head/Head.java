package dev.quickstudy.head;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Learns a task from embeddings, without touching the encoder: a pure pair (fit, predict).
 * Classifiers in closed form, inner solvers and models that read the support set are all heads.
 * Implementations are records of settings.
 */
public interface Head {
  /**
   * Meta-parameters of its own; empty where it learns nothing across tasks.
   *
   * @param encoder what embeds the examples
   */
  default Layout layout(Network encoder) {
    return Layout.empty();
  }

  /**
   * Checks that it can learn tasks of a kind on the outputs of an encoder.
   *
   * @throws dev.quickstudy.tensor.UsageException if not, with the reason and the nearest valid
   *     choice
   */
  void check(Network encoder, Targets targets);

  /**
   * Fits T tasks.
   *
   * @param learned its own meta-parameters
   * @param embedded support examples; inputs {@code [T, N, outputs of the encoder]}
   * @return what predictions need, {@code [T, …]} each; gradients flow through it
   */
  Params fit(Params learned, Examples embedded, Context now);

  /**
   * What {@link #fit} gives: from names to shapes without the task axis, in which 0 is the number
   * of support examples and −1 any number.
   */
  Map<String, List<Integer>> fitted(Network encoder, Targets targets);

  /** What {@link #fit} gives as well where examples have weights, as {@link #fitted}. */
  default Map<String, List<Integer>> fittedToWeights() {
    return Map.of();
  }

  /**
   * Predicts. Unless {@link #transductive()}, each prediction depends on its own query alone.
   *
   * @param fitted what {@link #fit} gave
   * @param queries {@code [T, Q, outputs of the encoder]}
   * @return {@code [T, Q, ways]} logits, or {@code [T, Q, dimension]} values, perhaps followed by
   *     as many numbers that say how sure they are
   */
  Tensor predict(Params learned, Params fitted, Tensor queries, Context now);

  /** Whether predictions depend on the other queries of the task. */
  default boolean transductive() {
    return false;
  }

  /**
   * Whether it honours the weights of support examples, {@code [T, N]} and at least 0: an example
   * of weight 0 changes nothing. TransductiveSupport sets of different sizes are then fitted side
   * by side. Others are never given weights.
   */
  default boolean takesWeights() {
    return false;
  }

  /**
   * The shape of the descriptor that it reads of each task, without the task axis: such as {@code
   * [ways, D]} for a vector a class. Empty where it reads none. See {@link Examples#descriptor}.
   */
  default List<Integer> descriptor(Network encoder, Targets targets) {
    return List.of();
  }

  /**
   * Whether what it fits depends on the order of the support set. Then it is given each task's
   * examples in a random order of the task's key, whatever order they come in: an example's place
   * must not tell its label, neither in training nor in a user's files, which are often sorted.
   */
  default boolean readsOrder() {
    return false;
  }

  /**
   * The loss that it is trained by; honours the weights of queries.
   *
   * @param predictions as {@link #predict} gave them
   * @return {@code [T]}
   */
  default Tensor loss(Tensor predictions, Examples queries) {
    return queries.loss(predictions);
  }
}
