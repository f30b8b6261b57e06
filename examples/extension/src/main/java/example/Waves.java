package example;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Tensor;
import java.util.List;

/**
 * An embedding out · sin(in · x): two matrices with a sine between them.
 *
 * @param input numbers of an example
 * @param width of the layer between
 * @param outputs numbers that come out
 */
public record Waves(int input, int width, int outputs) implements Network {
  public Waves {
    Checks.count("input", 1, input);
    Checks.count("width", 1, width);
    Checks.count("outputs", 1, outputs);
  }

  @Override
  public Layout layout() {
    return Layout.of(matrix("in", input, width), matrix("out", width, outputs));
  }

  private static TensorSpec matrix(String name, int in, int out) {
    return new TensorSpec(
        name,
        List.of((long) out, (long) in),
        TensorSpec.Role.WEIGHT,
        TensorSpec.Part.BODY,
        TensorSpec.Fresh.within(1 / Math.sqrt(in), name));
  }

  /** Products of {@code [T, N, input]} with matrices that all tasks share, or of each task. */
  @Override
  public Output apply(Params weights, Params state, Tensor x, Context now) {
    Tensor waves = x.matmul(weights.get("in").transpose(-2, -1)).sin();
    return new Output(waves.matmul(weights.get("out").transpose(-2, -1)), Params.empty());
  }

  @Override
  public long[] inputShape() {
    return new long[] {input};
  }

  @Override
  public Normalisation normalisation() {
    return Normalisation.NONE;
  }

  @Override
  public int tasksTogether() {
    return 1024;
  }
}
