package dev.quickstudy.learn;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Output;
import dev.quickstudy.tensor.Tensor;
import java.util.Optional;

/** T learned tasks, ready to predict; safe for many threads at once. */
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

  /** Frees what the adapted learner owns. Closing twice does nothing. */
  @Override
  void close();
}
