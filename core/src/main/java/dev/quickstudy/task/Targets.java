package dev.quickstudy.task;

import dev.quickstudy.nn.Losses;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a task asks a learner to predict, with the loss that it is learned by, the metric that it is
 * judged by and the check of its answers. {@link Classes} and {@link Values} are the usual ones.
 * Anything else – several labels an example, a token at each position, a ranking, an action – is
 * another implementation, best a record of its sizes; learners and the outer loop need not know it.
 */
public interface Targets {
  /** Numbers in a prediction for one example: a logit a class, or a value a dimension. */
  int outputs();

  /**
   * The loss that is descended on support sets and that meta-training makes small on queries. It
   * honours the examples' weights; an example of weight 0 has no part in it. {@link Examples#mean}
   * does the sum.
   *
   * @param predictions {@code [T, N, …]} with {@link #outputs} numbers an example
   * @return {@code [T]}
   */
  Tensor loss(Tensor predictions, Examples examples);

  /** What predictions are judged by. */
  Metric metric();

  /**
   * Checks answers: their shape, their type and their range.
   *
   * @param y {@code [T, N, …]}
   * @throws UsageException if they are no such answers, naming what is wrong and what is allowed
   */
  void check(Tensor y);

  /**
   * Answers as numbers, for learners that regress on answers or read them: 1 for the label of each
   * example and 0 for others, or values as they are.
   *
   * @param y that passes {@link #check}
   * @param type of the result
   * @return {@code [T, N, outputs]}
   */
  Tensor answers(Tensor y, DType type);

  /**
   * The number of classes, where each example is of one of them and {@code y} is int64 {@code [T,
   * N]} with labels from 0. Empty for everything else. Learners that compare classes (prototypes,
   * matching networks) need it.
   */
  default OptionalInt classes() {
    return OptionalInt.empty();
  }

  /**
   * What saved tasks call these targets, for {@link #parse}: {@code classes 5}. Empty where there
   * is no such text; then a task cannot be saved.
   */
  default Optional<String> text() {
    return Optional.empty();
  }

  /**
   * The targets of a {@link #text}.
   *
   * @throws UsageException if it is none of classes or values
   */
  static Targets parse(String text) {
    String[] words = text.split(" ", -1);
    if (words.length == 2 && words[1].matches("[0-9]{1,9}")) {
      int size = Integer.parseInt(words[1]);
      if (words[0].equals(Classes.NAME)) {
        return new Classes(size);
      }
      if (words[0].equals(Values.NAME)) {
        return new Values(size);
      }
    }
    throw new UsageException("'" + text + "' is nothing that a task can ask for");
  }

  /**
   * One of {@code ways} classes; {@code y} is int64 {@code [T, N]} with labels 0 … ways − 1. The
   * loss is cross-entropy, the metric accuracy.
   *
   * @param ways at least 2: a task of one class has nothing to tell apart. What is or is not of one
   *     class is a task of two
   */
  record Classes(int ways) implements Targets {
    private static final String NAME = "classes";

    public Classes {
      if (ways < 2) {
        throw new UsageException(
            "a classification task needs at least 2 ways, but has "
                + ways
                + "; give it a second class, for instance of examples that are anything else");
      }
    }

    @Override
    public int outputs() {
      return ways;
    }

    @Override
    public Optional<String> text() {
      return Optional.of(NAME + " " + ways);
    }

    @Override
    public OptionalInt classes() {
      return OptionalInt.of(ways);
    }

    @Override
    public Tensor loss(Tensor predictions, Examples examples) {
      return Losses.crossEntropy(predictions, examples.y(), examples.weights());
    }

    @Override
    public Metric metric() {
      return Metric.ACCURACY;
    }

    @Override
    public void check(Tensor y) {
      if (y.type() != DType.INT64 || y.rank() != 2) {
        throw new UsageException(
            "labels of classes must be int64 [tasks, examples], but y is " + Shape.of(y));
      }
      for (long label : y.toLongs()) {
        if (label < 0 || label >= ways) {
          throw new UsageException(
              "y has label "
                  + label
                  + ", but the task has "
                  + ways
                  + " ways (0–"
                  + (ways - 1)
                  + ")");
        }
      }
    }

    @Override
    public Tensor answers(Tensor y, DType type) {
      return y.oneHot(ways, type);
    }
  }

  /**
   * Real values; {@code y} is floating point {@code [T, N, dimension]}. The loss and the metric are
   * the mean squared error.
   *
   * @param dimension at least 1
   */
  record Values(int dimension) implements Targets {
    private static final String NAME = "values";

    public Values {
      if (dimension < 1) {
        throw new UsageException("targets need at least 1 dimension, but have " + dimension);
      }
    }

    @Override
    public int outputs() {
      return dimension;
    }

    @Override
    public Optional<String> text() {
      return Optional.of(NAME + " " + dimension);
    }

    @Override
    public Tensor loss(Tensor predictions, Examples examples) {
      return Losses.meanSquaredError(predictions, examples.y(), examples.weights());
    }

    @Override
    public Metric metric() {
      return Metric.MEAN_SQUARED_ERROR;
    }

    @Override
    public void check(Tensor y) {
      if (!y.type().floating() || y.rank() != 3 || y.size(2) != dimension) {
        throw new UsageException(
            "values must be floating point [tasks, examples, "
                + dimension
                + "], but y is "
                + Shape.of(y));
      }
    }

    @Override
    public Tensor answers(Tensor y, DType type) {
      return y.to(type);
    }
  }
}
