package dev.quickstudy.head.transductive;

import dev.quickstudy.head.Features;
import dev.quickstudy.head.Labels;
import dev.quickstudy.head.PretrainedHead;
import dev.quickstudy.head.metric.NearestCentroid;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.LinearAlgebra;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * LaplacianShot, transductive: queries go to the nearest class mean, but those that are neighbours
 * of each other are drawn to the same class (Ziko, Dolz, Granger and Ben Ayed 2020, eq. 1, by its
 * bound updates, algorithm 1). Class means are those of the support set; they are not rectified.
 * Any number of ways and shots.
 *
 * @param features how embeddings are prepared; published: {@link Features#CL2N}
 * @param smoothness λ, at least 0: how strongly neighbours draw; the paper chooses it by validation
 *     among 0.1 … 1.5 for each data set
 * @param neighbours how many other queries draw a query, at least 1; published: 2
 * @param iterations bound updates, at least 0; published: 20
 */
public record LaplacianShot(Features features, double smoothness, int neighbours, int iterations)
    implements PretrainedHead {
  /** More than any distance between embeddings: nothing is its own neighbour, or one twice. */
  private static final double FAR = 1e30;

  public LaplacianShot {
    Checks.notNegative("smoothness", smoothness);
    Checks.count("neighbours", 1, neighbours);
    Checks.count("iterations", 0, iterations);
  }

  /** With the published settings, and a λ from the middle of those that the paper tries. */
  public static LaplacianShot usual() {
    return new LaplacianShot(Features.CL2N, 0.5, 2, 20);
  }

  @Override
  public boolean transductive() {
    return true;
  }

  @Override
  public void check(Network encoder, Targets targets) {
    Labels.ways(targets, "class means");
  }

  @Override
  public Params fit(Params learned, Examples embedded, Context now) {
    return new NearestCentroid(features).fit(learned, embedded, now);
  }

  @Override
  public Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
    return new NearestCentroid(features).fitted(encoder, targets);
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    Tensor alone = new NearestCentroid(features).predict(learned, fitted, queries, now);
    Tensor affinity = affinity(features.of(fitted, queries));
    Tensor logits = alone;
    for (int i = 0; i < iterations; i++) {
      try (Scope scope = Scope.open()) {
        logits = scope.keep(alone.plus(affinity.matmul(logits.softmax(-1)).times(smoothness)));
      }
    }
    return logits;
  }

  /** {@code [T, Q, D]} to {@code [T, Q, Q]}: 1 in a query's row at each of its nearest. */
  private Tensor affinity(Tensor z) {
    int count = (int) z.size(1);
    // Equal for all others of a row: the query's own length, which is left out.
    Tensor nearness =
        z.matmul(z.transpose(1, 2))
            .times(2)
            .minus(z.square().sum(false, -1).unsqueeze(1))
            .minus(LinearAlgebra.identity(count, z.type()).times(FAR));
    Tensor affinity = nearness.zerosLike();
    for (int k = 0; k < Math.min(neighbours, count - 1); k++) {
      Tensor next = nearness.argmax(-1).oneHot(count, z.type());
      affinity = affinity.plus(next);
      nearness = nearness.minus(next.times(FAR));
    }
    return affinity;
  }
}
