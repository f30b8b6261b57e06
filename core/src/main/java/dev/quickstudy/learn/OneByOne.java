package dev.quickstudy.learn;

import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Predicts each query by itself (Nichol, Achiam and Schulman 2018, §6.1). */
final class OneByOne {
  private OneByOne() {}

  /**
   * Predictions for single queries, side by side.
   *
   * @param queries {@code [T, Q, …]}
   * @param single from {@code [T, 1, …]} to {@code [T, 1, outputs]}
   */
  static Output predict(Tensor queries, Function<Tensor, Output> single) {
    List<Tensor> values = new ArrayList<>();
    for (long q = 0; q < queries.size(1); q++) {
      try (Scope scope = Scope.open()) {
        values.add(scope.keep(single.apply(queries.slice(1, q, q + 1)).value()));
      }
    }
    return new Output(Tensor.cat(1, values), Params.empty());
  }
}
