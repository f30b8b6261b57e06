package dev.quickstudy.task;

import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.List;

/**
 * T tasks side by side.
 *
 * @param support what each task is learned from, {@code [T, N, …]}
 * @param query what each task is judged on, {@code [T, Q, …]}; Q may be 0
 */
public record TaskBatch(Examples support, Examples query) {
  public TaskBatch {
    if (support.tasks() != query.tasks()) {
      throw new UsageException(
          "support and query must have the same number of tasks, but have "
              + support.tasks()
              + " and "
              + query.tasks());
    }
  }

  /** Tasks of one size after each other, those of the first batch first. */
  public static TaskBatch joined(List<TaskBatch> parts) {
    return new TaskBatch(
        joinedExamples(parts.stream().map(TaskBatch::support).toList()),
        joinedExamples(parts.stream().map(TaskBatch::query).toList()));
  }

  private static Examples joinedExamples(List<Examples> parts) {
    return new Examples(
        Tensor.cat(0, parts.stream().map(Examples::x).toList()),
        Tensor.cat(0, parts.stream().map(Examples::y).toList()),
        parts.get(0).targets());
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
