package dev.quickstudy.head.convex;

import dev.quickstudy.head.Head;
import dev.quickstudy.head.Labels;
import dev.quickstudy.head.Weights;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.LinearAlgebra;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Logistic regression from embeddings by a few steps of Newton's method, each a weighted ridge
 * regression (LRD2: Bertinetto et al. 2019, §3.2 and appendix A), whose logits are scaled. One
 * class against the others, for each class. Gradients flow through all steps. Any number of ways
 * and shots.
 *
 * @param steps Newton steps, at least 1; published: 5
 * @param form {@link LinearForm#PUBLISHED}, with a column of ones; or plain
 * @param scale that the logits' scale begins at, positive. The authors' program has no scale for
 *     more than two classes
 * @param lambda the strength λ of λ/2‖w‖², or what it begins at, positive; published: 50
 * @param learnLambda whether λ is learned across tasks, as its logarithm; published: false
 */
public record Logistic(int steps, LinearForm form, double scale, double lambda, boolean learnLambda)
    implements Head {
  private static final String NAME = "logistic";

  public Logistic {
    Checks.count("steps", 1, steps);
    Checks.positive("scale", scale);
    Checks.positive("lambda", lambda);
  }

  /** With a learned λ that begins at 1, for encoders of any width, and a scale of 10. */
  public static Logistic learned(int steps) {
    return new Logistic(steps, LinearForm.PUBLISHED, 10, 1, true);
  }

  @Override
  public Layout layout(Network encoder) {
    List<TensorSpec> tensors = new ArrayList<>(LinearForm.lambda(NAME, lambda, learnLambda));
    tensors.add(form.scale(NAME, scale));
    return Layout.of(tensors);
  }

  @Override
  public void check(Network encoder, Targets targets) {
    Labels.ways(targets, "logistic heads");
  }

  @Override
  public boolean takesWeights() {
    return true;
  }

  @Override
  public Params fit(Params learned, Examples embedded, Context now) {
    Labels.requireEveryClass(embedded);
    Tensor z = form.rows(embedded.x());
    Tensor rooted = Weights.rooted(embedded, z);
    Tensor gram = rooted.matmul(rooted.transpose(1, 2));
    Tensor read = rooted == z ? gram : z.matmul(rooted.transpose(1, 2));
    Tensor strength = LinearForm.lambda(learned, NAME, lambda, z);
    Tensor identity = LinearAlgebra.identity(embedded.count(), z.type());
    Tensor labels = Labels.oneHot(embedded).times(2).plus(-1);
    List<Tensor> weights = new ArrayList<>();
    for (int way = 0; way < Labels.ways(embedded); way++) {
      Tensor y = labels.slice(2, way, way + 1);
      // w = Zᵀa always, so Newton's method can run on a, as wide as the support set. With weights,
      // the rows of Z are times their roots: then one of weight 0 divides by nothing.
      Tensor a = y.zerosLike();
      for (int step = 0; step < steps; step++) {
        Tensor score = read.matmul(a);
        Tensor right = score.times(y).sigmoid();
        // A tiny number keeps the weight of an example that is surely right from vanishing.
        Tensor curvature = right.times(right.negate().plus(1)).plus(1e-6);
        Tensor target = score.plus(y.times(right.negate().plus(1)).dividedBy(curvature));
        Tensor inverse = identity.times(strength.dividedBy(curvature));
        a = LinearAlgebra.solve(gram.plus(inverse), Weights.rooted(embedded, target));
      }
      weights.add(rooted.transpose(1, 2).matmul(a));
    }
    return Params.perTask(Map.of("weights", Tensor.cat(2, weights)));
  }

  @Override
  public Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
    return Map.of("weights", List.of(form.width(encoder.outputs()), targets.outputs()));
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    return form.rows(queries).matmul(fitted.get("weights")).times(form.scale(learned, NAME));
  }
}
