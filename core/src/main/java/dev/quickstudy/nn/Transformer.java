package dev.quickstudy.nn;

import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A transformer encoder of sequences (Vaswani et al. 2017) with learned positions, layer
 * normalisation in front of each part (Xiong et al. 2020, §3) and at the end, and GELU; the
 * embedding is the mean over the steps.
 *
 * <p>Weights: {@code embed.weight [width, features]}, {@code embed.bias}, {@code positions [length,
 * width]}; in each layer {@code layers.I.attention.norm.*}, {@code .attention.read.* [3·width,
 * width]} (queries, keys and values, head by head in each), {@code .attention.write.*}, {@code
 * layers.I.dense.norm.*}, {@code .dense.in.* [4·width, width]}, {@code .dense.out.*}; {@code
 * norm.*}; where {@code classes} &gt; 0, the output layer {@code head.weight [classes, width]},
 * {@code head.bias}.
 *
 * @param length steps of a sequence
 * @param features numbers at each step
 * @param width numbers that stand for a step inside, divisible by {@code heads}
 * @param heads attention heads
 * @param layers layers of attention
 * @param classes numbers that come out of the output layer; 0 leaves it out: an encoder
 */
public record Transformer(int length, int features, int width, int heads, int layers, int classes)
    implements Network {
  private static final int WIDER = 4;
  private static final double EPSILON = 1e-5;

  public Transformer {
    Checks.atLeast("length", 1, length);
    Checks.atLeast("features", 1, features);
    Checks.atLeast("width", 1, width);
    Checks.atLeast("heads", 1, heads);
    Checks.atLeast("layers", 1, layers);
    Checks.atLeast("classes", 0, classes);
    Checks.require(
        width % heads == 0,
        "the width "
            + width
            + " cannot be divided among "
            + heads
            + " heads; use a width of "
            + Math.max(1, Math.round((double) width / heads)) * heads);
  }

  @Override
  public Params init(RandomKey key) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    Linear.init(key, "embed", features, width, weights);
    weights.put("positions", Init.uniform(key.fold("positions"), width, length, width));
    for (int i = 0; i < layers; i++) {
      initNorm(attention(i) + "norm", weights);
      Linear.init(key, attention(i) + "read", width, 3 * width, weights);
      Linear.init(key, attention(i) + "write", width, width, weights);
      initNorm(dense(i) + "norm", weights);
      Linear.init(key, dense(i) + "in", width, WIDER * width, weights);
      Linear.init(key, dense(i) + "out", WIDER * width, width, weights);
    }
    initNorm("norm", weights);
    if (classes > 0) {
      Linear.init(key, "head", width, classes, weights);
    }
    return Params.of(weights);
  }

  private void initNorm(String name, Map<String, Tensor> weights) {
    weights.put(name + ".weight", Tensor.full(1, DType.FLOAT32, width));
    weights.put(name + ".bias", Tensor.zeros(DType.FLOAT32, width));
  }

  private static String attention(int layer) {
    return "layers." + layer + ".attention.";
  }

  private static String dense(int layer) {
    return "layers." + layer + ".dense.";
  }

  @Override
  public Params initialState() {
    return Params.empty();
  }

  @Override
  public Output apply(Params weights, Params state, Tensor x, Context now) {
    Tensor positions = weights.get("positions");
    Tensor value =
        Linear.apply(weights, "embed", x)
            .plus(weights.perTask() ? positions.unsqueeze(1) : positions);
    for (int i = 0; i < layers; i++) {
      value = value.plus(attend(weights, i, normalise(weights, attention(i) + "norm", value)));
      Tensor wide =
          Linear.apply(weights, dense(i) + "in", normalise(weights, dense(i) + "norm", value));
      value = value.plus(Linear.apply(weights, dense(i) + "out", wide.gelu()));
    }
    value = normalise(weights, "norm", value).mean(false, 2);
    return new Output(classes > 0 ? Linear.apply(weights, "head", value) : value, Params.empty());
  }

  /** Each step reads from all steps: {@code [T, N, L, width]}. */
  private Tensor attend(Params weights, int layer, Tensor x) {
    long[] shape = x.shape();
    int each = width / heads;
    Tensor read =
        Linear.apply(weights, attention(layer) + "read", x)
            .reshape(shape[0], shape[1], shape[2], 3, heads, each)
            .permute(3, 0, 1, 4, 2, 5);
    Tensor closeness =
        read.select(0, 0).matmul(read.select(0, 1).transpose(-2, -1)).times(1 / Math.sqrt(each));
    Tensor found =
        closeness.softmax(-1).matmul(read.select(0, 2)).permute(0, 1, 3, 2, 4).reshape(shape);
    return Linear.apply(weights, attention(layer) + "write", found);
  }

  /** Layer normalisation of each step by itself (Ba, Kiros and Hinton 2016). */
  private static Tensor normalise(Params weights, String name, Tensor x) {
    Tensor centred = x.minus(x.mean(true, -1));
    Tensor normed = centred.times(centred.square().mean(true, -1).plus(EPSILON).rsqrt());
    return normed
        .times(perStep(weights, weights.get(name + ".weight")))
        .plus(perStep(weights, weights.get(name + ".bias")));
  }

  private static Tensor perStep(Params weights, Tensor values) {
    return weights.perTask() ? values.unsqueeze(1).unsqueeze(1) : values;
  }

  @Override
  public Set<String> lastLayer() {
    return classes > 0 ? Set.of("head.weight", "head.bias") : Set.of();
  }

  @Override
  public List<FilmSite> filmSites() {
    List<String> norms = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      norms.add(attention(i) + "norm");
      norms.add(dense(i) + "norm");
    }
    norms.add("norm");
    return norms.stream()
        .map(name -> new FilmSite(List.of(name + ".weight", name + ".bias"), name + ".bias", width))
        .toList();
  }

  @Override
  public long[] inputShape() {
    return new long[] {length, features};
  }

  @Override
  public int outputs() {
    return classes > 0 ? classes : width;
  }

  @Override
  public Normalisation normalisation() {
    return Normalisation.LAYER;
  }

  @Override
  public int tasksTogether() {
    return 4;
  }
}
