package dev.quickstudy.learn;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Output;
import dev.quickstudy.tensor.Tensor;
import java.util.Optional;

/**
 * T learned tasks, ready to predict; safe for many threads at once. What predicts while another
 * thread closes it may end with a {@link dev.quickstudy.tensor.ClosedException} halfway; {@link
 * LearnedTasks} lets it end.
 */
public interface Adapted extends AutoCloseable {
  /**
   * Predicts under the regime of {@code now}.
   *
   * @param queries {@code [T, Q, …]}
   * @return predictions {@code [T, Q, outputs]} (logits for classes; values, perhaps followed by as
   *     many numbers that say how sure they are) and the state after the pass, in the current scope
   */
  Output predict(Tensor queries, Context now);

  /**
   * What is known of queries before anything is decided: an encoder's embedding, or what a network
   * hands to its output layer. Empty where there is no such thing.
   *
   * @param queries {@code [T, Q, …]}
   * @return {@code [T, Q, features]}, in the current scope
   */
  default Optional<Tensor> features(Tensor queries, Context now) {
    return Optional.empty();
  }

  /**
   * All that predictions need beside the model, for {@link Learner#resume}. Its tensors belong to
   * the current scope; they are views of memory that outlives this value for as long as they do.
   *
   * @throws dev.quickstudy.tensor.UsageException if there is no such state: in training
   */
  TaskState state();

  /**
   * A vector that says what each task is like: the mean of the support set's embeddings; where a
   * learner describes a task by itself (CNAPs, the strategy network), that description; for CAVIA
   * the context. Empty for other descent, in training, and where a head is fitted only when queries
   * come (the regimes {@code joint} and {@code one-by-one}).
   *
   * @return {@code [T, D]}, in the current scope
   */
  Optional<Tensor> embedding();

  /** Frees what the adapted learner owns. Closing twice does nothing. */
  @Override
  void close();
}
