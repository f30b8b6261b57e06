package dev.quickstudy.head.metric;

import dev.quickstudy.head.Head;
import dev.quickstudy.head.Labels;
import dev.quickstudy.head.Layers;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Losses;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.layers.Affine;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * A small network scores each pair of a query and a class mean, both vectors, between 0 and 1
 * (after Sung et al. 2018, §3.2, whose network compares maps: {@link RelationMaps}); trained by the
 * mean squared error to 1 for the right class and 0 for others. Any number of ways and shots.
 *
 * @param hidden width of the hidden layer, at least 1
 */
public record Relation(int hidden) implements Head {
  public Relation {
    Checks.count("hidden", 1, hidden);
  }

  @Override
  public Layout layout(Network encoder) {
    return Layers.affine("relation.0", 2L * encoder.outputs(), hidden)
        .join(Layers.affine("relation.1", hidden, 1));
  }

  @Override
  public void check(Network encoder, Targets targets) {
    Labels.ways(targets, "relation networks");
  }

  @Override
  public boolean takesWeights() {
    return true;
  }

  @Override
  public Params fit(Params learned, Examples embedded, Context now) {
    return Params.perTask(Map.of("means", Labels.means(embedded)));
  }

  @Override
  public Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
    return Map.of("means", List.of(targets.outputs(), encoder.outputs()));
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    Tensor means = fitted.get("means");
    long[] shape = {queries.size(0), queries.size(1), means.size(1), queries.size(2)};
    Tensor pairs =
        Tensor.cat(
            3, List.of(queries.unsqueeze(2).expand(shape), means.unsqueeze(1).expand(shape)));
    Tensor seen = Affine.apply(learned, "relation.0", pairs).relu();
    return Affine.apply(learned, "relation.1", seen).sigmoid().select(3, 0);
  }

  @Override
  public Tensor loss(Tensor predictions, Examples queries) {
    return squaredError(predictions, queries);
  }

  /** Of scores to 1 for the right class and 0 for others, {@code [T]}. */
  static Tensor squaredError(Tensor scores, Examples queries) {
    return Losses.meanSquaredError(scores, queries.answers(scores.type()), queries.weights());
  }
}
