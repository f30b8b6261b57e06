package dev.quickstudy.head.metric;

import dev.quickstudy.head.Distances;
import dev.quickstudy.head.Head;
import dev.quickstudy.head.Labels;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * A class is the mean of its support embeddings; logits are negative squared Euclidean distances to
 * the means (Snell, Swersky and Zemel 2017, eq. 1–2). Any number of ways and shots.
 */
public record Prototypes() implements Head {
  @Override
  public void check(Network encoder, Targets targets) {
    Labels.ways(targets, "prototypes");
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
    return Distances.negativeSquared(queries, fitted.get("means"));
  }
}
