package dev.quickstudy.head.convex;

import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.tensor.Tensor;
import java.util.List;

/** What linear heads ({@link Ridge}, {@link Logistic}, {@link Svm}) learn across tasks, and how. */
public enum LinearForm {
  /**
   * As the authors' programs: ridge and logistic regression have a column of ones beside the
   * embeddings, ridge regression divides embeddings and labels by the root of their number, and
   * logits have a scale. A tenth of the scale's natural logarithm is what is learned: a hundred
   * steps of Adam with a rate of 0.001 can multiply the scale by e, or divide it.
   */
  PUBLISHED,
  /**
   * Embeddings as they are, and the scale itself is learned. With a scale that begins at 1 the
   * first softmax is nearly flat. Learners of before the other form have this one.
   */
  PLAIN;

  private static final double TENTH = 0.1;

  /**
   * The learned scale.
   *
   * @param head what its name begins with
   * @param scale that it begins at, positive
   */
  public TensorSpec scale(String head, double scale) {
    return this == PUBLISHED
        ? TensorSpec.of(
            head + ".tenth_log_scale", Role.OTHER, Fresh.full(TENTH * Math.log(scale)), 1)
        : TensorSpec.of(head + ".scale", Role.OTHER, Fresh.full(scale), 1);
  }

  /** What logits are multiplied by, {@code [1]}. */
  public Tensor scale(Params learned, String head) {
    return this == PUBLISHED
        ? learned.get(head + ".tenth_log_scale").times(1 / TENTH).exp()
        : learned.get(head + ".scale");
  }

  /** Embeddings {@code [T, N, D]} with the column of ones, where there is one. */
  public Tensor rows(Tensor embedded) {
    if (this == PLAIN) {
      return embedded;
    }
    long[] column = embedded.shape();
    column[column.length - 1] = 1;
    return Tensor.cat(
        column.length - 1, List.of(embedded, Tensor.full(1, embedded.type(), column)));
  }

  /** Numbers of such a row for embeddings of {@code width}. */
  public int width(int width) {
    return this == PUBLISHED ? width + 1 : width;
  }

  /** A strength λ that is learned as its logarithm, or else stays as it is: its declaration. */
  public static List<TensorSpec> lambda(String head, double lambda, boolean learned) {
    return learned
        ? List.of(TensorSpec.of(head + ".log_lambda", Role.OTHER, Fresh.full(Math.log(lambda)), 1))
        : List.of();
  }

  /** λ, {@code [1]}. */
  public static Tensor lambda(Params learned, String head, double lambda, Tensor like) {
    String name = head + ".log_lambda";
    return learned.has(name) ? learned.get(name).exp() : Tensor.full(lambda, like.type(), 1);
  }
}
