package dev.quickstudy.head;

import dev.quickstudy.nn.Init;
import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A long short-term memory of plain operations (Hochreiter and Schmidhuber 1997, with forget
 * gates), gates in the order input, forget, cell, output: {@code NAME.input [in, 4·width]}, {@code
 * NAME.hidden [read, 4·width]}, {@code NAME.bias [4·width]}.
 */
final class Lstm {
  private Lstm() {}

  /** What a step leaves. */
  record State(Tensor hidden, Tensor cell) {}

  static Params init(String name, int in, int width, RandomKey key) {
    return init(name, in, width, width, key);
  }

  /**
   * Fresh weights.
   *
   * @param read how many numbers of the past each step reads
   */
  static Params init(String name, int in, int read, int width, RandomKey key) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    weights.put(name + ".input", Init.uniform(key.fold(name).fold("input"), in, in, 4L * width));
    weights.put(
        name + ".hidden", Init.uniform(key.fold(name).fold("hidden"), read, read, 4L * width));
    weights.put(name + ".bias", Tensor.zeros(DType.FLOAT32, 4L * width));
    return Params.of(weights);
  }

  /**
   * One step.
   *
   * @param x {@code [..., in]}
   * @param past {@code [..., read]}
   * @param cell {@code [..., width]}
   */
  static State step(Params weights, String name, Tensor x, Tensor past, Tensor cell, long width) {
    Tensor gates =
        x.matmul(weights.get(name + ".input"))
            .plus(past.matmul(weights.get(name + ".hidden")))
            .plus(weights.get(name + ".bias"));
    Tensor next =
        gate(gates, 1, width)
            .sigmoid()
            .times(cell)
            .plus(gate(gates, 0, width).sigmoid().times(gate(gates, 2, width).tanh()));
    return new State(gate(gates, 3, width).sigmoid().times(next.tanh()), next);
  }

  private static Tensor gate(Tensor gates, int number, long width) {
    return gates.slice(-1, number * width, (number + 1) * width);
  }

  /**
   * The hidden state after each element of a sequence {@code [T, N, in]}, {@code [T, N, width]}.
   */
  static Tensor outputs(Params weights, String name, Tensor sequence) {
    long width = weights.get(name + ".bias").size(0) / 4;
    Tensor hidden = Tensor.zeros(sequence.type(), sequence.size(0), width);
    Tensor cell = hidden;
    List<Tensor> outputs = new ArrayList<>();
    for (long i = 0; i < sequence.size(1); i++) {
      State state = step(weights, name, sequence.select(1, i), hidden, cell, width);
      hidden = state.hidden();
      cell = state.cell();
      outputs.add(hidden);
    }
    return Tensor.stack(1, outputs);
  }
}
