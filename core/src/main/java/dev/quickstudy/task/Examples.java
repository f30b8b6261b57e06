package dev.quickstudy.task;

import dev.quickstudy.nn.Losses;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Examples of T tasks: inputs and what is asked for.
 *
 * <p>Weights say how much each example counts. An example of weight 0 is as if it were not there:
 * so support sets of different sizes are filled up to one size ({@link TaskBatch#joined}) and
 * learned side by side. Only learners that say so take weights ({@code Learner.takesWeights}).
 *
 * <p>A descriptor says what is known of a task beside its examples: one vector a task, one a column
 * of its inputs or one a class. Learners that read it say its shape ({@code Learner.descriptor});
 * others pass over it.
 *
 * <p>Shapes are checked here; answers are checked where data enter: when a {@link TaskBatch} is
 * made, and when a learner is given a support set to adapt to. See {@link #check}.
 *
 * @param x inputs {@code [T, N, …]}, floating point, or int64 for what the network looks up, such
 *     as tokens
 * @param y answers, {@code [T, N, …]}, as the targets want them: int64 {@code [T, N]} for classes,
 *     floating point {@code [T, N, dimension]} for values
 * @param weights floating point {@code [T, N]}, or with further dimensions that are those of y,
 *     such as {@code [T, N, L]} for L positions an example; empty where all count the same. Masks
 *     are 0 or 1; a negative weight (an advantage) turns the loss on its example round
 * @param descriptor floating point {@code [T, …]}, such as {@code [T, D]} for D numbers a task;
 *     empty where nothing more is known
 */
public record Examples(
    Tensor x, Tensor y, Optional<Tensor> weights, Optional<Tensor> descriptor, Targets targets) {
  public Examples {
    if (x.rank() < 2 || y.rank() < 2 || x.size(0) != y.size(0) || x.size(1) != y.size(1)) {
      throw new UsageException(
          "x and y must both start with [tasks, examples], but x is "
              + Shape.of(x)
              + " and y is "
              + Shape.of(y));
    }
    weights.ifPresent(w -> checkWeights(w, y));
    descriptor.ifPresent(d -> checkDescriptor(d, x));
  }

  /** Examples of which nothing more is known. */
  public Examples(Tensor x, Tensor y, Optional<Tensor> weights, Targets targets) {
    this(x, y, weights, Optional.empty(), targets);
  }

  /** Examples that all count the same. */
  public Examples(Tensor x, Tensor y, Targets targets) {
    this(x, y, Optional.empty(), targets);
  }

  private static void checkWeights(Tensor weights, Tensor y) {
    int rank = weights.rank();
    if (!weights.type().floating()
        || rank < 2
        || rank > y.rank()
        || !Arrays.equals(weights.shape(), Arrays.copyOf(y.shape(), rank))) {
      throw new UsageException(
          "weights must be floating point and of the first dimensions of y, at least [tasks, examples], but are "
              + Shape.of(weights)
              + " where y is "
              + Shape.of(y));
    }
  }

  private static void checkDescriptor(Tensor descriptor, Tensor x) {
    if (!descriptor.type().floating() || descriptor.rank() < 2 || descriptor.size(0) != x.size(0)) {
      throw new UsageException(
          "a descriptor must be floating point and start with [tasks], but is "
              + Shape.of(descriptor)
              + " where x is "
              + Shape.of(x));
    }
  }

  /** T, the number of tasks. */
  public int tasks() {
    return (int) x.size(0);
  }

  /** N, the number of examples in each task. */
  public int count() {
    return (int) x.size(1);
  }

  /**
   * Checks the answers, on the heap.
   *
   * @return these examples
   * @throws UsageException as {@link Targets#check}, or if a weight or a number of a descriptor is
   *     not finite
   */
  public Examples check() {
    targets.check(y);
    weights.ifPresent(w -> requireFinite("weights", w));
    descriptor.ifPresent(d -> requireFinite("descriptors", d));
    return this;
  }

  private static void requireFinite(String what, Tensor numbers) {
    if (!numbers.allFinite()) {
      throw new UsageException(what + " must be finite, but one is not");
    }
  }

  /** The usual loss of predictions for these examples, {@code [T]}; see {@link Targets#loss}. */
  public Tensor loss(Tensor predictions) {
    return targets.loss(predictions, this);
  }

  /**
   * The mean over each task's examples, by their weights; see {@link Losses#mean}.
   *
   * @param each a number for each example, {@code [T, N, …]}
   * @return {@code [T]}
   */
  public Tensor mean(Tensor each) {
    return Losses.mean(each, weights);
  }

  /** Answers as numbers, {@code [T, N, outputs]}; see {@link Targets#answers}. */
  public Tensor answers(DType type) {
    return targets.answers(y, type);
  }

  /**
   * How much each example counts, {@code T · N} numbers, task by task: the size of its weights, 0
   * where it is not there; 1 for each where there are no weights.
   */
  public double[] counted() {
    if (weights.isEmpty()) {
      double[] ones = new double[tasks() * count()];
      Arrays.fill(ones, 1);
      return ones;
    }
    return weights.get().reshape(tasks(), count(), -1).abs().mean(false, 2).toDoubles();
  }

  /** Other inputs with the same answers and weights: embeddings, for instance. */
  public Examples withInputs(Tensor inputs) {
    return new Examples(inputs, y, weights, descriptor, targets);
  }

  /**
   * The same examples with a descriptor of their tasks.
   *
   * @param known {@code [T, …]}; empty where nothing is known
   */
  public Examples describedBy(Optional<Tensor> known) {
    return new Examples(x, y, weights, known, targets);
  }

  /** The same examples with a function of each of their tensors: moved to a scope, for instance. */
  public Examples map(UnaryOperator<Tensor> function) {
    return new Examples(
        function.apply(x),
        function.apply(y),
        weights.map(function),
        descriptor.map(function),
        targets);
  }

  /**
   * Some of each task's examples; the descriptor stays.
   *
   * @param choice of the second dimension of what it is given
   */
  public Examples chosen(UnaryOperator<Tensor> choice) {
    return new Examples(choice.apply(x), choice.apply(y), weights.map(choice), descriptor, targets);
  }

  /** The same examples with floating-point numbers in another precision; integers stay. */
  public Examples to(DType type) {
    return map(tensor -> tensor.type().floating() ? tensor.to(type) : tensor);
  }
}
