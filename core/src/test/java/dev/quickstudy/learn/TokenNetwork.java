package dev.quickstudy.learn;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.tensor.Tensor;
import java.util.stream.LongStream;

/** Looks int64 tokens up in a table and maps each row to a logit a token. */
record TokenNetwork(int length, int vocabulary, int width) implements Network {
  @Override
  public Layout layout() {
    return Layout.of(
        TensorSpec.of("table", Role.OTHER, Fresh.uniform(1, "table"), vocabulary, width),
        TensorSpec.of("out.weight", Role.WEIGHT, Fresh.uniform(width, "out"), vocabulary, width));
  }

  @Override
  public Output apply(Params weights, Params state, Tensor x, Context now) {
    long tasks = x.size(0);
    Tensor table = weights.get("table");
    Tensor out = weights.get("out.weight");
    Tensor places = x.reshape(tasks, -1);
    if (weights.perTask()) {
      long[] first = LongStream.range(0, tasks).map(task -> task * vocabulary).toArray();
      places = places.plus(Tensor.of(first, tasks, 1));
      table = table.reshape(tasks * vocabulary, width);
    }
    Tensor rows = table.indexSelect(0, places.reshape(-1)).reshape(tasks, -1, width).tanh();
    Tensor logits = rows.matmul(out.transpose(-1, -2));
    return new Output(logits.reshape(tasks, x.size(1), outputs()), Params.empty());
  }

  @Override
  public long[] inputShape() {
    return new long[] {length};
  }

  @Override
  public int outputs() {
    return length * vocabulary;
  }

  @Override
  public Normalisation normalisation() {
    return Normalisation.NONE;
  }

  @Override
  public int tasksTogether() {
    return 8;
  }
}
