package dev.quickstudy.head;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Kernels;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The published relation network (Sung et al. 2018, §3.4 and figure 2): maps of features of a
 * class, summed over its shots, and of a query stand one behind the other and go through two blocks
 * of 3×3 convolution, normalisation, ReLU and 2×2 max-pooling, then two dense layers, to a score
 * between 0 and 1. Any number of ways and shots.
 *
 * <p>The published blocks normalise by the batch of all pairs, which makes a query's score depend
 * on the other queries. Here each pair is normalised by itself, over positions (instance
 * normalisation: Ulyanov, Vedaldi and Lempitsky 2016), so that predictions stay inductive.
 *
 * @param width filters of the two convolutions; published: 64
 * @param hidden width of the first dense layer; published: 8
 */
public record RelationMaps(int width, int hidden) implements Head {
  private static final double EPSILON = 1e-5;

  public RelationMaps {
    if (width < 1 || hidden < 1) {
      throw new IllegalArgumentException(
          "filters and hidden width must be at least 1, but are " + width + " and " + hidden);
    }
  }

  @Override
  public Params init(Network encoder, RandomKey key) {
    long[] maps = encoder.outputShape();
    Map<String, Tensor> weights = new LinkedHashMap<>();
    int in = 2 * (int) maps[0];
    for (int b = 0; b < 2; b++) {
      String block = "relation.blocks." + b;
      weights.put(block + ".conv.weight", Layers.uniform(key.fold(block), in * 9, width, in, 3, 3));
      weights.put(block + ".conv.bias", Tensor.zeros(DType.FLOAT32, width));
      weights.put(block + ".norm.weight", Tensor.full(1, DType.FLOAT32, width));
      weights.put(block + ".norm.bias", Tensor.zeros(DType.FLOAT32, width));
      in = width;
    }
    int features = width * Math.toIntExact(pooled(maps[1]) * pooled(maps[2]));
    return Params.of(weights)
        .join(Layers.affine("relation.0", features, hidden, key))
        .join(Layers.affine("relation.1", hidden, 1, key));
  }

  /** A side after both blocks; sides too small to be halved stay. */
  private static long pooled(long side) {
    return Math.max(1, Math.max(1, side / 2) / 2);
  }

  @Override
  public void check(Network encoder, Targets targets) {
    Labels.ways(targets, "relation networks");
    if (encoder.outputShape().length != 3) {
      throw new IllegalArgumentException(
          "a relation network compares maps of features [channels, height, width], but the encoder gives "
              + Arrays.toString(encoder.outputShape())
              + "; take Conv4 with downsampling maps and without classes, or the relation head on vectors");
    }
  }

  @Override
  public Params fit(Params learned, Examples embedded, Context now) {
    Labels.requireEveryClass(embedded);
    Tensor sums = Labels.oneHot(embedded).transpose(1, 2).matmul(embedded.x());
    return Params.perTask(Map.of("sums", sums));
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    Tensor sums = fitted.get("sums");
    long channels = learned.get("relation.blocks.0.conv.weight").size(1) / 2;
    long positions = queries.size(2) / channels;
    long side = Math.round(Math.sqrt((double) positions));
    long[] shape = {queries.size(0), queries.size(1), sums.size(1), channels, side, side};
    Tensor pairs =
        Tensor.cat(3, List.of(maps(sums, 1, shape), maps(queries, 2, shape)))
            .reshape(-1, 2 * channels, side, side);
    for (int b = 0; b < 2; b++) {
      pairs = block(learned, "relation.blocks." + b, pairs);
    }
    Tensor seen = Layers.apply(learned, "relation.0", pairs.reshape(pairs.size(0), -1)).relu();
    return Layers.apply(learned, "relation.1", seen)
        .sigmoid()
        .reshape(shape[0], shape[1], shape[2]);
  }

  /** Maps of every query or class beside those of every class or query. */
  private static Tensor maps(Tensor flat, int missing, long[] shape) {
    return flat.reshape(flat.size(0), flat.size(1), shape[3], shape[4], shape[5])
        .unsqueeze(missing)
        .expand(shape);
  }

  private static Tensor block(Params learned, String name, Tensor x) {
    Tensor value =
        Kernels.conv2d(
            x, learned.get(name + ".conv.weight"), learned.get(name + ".conv.bias"), 1, 1);
    Tensor centred = value.minus(value.mean(true, 2, 3));
    value =
        centred
            .times(centred.square().mean(true, 2, 3).plus(EPSILON).rsqrt())
            .times(learned.get(name + ".norm.weight").reshape(1, -1, 1, 1))
            .plus(learned.get(name + ".norm.bias").reshape(1, -1, 1, 1))
            .relu();
    return value.size(2) > 1 ? Kernels.maxPool2d(value, 2) : value;
  }

  @Override
  public Tensor loss(Tensor predictions, Examples queries) {
    return Relation.squaredError(predictions, queries);
  }
}
