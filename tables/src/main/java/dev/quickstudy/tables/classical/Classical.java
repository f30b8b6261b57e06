package dev.quickstudy.tables.classical;

import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import java.util.List;

/** A learner that is fitted on each task's support set anew. Nothing is learned across tasks. */
public sealed interface Classical permits Baseline, RegressionBaseline {
  /** Those for tasks of a shape. */
  static List<? extends Classical> of(TaskShape shape) {
    return shape.ways() == 1 ? List.of(RegressionBaseline.values()) : List.of(Baseline.values());
  }

  /** The name in tables. */
  String label();

  /**
   * How well it does on each task: the share of queries whose class is predicted, or the mean
   * squared error.
   */
  double[] scores(TaskBatch batch, long seed);
}
