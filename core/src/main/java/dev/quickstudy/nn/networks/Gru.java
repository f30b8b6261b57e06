package dev.quickstudy.nn.networks;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.layers.Affine;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Tensor;

/**
 * A recurrent network with gated units (Cho et al. 2014, §2.3), which reads a sequence from its
 * beginning to its end; what it then remembers is the embedding. The reset gate acts behind the map
 * of the memory:
 *
 * <pre>
 * r, z = σ(W x + b + U h + c), each with rows of its own
 * n = tanh(W x + b + r·(U h + c))
 * h ← (1 − z)·n + z·h
 * </pre>
 *
 * Weights, their rows in the order r, z, n: {@code input.weight [3·hidden, features]}, {@code
 * input.bias}, {@code memory.weight [3·hidden, hidden]}, {@code memory.bias}, and, where {@code
 * classes} &gt; 0, the output layer {@code head.weight [classes, hidden]}, {@code head.bias}.
 *
 * @param length steps of a sequence
 * @param features numbers at each step
 * @param hidden numbers that it remembers
 * @param classes numbers that come out of the output layer; 0 leaves it out: an encoder, which
 *     gives its memory
 */
public record Gru(int length, int features, int hidden, int classes) implements Network {
  public Gru {
    Checks.atLeast("length", 1, length);
    Checks.atLeast("features", 1, features);
    Checks.atLeast("hidden", 1, hidden);
    Checks.atLeast("classes", 0, classes);
  }

  @Override
  public Layout layout() {
    return Affine.layout("input", features, 3L * hidden)
        .join(Affine.layout("memory", hidden, 3L * hidden))
        .join(Affine.head(hidden, classes));
  }

  @Override
  public Output apply(Params weights, Params state, Tensor x, Context now) {
    Tensor inputs = Affine.apply(weights, "input", x);
    Tensor memory = Tensor.zeros(x.type(), x.size(0), x.size(1), hidden);
    for (long step = 0; step < x.size(2); step++) {
      Tensor input = inputs.select(2, step);
      Tensor remembered = Affine.apply(weights, "memory", memory);
      Tensor gates = input.slice(2, 0, 2L * hidden).plus(remembered.slice(2, 0, 2L * hidden));
      Tensor reset = gates.slice(2, 0, hidden).sigmoid();
      Tensor keep = gates.slice(2, hidden, 2L * hidden).sigmoid();
      Tensor fresh = third(input).plus(reset.times(third(remembered))).tanh();
      memory = fresh.plus(keep.times(memory.minus(fresh)));
    }
    return new Output(classes > 0 ? Affine.apply(weights, "head", memory) : memory, Params.empty());
  }

  private Tensor third(Tensor rows) {
    return rows.slice(2, 2L * hidden, 3L * hidden);
  }

  /** {@code gru.weight_ih_l0}, {@code gru.weight_hh_l0} and their biases, of {@code nn.GRU}. */
  @Override
  public String torchName(String name) {
    return switch (name) {
      case "input.weight" -> "gru.weight_ih_l0";
      case "input.bias" -> "gru.bias_ih_l0";
      case "memory.weight" -> "gru.weight_hh_l0";
      case "memory.bias" -> "gru.bias_hh_l0";
      default -> name;
    };
  }

  @Override
  public long[] inputShape() {
    return new long[] {length, features};
  }

  @Override
  public int outputs() {
    return classes > 0 ? classes : hidden;
  }

  @Override
  public Normalisation normalisation() {
    return Normalisation.NONE;
  }

  @Override
  public int tasksTogether() {
    return 16;
  }
}
