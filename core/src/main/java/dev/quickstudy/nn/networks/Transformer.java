package dev.quickstudy.nn.networks;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Film;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.nn.layers.Affine;
import dev.quickstudy.nn.layers.LayerNorm;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

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

  /** Far beyond any use. */
  private static final int MOST_LAYERS = 1000;

  public Transformer {
    Checks.atLeast("length", 1, length);
    Checks.atLeast("features", 1, features);
    Checks.atLeast("width", 1, width);
    Checks.atLeast("heads", 1, heads);
    Checks.atLeast("layers", 1, layers);
    Checks.require(
        layers <= MOST_LAYERS, "layers must be at most " + MOST_LAYERS + ", but are " + layers);
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
  public Layout layout() {
    Fresh positions = Fresh.uniform(width, "positions");
    List<Layout> parts = new ArrayList<>();
    parts.add(Affine.layout("embed", features, width));
    parts.add(Layout.of(TensorSpec.of("positions", Role.OTHER, positions, length, width)));
    for (int i = 0; i < layers; i++) {
      parts.add(LayerNorm.layout(attention(i) + "norm", width));
      parts.add(Affine.layout(attention(i) + "read", width, 3L * width));
      parts.add(Affine.layout(attention(i) + "write", width, width));
      parts.add(LayerNorm.layout(dense(i) + "norm", width));
      parts.add(Affine.layout(dense(i) + "in", width, (long) WIDER * width));
      parts.add(Affine.layout(dense(i) + "out", (long) WIDER * width, width));
    }
    parts.add(LayerNorm.layout("norm", width));
    parts.add(Affine.head(width, classes));
    return Layout.of(parts.stream().flatMap(part -> part.tensors().stream()).toList());
  }

  private static String attention(int layer) {
    return "layers." + layer + ".attention.";
  }

  private static String dense(int layer) {
    return "layers." + layer + ".dense.";
  }

  @Override
  public Output apply(Params weights, Params state, Tensor x, Context now) {
    Tensor positions = weights.get("positions");
    Tensor value =
        Affine.apply(weights, "embed", x)
            .plus(weights.perTask() ? positions.unsqueeze(1) : positions);
    for (int i = 0; i < layers; i++) {
      value =
          value.plus(attend(weights, i, LayerNorm.apply(weights, attention(i) + "norm", value)));
      Tensor wide =
          Affine.apply(
              weights, dense(i) + "in", LayerNorm.apply(weights, dense(i) + "norm", value));
      value = value.plus(Affine.apply(weights, dense(i) + "out", wide.gelu()));
    }
    value = LayerNorm.apply(weights, "norm", value).mean(false, 2);
    return new Output(classes > 0 ? Affine.apply(weights, "head", value) : value, Params.empty());
  }

  /** Each step reads from all steps: {@code [T, N, L, width]}. */
  private Tensor attend(Params weights, int layer, Tensor x) {
    long[] shape = x.shape();
    int each = width / heads;
    Tensor read =
        Affine.apply(weights, attention(layer) + "read", x)
            .reshape(shape[0], shape[1], shape[2], 3, heads, each)
            .permute(3, 0, 1, 4, 2, 5);
    Tensor closeness =
        read.select(0, 0).matmul(read.select(0, 1).transpose(-2, -1)).times(1 / Math.sqrt(each));
    Tensor found =
        closeness.softmax(-1).matmul(read.select(0, 2)).permute(0, 1, 3, 2, 4).reshape(shape);
    return Affine.apply(weights, attention(layer) + "write", found);
  }

  @Override
  public List<Film.Site> filmSites() {
    List<String> norms = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      norms.add(attention(i) + "norm");
      norms.add(dense(i) + "norm");
    }
    norms.add("norm");
    return norms.stream()
        .map(
            name -> new Film.Site(List.of(name + ".weight", name + ".bias"), name + ".bias", width))
        .toList();
  }

  /**
   * {@code encoder.layers.I.self_attn.in_proj_weight} …, of {@code nn.TransformerEncoder} with
   * {@code norm_first=True}.
   */
  @Override
  public String torchName(String name) {
    return name.replaceFirst("^norm\\.", "encoder.norm.")
        .replaceFirst("^layers\\.(\\d+)\\.attention\\.norm\\.", "encoder.layers.$1.norm1.")
        .replaceFirst(
            "^layers\\.(\\d+)\\.attention\\.read\\.", "encoder.layers.$1.self_attn.in_proj_")
        .replaceFirst(
            "^layers\\.(\\d+)\\.attention\\.write\\.", "encoder.layers.$1.self_attn.out_proj.")
        .replaceFirst("^layers\\.(\\d+)\\.dense\\.norm\\.", "encoder.layers.$1.norm2.")
        .replaceFirst("^layers\\.(\\d+)\\.dense\\.in\\.", "encoder.layers.$1.linear1.")
        .replaceFirst("^layers\\.(\\d+)\\.dense\\.out\\.", "encoder.layers.$1.linear2.");
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
