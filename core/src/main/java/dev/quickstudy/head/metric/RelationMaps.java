package dev.quickstudy.head.metric;

import dev.quickstudy.head.Head;
import dev.quickstudy.head.Labels;
import dev.quickstudy.head.Layers;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.nn.layers.Affine;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Kernels;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The published relation network (Sung et al. 2018, §3.4 and figure 2): maps of features of a
 * class, summed over its shots, and of a query stand one behind the other and go through two blocks
 * of 3×3 convolution, normalisation, ReLU and 2×2 max-pooling, then two dense layers, to a score
 * between 0 and 1. Any number of ways and shots.
 *
 * <p>The published blocks normalise by the batch of all pairs, which makes a query's score depend
 * on the other queries. Here each pair is normalised by itself, over channels and positions (layer
 * normalisation: Ba, Kiros and Hinton 2016), so that predictions stay inductive. Sides of one
 * position are not halved further.
 *
 * @param width filters of the two convolutions; published: 64
 * @param hidden width of the first dense layer; published: 8
 */
public record RelationMaps(int width, int hidden) implements Head {
  private static final double EPSILON = 1e-5;

  public RelationMaps {
    Checks.count("width", 1, width);
    Checks.count("hidden", 1, hidden);
  }

  @Override
  public Layout layout(Network encoder) {
    long[] maps = encoder.outputShape();
    List<TensorSpec> tensors = new ArrayList<>();
    long in = 2 * maps[0];
    for (int b = 0; b < 2; b++) {
      String block = "relation.blocks." + b;
      Fresh filters = Fresh.uniform(in * 9, block);
      tensors.add(TensorSpec.of(block + ".conv.weight", Role.WEIGHT, filters, width, in, 3, 3));
      tensors.add(TensorSpec.of(block + ".conv.bias", Role.BIAS, Fresh.zeros(), width));
      tensors.add(TensorSpec.of(block + ".norm.weight", Role.SCALE, Fresh.full(1), width));
      tensors.add(TensorSpec.of(block + ".norm.bias", Role.SHIFT, Fresh.zeros(), width));
      in = width;
    }
    long features = width * pooled(maps[1]) * pooled(maps[2]);
    return Layout.of(tensors)
        .join(Layers.affine("relation.0", features, hidden))
        .join(Layers.affine("relation.1", hidden, 1));
  }

  /** A side after both blocks; sides too small to be halved stay. */
  private static long pooled(long side) {
    return Math.max(1, Math.max(1, side / 2) / 2);
  }

  @Override
  public void check(Network encoder, Targets targets) {
    Labels.ways(targets, "relation networks");
    long[] maps = encoder.outputShape();
    if (maps.length != 3 || maps[1] != maps[2]) {
      throw new UsageException(
          "a relation network compares square maps of features [channels, side, side], but the encoder gives "
              + Arrays.toString(maps)
              + "; take Conv4 with downsampling maps and without classes, or the relation head on vectors");
    }
  }

  @Override
  public boolean takesWeights() {
    return true;
  }

  @Override
  public Params fit(Params learned, Examples embedded, Context now) {
    Labels.requireEveryClass(embedded);
    Tensor sums = Labels.members(embedded).transpose(1, 2).matmul(embedded.x());
    return Params.perTask(Map.of("sums", sums));
  }

  @Override
  public Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
    return Map.of("sums", List.of(targets.outputs(), encoder.outputs()));
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    Tensor kernel = learned.get("relation.blocks.0.conv.weight");
    long channels = kernel.size(1) / 2;
    // Convolving maps one behind the other is a sum of two convolutions, so each map is convolved
    // once, not once a pair.
    Tensor ofClasses = convolved(fitted.get("sums"), kernel.slice(1, 0, channels));
    Tensor ofQueries = convolved(queries, kernel.slice(1, channels, 2 * channels));
    Tensor pairs = ofQueries.unsqueeze(2).plus(ofClasses.unsqueeze(1));
    long[] shape = pairs.shape();
    Tensor seen =
        pairs
            .reshape(-1, shape[3], shape[4], shape[5])
            .plus(perChannel(learned.get("relation.blocks.0.conv.bias")));
    seen = pooled(learned, "relation.blocks.0.norm", seen);
    seen =
        Kernels.conv2d(
            seen,
            learned.get("relation.blocks.1.conv.weight"),
            learned.get("relation.blocks.1.conv.bias"),
            1,
            1);
    seen = pooled(learned, "relation.blocks.1.norm", seen);
    seen = Affine.apply(learned, "relation.0", seen.reshape(seen.size(0), -1)).relu();
    return Affine.apply(learned, "relation.1", seen)
        .sigmoid()
        .reshape(shape[0], shape[1], shape[2]);
  }

  /**
   * Maps in a row, {@code [T, N, features]}, to filtered ones {@code [T, N, width, side, side]}.
   */
  private static Tensor convolved(Tensor flat, Tensor kernel) {
    long side = Math.round(Math.sqrt((double) flat.size(2) / kernel.size(1)));
    return Kernels.conv2d(flat.reshape(-1, kernel.size(1), side, side), kernel, 1, 1)
        .reshape(flat.size(0), flat.size(1), kernel.size(0), side, side);
  }

  /** Normalised, rectified and halved. */
  private static Tensor pooled(Params learned, String norm, Tensor x) {
    Tensor centred = x.minus(x.mean(true, 1, 2, 3));
    Tensor value =
        centred
            .times(centred.square().mean(true, 1, 2, 3).plus(EPSILON).rsqrt())
            .times(perChannel(learned.get(norm + ".weight")))
            .plus(perChannel(learned.get(norm + ".bias")))
            .relu();
    return value.size(2) > 1 ? Kernels.maxPool2d(value, 2) : value;
  }

  private static Tensor perChannel(Tensor values) {
    return values.reshape(1, -1, 1, 1);
  }

  @Override
  public Tensor loss(Tensor predictions, Examples queries) {
    return Relation.squaredError(predictions, queries);
  }
}
