package dev.quickstudy.task;

import dev.quickstudy.tensor.DType;

/**
 * T tasks side by side.
 *
 * @param support what each task is learned from, {@code [T, N, …]}
 * @param query what each task is judged on, {@code [T, Q, …]}; Q may be 0
 */
public record TaskBatch(Examples support, Examples query) {
  public TaskBatch {
    if (support.tasks() != query.tasks()) {
      throw new IllegalArgumentException(
          "support and query must have the same number of tasks, but have "
              + support.tasks()
              + " and "
              + query.tasks());
    }
  }

  /** T, the number of tasks. */
  public int tasks() {
    return support.tasks();
  }

  /** The same tasks in another precision. */
  public TaskBatch to(DType type) {
    return new TaskBatch(support.to(type), query.to(type));
  }
}
