package dev.quickstudy.task;

import dev.quickstudy.tensor.Tensor;

/**
 * What predictions for a task's queries are judged by: one number a task. The two below are the
 * usual ones; {@link Targets} of other kinds bring their own.
 */
public interface Metric {
  /** Share of queries whose class has the greatest logit, 0 … 1; more is better. */
  Metric ACCURACY = new Accuracy();

  /** Mean of the squared errors over queries and dimensions; less is better. */
  Metric MEAN_SQUARED_ERROR = new MeanSquaredError();

  /** What people and files call it, in small letters: {@code mean squared error}. */
  String label();

  /** Whether it is a share between 0 and 1, which people read as per cent. */
  boolean share();

  /** Whether {@code a} is better than {@code b}; false where one of them is no number. */
  boolean better(double a, double b);

  /**
   * Judges predictions. Examples of weight 0 do not count; a task in which none counts gives NaN.
   *
   * @param predictions {@code [T, Q, …]}, as a learner gave them for the queries
   * @param queries with their answers and weights
   * @return one number a task
   */
  double[] of(Tensor predictions, Examples queries);
}
