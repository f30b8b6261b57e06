package dev.quickstudy.head.convex;

import dev.quickstudy.head.Head;
import dev.quickstudy.head.Labels;
import dev.quickstudy.head.Weights;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.LinearAlgebra;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Ridge regression from embeddings to labels, in closed form: W = Zᵀ(ZZᵀ + λI)⁻¹Y, an inverse as
 * wide as the support set (R2D2: Bertinetto et al. 2019, eq. 5–6), with learned λ, scale and shift.
 * Labels are one-hot for classes; values are regressed as they are. Any number of ways and shots.
 * Weights are those of the squared errors.
 */
public record Ridge() implements Head {
  @Override
  public Layout layout(Network encoder) {
    return Layout.of(
        TensorSpec.of("ridge.log_lambda", Role.OTHER, Fresh.zeros(), 1),
        TensorSpec.of("ridge.scale", Role.OTHER, Fresh.full(1), 1),
        TensorSpec.of("ridge.shift", Role.OTHER, Fresh.zeros(), 1));
  }

  @Override
  public void check(Network encoder, Targets targets) {}

  @Override
  public boolean takesWeights() {
    return true;
  }

  @Override
  public Params fit(Params learned, Examples embedded, Context now) {
    if (embedded.targets().classes().isPresent()) {
      Labels.requireEveryClass(embedded);
    }
    Tensor z = Weights.rooted(embedded, embedded.x());
    Tensor y = Weights.rooted(embedded, Labels.answers(embedded));
    Tensor lambda = learned.get("ridge.log_lambda").exp();
    Tensor gram =
        z.matmul(z.transpose(1, 2))
            .plus(LinearAlgebra.identity(embedded.count(), z.type()).times(lambda));
    Tensor solved = LinearAlgebra.solve(gram, y);
    return Params.perTask(Map.of("weights", z.transpose(1, 2).matmul(solved)));
  }

  @Override
  public Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
    return Map.of("weights", List.of(encoder.outputs(), targets.outputs()));
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    return queries
        .matmul(fitted.get("weights"))
        .times(learned.get("ridge.scale"))
        .plus(learned.get("ridge.shift"));
  }
}
