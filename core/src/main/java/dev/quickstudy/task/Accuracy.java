package dev.quickstudy.task;

import dev.quickstudy.tensor.Tensor;

/** See {@link Metric#ACCURACY}. */
record Accuracy() implements Metric {
  @Override
  public String label() {
    return "accuracy";
  }

  @Override
  public boolean share() {
    return true;
  }

  @Override
  public boolean better(double a, double b) {
    return a > b;
  }

  @Override
  public double[] of(Tensor predictions, Examples queries) {
    long[] predicted = predictions.argmax(-1).toLongs();
    long[] labels = queries.y().toLongs();
    double[] weights = queries.counted();
    double[] right = new double[queries.tasks()];
    double[] all = new double[queries.tasks()];
    for (int i = 0; i < labels.length; i++) {
      int task = i / queries.count();
      right[task] += predicted[i] == labels[i] ? weights[i] : 0;
      all[task] += weights[i];
    }
    for (int task = 0; task < right.length; task++) {
      right[task] /= all[task];
    }
    return right;
  }
}
