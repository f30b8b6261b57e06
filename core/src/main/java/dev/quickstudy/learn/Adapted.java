package dev.quickstudy.learn;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Output;
import dev.quickstudy.tensor.Tensor;

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

  /** Frees what the adapted learner owns. Closing twice does nothing. */
  @Override
  void close();
}
