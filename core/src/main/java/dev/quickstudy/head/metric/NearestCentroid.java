package dev.quickstudy.head.metric;

import dev.quickstudy.head.Distances;
import dev.quickstudy.head.Features;
import dev.quickstudy.head.Labels;
import dev.quickstudy.head.PretrainedHead;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * SimpleShot: the nearest class mean of prepared embeddings, for encoders that were trained as
 * ordinary classifiers; logits are negative squared Euclidean distances (Wang, Chao, Weinberger and
 * van der Maaten 2019, §2). Any number of ways and shots.
 *
 * @param features how embeddings are prepared; best in the paper: {@link Features#CL2N}
 */
public record NearestCentroid(Features features) implements PretrainedHead {
  @Override
  public void check(Network encoder, Targets targets) {
    Labels.ways(targets, "class means");
  }

  @Override
  public boolean takesWeights() {
    return true;
  }

  @Override
  public Params fit(Params learned, Examples embedded, Context now) {
    Params prepared = features.fit(learned, embedded);
    Tensor means = Labels.means(embedded.withInputs(features.of(prepared, embedded.x())));
    return prepared.with(Params.perTask(Map.of("means", means)));
  }

  @Override
  public Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>(features.fitted(encoder.outputs()));
    shapes.put("means", List.of(targets.outputs(), encoder.outputs()));
    return shapes;
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    return Distances.negativeSquared(features.of(fitted, queries), fitted.get("means"));
  }
}
