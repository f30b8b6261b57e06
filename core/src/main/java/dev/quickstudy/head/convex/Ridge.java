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
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.LinearAlgebra;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Ridge regression from embeddings to labels, in closed form: W = Zᵀ(ZZᵀ + NλI)⁻¹Y, an inverse as
 * wide as the support set of N examples (R2D2: Bertinetto et al. 2019, eq. 5–6, and the authors'
 * program, which divides Z and Y by √N). Labels are one-hot for classes, whose logits are scaled;
 * values are regressed as they are. Any number of ways and shots. Weights are those of the squared
 * errors, and N is their sum.
 *
 * @param form {@link LinearForm#PUBLISHED}; {@link LinearForm#PLAIN} is Zᵀ(ZZᵀ + λI)⁻¹Y · scale +
 *     shift, also for values, without a column of ones
 * @param scale that the logits' scale begins at, positive; published: 10 for Omniglot and CIFAR-FS
 * @param lambda λ, or what it begins at, positive; published: 50
 * @param learnLambda whether λ is learned across tasks, as its logarithm; published: false
 */
public record Ridge(LinearForm form, double scale, double lambda, boolean learnLambda)
    implements Head {
  private static final String NAME = "ridge";
  private static final String SHIFT = NAME + ".shift";

  public Ridge {
    Checks.positive("scale", scale);
    Checks.positive("lambda", lambda);
  }

  /** With the published settings for Omniglot and CIFAR-FS: scale 10, λ = 50 fixed. */
  public static Ridge published() {
    return new Ridge(LinearForm.PUBLISHED, 10, 50, false);
  }

  /** With a learned λ that begins at 1, for encoders of any width. */
  public static Ridge learned() {
    return new Ridge(LinearForm.PUBLISHED, 10, 1, true);
  }

  /** The plain form, whose scale and λ begin at 1 and are learned. */
  public static Ridge plain() {
    return new Ridge(LinearForm.PLAIN, 1, 1, true);
  }

  @Override
  public Layout layout(Network encoder) {
    List<TensorSpec> tensors = new ArrayList<>(LinearForm.lambda(NAME, lambda, learnLambda));
    tensors.add(form.scale(NAME, scale));
    if (form == LinearForm.PLAIN) {
      tensors.add(TensorSpec.of(SHIFT, Role.OTHER, Fresh.zeros(), 1));
    }
    return Layout.of(tensors);
  }

  @Override
  public void check(Network encoder, Targets targets) {}

  @Override
  public boolean takesWeights() {
    return true;
  }

  @Override
  public Params fit(Params learned, Examples embedded, Context now) {
    boolean classes = embedded.targets().classes().isPresent();
    if (classes) {
      Labels.requireEveryClass(embedded);
    }
    Tensor z = Weights.rooted(embedded, form.rows(embedded.x()));
    Tensor y = Weights.rooted(embedded, Labels.answers(embedded));
    Tensor strength = LinearForm.lambda(learned, NAME, lambda, z);
    if (form == LinearForm.PUBLISHED) {
      strength = strength.times(Weights.total(embedded));
    }
    Tensor gram =
        z.matmul(z.transpose(1, 2))
            .plus(LinearAlgebra.identity(embedded.count(), z.type()).times(strength));
    Tensor weights = z.transpose(1, 2).matmul(LinearAlgebra.solve(gram, y));
    return Params.perTask(
        Map.of(
            "weights",
            form == LinearForm.PUBLISHED && classes
                ? weights.times(form.scale(learned, NAME))
                : weights));
  }

  @Override
  public Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
    return Map.of("weights", List.of(form.width(encoder.outputs()), targets.outputs()));
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    Tensor answers = form.rows(queries).matmul(fitted.get("weights"));
    return form == LinearForm.PUBLISHED
        ? answers
        : answers.times(form.scale(learned, NAME)).plus(learned.get(SHIFT));
  }
}
