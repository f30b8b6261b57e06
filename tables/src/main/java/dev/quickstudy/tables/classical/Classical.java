package dev.quickstudy.tables.classical;

import dev.quickstudy.task.TaskBatch;

/** A learner that is fitted on each task's support set anew. Nothing is learned across tasks. */
public sealed interface Classical permits Baseline, RegressionBaseline {
  /** The name in tables. */
  String label();

  /**
   * How well it does on each task: the share of queries whose class is predicted, or the mean
   * squared error.
   */
  double[] scores(TaskBatch batch, long seed);
}
