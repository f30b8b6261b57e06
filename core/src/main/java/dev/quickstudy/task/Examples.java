package dev.quickstudy.task;

import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;

/**
 * Examples of T tasks: inputs and what is asked for.
 *
 * @param x inputs {@code [T, N, …]}, floating point
 * @param y answers: int64 {@code [T, N]} for classes, floating point {@code [T, N, dimension]} for
 *     values
 */
public record Examples(Tensor x, Tensor y, Targets targets) {
  public Examples {
    if (x.rank() < 2 || y.rank() < 2 || x.size(0) != y.size(0) || x.size(1) != y.size(1)) {
      throw new UsageException(
          "x and y must both start with [tasks, examples], but x is "
              + Shape.of(x)
              + " and y is "
              + Shape.of(y));
    }
    if (targets instanceof Targets.Classes classes) {
      for (long label : y.toLongs()) {
        if (label < 0 || label >= classes.ways()) {
          throw new UsageException(
              "y has label "
                  + label
                  + ", but the task has "
                  + classes.ways()
                  + " ways (0–"
                  + (classes.ways() - 1)
                  + ")");
        }
      }
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

  /** The usual loss of predictions for these examples, {@code [T]}; see {@link Targets#loss}. */
  public Tensor loss(Tensor predictions) {
    return targets.loss(predictions, y);
  }

  /** Other inputs with the same answers: embeddings, for instance. */
  public Examples withInputs(Tensor inputs) {
    return new Examples(inputs, y, targets);
  }

  /** The same examples with inputs and real-valued answers in another precision. */
  public Examples to(DType type) {
    return new Examples(x.to(type), y.type() == DType.INT64 ? y : y.to(type), targets);
  }
}
