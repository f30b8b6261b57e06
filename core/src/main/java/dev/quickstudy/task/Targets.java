package dev.quickstudy.task;

import dev.quickstudy.nn.Losses;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;

/** What a task asks a learner to predict. */
public sealed interface Targets {
  /** Numbers in a prediction for one query: a logit a class, or a value a dimension. */
  int outputs();

  /**
   * The usual loss: cross-entropy for classes, mean squared error for values.
   *
   * @param predictions {@code [T, N, outputs]}
   * @param y the answers
   * @return the mean over each task's examples, {@code [T]}
   */
  Tensor loss(Tensor predictions, Tensor y);

  /**
   * One of {@code ways} classes; {@code y} is int64 {@code [T, N]} with labels 0 … ways − 1.
   *
   * @param ways at least 2
   */
  record Classes(int ways) implements Targets {
    public Classes {
      if (ways < 2) {
        throw new UsageException("a classification task needs at least 2 ways, but has " + ways);
      }
    }

    @Override
    public int outputs() {
      return ways;
    }

    @Override
    public Tensor loss(Tensor predictions, Tensor y) {
      return Losses.crossEntropy(predictions, y);
    }
  }

  /**
   * Real values; {@code y} is floating point {@code [T, N, dimension]}.
   *
   * @param dimension at least 1
   */
  record Values(int dimension) implements Targets {
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
    public Tensor loss(Tensor predictions, Tensor y) {
      return Losses.meanSquaredError(predictions, y);
    }
  }
}
