package dev.quickstudy.nn.layers;

import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A long short-term memory of plain operations (Hochreiter and Schmidhuber 1997, with forget
 * gates), gates in the order input, forget, cell, output: {@code NAME.input [in, 4·width]}, {@code
 * NAME.hidden [read, 4·width]}, {@code NAME.bias [4·width]}.
 */
public final class Lstm {
  private Lstm() {}

  /** What a step leaves. */
  public record State(Tensor hidden, Tensor cell) {}

  public static Layout layout(String name, int in, int width) {
    return layout(name, in, width, width);
  }

  /**
   * Its weights.
   *
   * @param read how many numbers of the past each step reads
   */
  public static Layout layout(String name, int in, int read, int width) {
    Fresh input = Fresh.uniform(in, name, "input");
    Fresh hidden = Fresh.uniform(read, name, "hidden");
    return Layout.of(
        TensorSpec.of(name + ".input", Role.OTHER, input, in, 4L * width),
        TensorSpec.of(name + ".hidden", Role.OTHER, hidden, read, 4L * width),
        TensorSpec.of(name + ".bias", Role.BIAS, Fresh.zeros(), 4L * width));
  }

  /**
   * One step.
   *
   * @param x {@code [..., in]}
   * @param past {@code [..., read]}
   * @param cell {@code [..., width]}
   */
  public static State step(
      Params weights, String name, Tensor x, Tensor past, Tensor cell, long width) {
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
  public static Tensor outputs(Params weights, String name, Tensor sequence) {
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
