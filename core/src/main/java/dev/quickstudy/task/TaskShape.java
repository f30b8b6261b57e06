package dev.quickstudy.task;

import dev.quickstudy.tensor.Checks;

/**
 * The size of a task.
 *
 * @param ways classes in a task, at least 2; 1 for regression, and for rows of whatever classes,
 *     where a source gives such
 * @param minShots support examples a class; with 1 way, in all. Where it is 0, there is no support
 *     set: the task is a mini-batch of ordinary training
 * @param maxShots at least minShots, and 0 where minShots is. Where it is greater, shots are
 *     uneven: every class of every task has its own number of shots, each of minShots … maxShots
 *     equally likely
 * @param queries query examples a class (for regression and mini-batches: in all), at least 0; with
 *     0 a task has a support set only
 */
public record TaskShape(int ways, int minShots, int maxShots, int queries) {
  /** A task with the same number of shots for each class. */
  public TaskShape(int ways, int shots, int queries) {
    this(ways, shots, shots, queries);
  }

  public TaskShape {
    Checks.require(ways >= 1, "ways must be at least 1, but is " + ways);
    Checks.require(minShots >= 0, "shots must not be negative, but is " + minShots);
    Checks.require(
        maxShots >= minShots,
        "the most shots must be at least the fewest (" + minShots + "), but is " + maxShots);
    Checks.require(
        minShots >= 1 || maxShots == 0,
        "uneven shots must be at least 1, but the fewest are " + minShots);
    Checks.require(queries >= 0, "queries must not be negative, but is " + queries);
  }

  /**
   * A mini-batch of ordinary training.
   *
   * @param classes all classes of the split
   * @param examples how many are drawn from them, at least 1
   */
  public static TaskShape miniBatch(int classes, int examples) {
    return new TaskShape(classes, 0, examples);
  }

  /** Whether there is no support set: the task is a mini-batch of ordinary training. */
  public boolean isMiniBatch() {
    return maxShots == 0;
  }

  /**
   * Whether classes have different numbers of shots. Several such tasks have weights, 0 where a
   * smaller support set is filled up; they run one at a time where a learner takes no weights.
   */
  public boolean uneven() {
    return maxShots > minShots;
  }
}
