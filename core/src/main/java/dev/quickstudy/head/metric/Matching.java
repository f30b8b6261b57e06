package dev.quickstudy.head.metric;

import dev.quickstudy.head.Distances;
import dev.quickstudy.head.Head;
import dev.quickstudy.head.Labels;
import dev.quickstudy.head.Weights;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.layers.Lstm;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A query attends to the support set by the softmax of cosines; the logit of a class is the
 * logarithm of the attention that its examples get together (Vinyals et al. 2016, eq. 1–2). Any
 * number of ways and shots.
 *
 * <p>With full-context embeddings (ibid., appendix A), support embeddings are read by an LSTM in
 * both directions, and each query by an LSTM that attends to the support set a few times; its
 * hidden state starts as the query's embedding, with nothing read yet. Then predictions depend on
 * the order of the support set.
 *
 * @param reads steps of the query's LSTM; 0 leaves full-context embeddings out
 */
public record Matching(int reads) implements Head {
  public Matching {
    Checks.count("reads", 0, reads);
  }

  @Override
  public Layout layout(Network encoder) {
    if (reads == 0) {
      return Layout.empty();
    }
    int width = encoder.outputs();
    return Lstm.layout("forward", width, width)
        .join(Lstm.layout("backward", width, width))
        .join(Lstm.layout("query", width, 2 * width, width));
  }

  @Override
  public void check(Network encoder, Targets targets) {
    Labels.ways(targets, "matching networks");
  }

  @Override
  public boolean takesWeights() {
    return reads == 0;
  }

  @Override
  public boolean readsOrder() {
    return reads > 0;
  }

  @Override
  public Params fit(Params learned, Examples embedded, Context now) {
    Labels.requireEveryClass(embedded);
    Map<String, Tensor> fitted = new LinkedHashMap<>();
    fitted.put("support", reads == 0 ? embedded.x() : inContext(learned, embedded.x()));
    fitted.put("labels", Labels.oneHot(embedded));
    return Params.perTask(fitted).with(Weights.fit(embedded));
  }

  /** Each example with what an LSTM has read before it and another behind it. */
  private static Tensor inContext(Params learned, Tensor support) {
    Tensor forward = Lstm.outputs(learned, "forward", support);
    Tensor backward = Lstm.outputs(learned, "backward", support.flip(1)).flip(1);
    return support.plus(forward).plus(backward);
  }

  @Override
  public Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
    return Map.of(
        "support", List.of(0, encoder.outputs()), "labels", List.of(0, targets.outputs()));
  }

  @Override
  public Map<String, List<Integer>> fittedToWeights() {
    return Weights.fitted();
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    Tensor support = fitted.get("support");
    Tensor asked = reads == 0 ? queries : attending(learned, support, queries);
    Tensor attention = Weights.attending(fitted, Distances.cosine(asked, support)).softmax(-1);
    return attention.matmul(fitted.get("labels")).log();
  }

  /** Each query by itself, after {@code reads} looks at the support set. */
  private Tensor attending(Params learned, Tensor support, Tensor queries) {
    long width = queries.size(2);
    Tensor hidden = queries;
    Tensor cell = queries.zerosLike();
    Tensor read = queries.zerosLike();
    for (int k = 0; k < reads; k++) {
      Lstm.State state =
          Lstm.step(learned, "query", queries, Tensor.cat(2, List.of(hidden, read)), cell, width);
      hidden = state.hidden().plus(queries);
      cell = state.cell();
      read = hidden.matmul(support.transpose(1, 2)).softmax(-1).matmul(support);
    }
    return hidden;
  }
}
