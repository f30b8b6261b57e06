package dev.quickstudy.head.context;

import dev.quickstudy.head.Head;
import dev.quickstudy.head.Labels;
import dev.quickstudy.head.Layers;
import dev.quickstudy.head.Weights;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.layers.Affine;
import dev.quickstudy.nn.layers.LayerNorm;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A transformer that learns in context: support examples are tokens of embedding and answer that
 * attend to each other; a query is a token without an answer that attends to the support tokens and
 * to itself (pre-norm blocks: Vaswani et al. 2017, §3, Xiong et al. 2020; a plain form of what
 * SNAIL, Mishra et al. 2018, does with attention and convolutions, and of prior-fitted networks,
 * Müller et al. 2022, whose mask this is). Without positions, so the order of the support set does
 * not matter and any number of shots will do. The number of outputs is fixed.
 *
 * @param outputs ways, or the dimension of values
 * @param width numbers in a token, at least 1
 * @param heads attention heads, which divide {@code width}
 * @param layers blocks, at least 1
 */
public record InContext(int outputs, int width, int heads, int layers) implements Head {
  public InContext {
    Checks.count("outputs", 1, outputs);
    Checks.count("width", 1, width);
    Checks.count("heads", 1, heads);
    Checks.count("layers", 1, layers);
    if (width % heads != 0) {
      throw new UsageException(
          "an in-context transformer needs a width that its heads divide, but has width "
              + width
              + " and "
              + heads
              + " heads");
    }
  }

  @Override
  public Layout layout(Network encoder) {
    Layout learned =
        Layers.affine("token", encoder.outputs(), width)
            .join(Layers.affine("answer", outputs, width))
            .join(LayerNorm.layout("last.norm", width))
            .join(Layers.affine("last", width, outputs));
    for (int l = 0; l < layers; l++) {
      String block = "blocks." + l;
      learned =
          learned
              .join(LayerNorm.layout(block + ".norm", width))
              .join(Layers.affine(block + ".query", width, width))
              .join(Layers.affine(block + ".key", width, width))
              .join(Layers.affine(block + ".value", width, width))
              .join(Layers.affine(block + ".mixed", width, width))
              .join(LayerNorm.layout(block + ".dense.norm", width))
              .join(Layers.affine(block + ".dense.0", width, 2L * width))
              .join(Layers.affine(block + ".dense.1", 2L * width, width));
    }
    return learned;
  }

  @Override
  public void check(Network encoder, Targets targets) {
    Labels.requireOutputs("this in-context transformer", outputs, targets);
  }

  @Override
  public boolean takesWeights() {
    return true;
  }

  /** What each block's support tokens show to those that attend: keys and values. */
  @Override
  public Params fit(Params learned, Examples embedded, Context now) {
    Tensor tokens =
        Affine.apply(learned, "token", embedded.x())
            .plus(Affine.apply(learned, "answer", Labels.answers(embedded)));
    Params weights = Weights.fit(embedded);
    Map<String, Tensor> fitted = new LinkedHashMap<>();
    for (int l = 0; l < layers; l++) {
      String block = "blocks." + l;
      Tensor normed = LayerNorm.apply(learned, block + ".norm", tokens);
      Tensor keys = Affine.apply(learned, block + ".key", normed);
      Tensor values = Affine.apply(learned, block + ".value", normed);
      fitted.put(block + ".keys", keys);
      fitted.put(block + ".values", values);
      Tensor asked = Affine.apply(learned, block + ".query", normed);
      tokens =
          after(
              learned, block, tokens, attended(weights, asked, keys, values, false, asked, asked));
    }
    return Params.perTask(fitted).with(weights);
  }

  @Override
  public Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    for (int l = 0; l < layers; l++) {
      shapes.put("blocks." + l + ".keys", List.of(0, width));
      shapes.put("blocks." + l + ".values", List.of(0, width));
    }
    return shapes;
  }

  @Override
  public Map<String, List<Integer>> fittedToWeights() {
    return Weights.fitted();
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    Tensor tokens = Affine.apply(learned, "token", queries);
    for (int l = 0; l < layers; l++) {
      String block = "blocks." + l;
      Tensor normed = LayerNorm.apply(learned, block + ".norm", tokens);
      Tensor read =
          attended(
              fitted,
              Affine.apply(learned, block + ".query", normed),
              fitted.get(block + ".keys"),
              fitted.get(block + ".values"),
              true,
              Affine.apply(learned, block + ".key", normed),
              Affine.apply(learned, block + ".value", normed));
      tokens = after(learned, block, tokens, read);
    }
    return Affine.apply(learned, "last", LayerNorm.apply(learned, "last.norm", tokens));
  }

  /**
   * Attention to shared keys and, if asked for, each token's own.
   *
   * @param weights of the shared keys, as {@link Weights#fit} gave them
   * @param asked {@code [T, N, width]}
   * @param keys {@code [T, M, width]}
   * @param ownKeys {@code [T, N, width]}, read where {@code own}
   */
  private Tensor attended(
      Params weights,
      Tensor asked,
      Tensor keys,
      Tensor values,
      boolean own,
      Tensor ownKeys,
      Tensor ownValues) {
    int part = width / heads;
    List<Tensor> read = new ArrayList<>();
    for (int h = 0; h < heads; h++) {
      long from = (long) h * part;
      long to = from + part;
      Tensor q = asked.slice(2, from, to).times(1 / Math.sqrt(part));
      Tensor likeness =
          Weights.attending(weights, q.matmul(keys.slice(2, from, to).transpose(1, 2)));
      if (own) {
        Tensor self = q.times(ownKeys.slice(2, from, to)).sum(true, 2);
        Tensor shares = Tensor.cat(2, List.of(likeness, self)).softmax(-1);
        long others = keys.size(1);
        read.add(
            shares
                .slice(2, 0, others)
                .matmul(values.slice(2, from, to))
                .plus(shares.slice(2, others, others + 1).times(ownValues.slice(2, from, to))));
      } else {
        read.add(likeness.softmax(-1).matmul(values.slice(2, from, to)));
      }
    }
    return Tensor.cat(2, read);
  }

  private static Tensor after(Params learned, String block, Tensor tokens, Tensor read) {
    Tensor mixed = tokens.plus(Affine.apply(learned, block + ".mixed", read));
    Tensor seen = LayerNorm.apply(learned, block + ".dense.norm", mixed);
    return mixed.plus(
        Affine.apply(
            learned, block + ".dense.1", Affine.apply(learned, block + ".dense.0", seen).gelu()));
  }
}
