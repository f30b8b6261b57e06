package dev.quickstudy.head.metric;

import dev.quickstudy.head.Head;
import dev.quickstudy.head.Labels;
import dev.quickstudy.head.Weights;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.LinearAlgebra;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Distances to class means in each class's own metric: logits −½(x − μ)ᵀQ⁻¹(x − μ), where Q = λΣ_c
 * + (1 − λ)Σ + βI mixes the covariances of the class and of the task, λ = n_c/(n_c + 1) (Simple
 * CNAPs: Bateni et al. 2020, eq. 2–4). Learns nothing of its own. Any number of ways and shots.
 *
 * @param beta β, positive; published: 1
 */
public record Mahalanobis(double beta) implements Head {
  public Mahalanobis {
    Checks.positive("beta", beta);
  }

  @Override
  public void check(Network encoder, Targets targets) {
    Labels.ways(targets, "Mahalanobis distances");
  }

  @Override
  public boolean takesWeights() {
    return true;
  }

  @Override
  public Params fit(Params learned, Examples embedded, Context now) {
    Tensor x = embedded.x();
    Tensor labels = Labels.members(embedded);
    Tensor there =
        Weights.column(embedded).orElseGet(() -> labels.slice(2, 0, 1).zerosLike().plus(1));
    Tensor means = Labels.means(embedded);
    Tensor identity = LinearAlgebra.identity((int) x.size(2), x.type());
    Tensor whole = covariance(x.minus(Weights.mean(embedded, x)), there);
    List<Tensor> precisions = new ArrayList<>();
    for (int way = 0; way < Labels.ways(embedded); way++) {
      Tensor members = labels.slice(2, way, way + 1);
      Tensor count = members.sum(true, 1);
      Tensor lambda = count.dividedBy(count.plus(1));
      Tensor own = covariance(x.minus(means.slice(1, way, way + 1)), members);
      Tensor q =
          own.times(lambda).plus(whole.times(lambda.negate().plus(1))).plus(identity.times(beta));
      precisions.add(LinearAlgebra.inverse(q));
    }
    Map<String, Tensor> fitted = new LinkedHashMap<>();
    fitted.put("means", means);
    fitted.put("precisions", Tensor.stack(1, precisions));
    return Params.perTask(fitted);
  }

  /**
   * The covariance of centred examples, unbiased; zero for a single one.
   *
   * @param members the weights of those that count and 0 for others, {@code [T, N, 1]}
   */
  private static Tensor covariance(Tensor centred, Tensor members) {
    Tensor counted = centred.times(members.sqrt());
    return counted
        .transpose(1, 2)
        .matmul(counted)
        .dividedBy(members.sum(true, 1).plus(-1).atLeast(1));
  }

  @Override
  public Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
    int width = encoder.outputs();
    return Map.of(
        "means",
        List.of(targets.outputs(), width),
        "precisions",
        List.of(targets.outputs(), width, width));
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    Tensor apart = queries.unsqueeze(1).minus(fitted.get("means").unsqueeze(2));
    return apart
        .matmul(fitted.get("precisions"))
        .times(apart)
        .sum(false, -1)
        .times(-0.5)
        .transpose(1, 2);
  }
}
