package dev.quickstudy.task;

import dev.quickstudy.nn.Losses;
import dev.quickstudy.tensor.Tensor;

/** See {@link Metric#MEAN_SQUARED_ERROR}. */
record MeanSquaredError() implements Metric {
  @Override
  public String label() {
    return "mean squared error";
  }

  @Override
  public boolean share() {
    return false;
  }

  @Override
  public boolean better(double a, double b) {
    return a < b;
  }

  @Override
  public double[] of(Tensor predictions, Examples queries) {
    // What follows the values says how sure they are, and is not judged.
    Tensor values = predictions.slice(2, 0, queries.targets().outputs());
    return Losses.meanSquaredError(values, queries.y().to(values.type()), queries.weights())
        .toDoubles();
  }
}
