package dev.quickstudy.task;

/**
 * T tasks side by side, whose inputs are still on the heap: what sources that change inputs, such
 * as augmentation, take from one another, so that one tensor is made at the end.
 *
 * @param support what each task is learned from; with its descriptor, where it has one
 * @param query what each task is judged on
 */
public record DrawnBatch(DrawnExamples support, DrawnExamples query) {
  /** A copy of tasks whose tensors are made already. */
  public static DrawnBatch of(TaskBatch batch) {
    return new DrawnBatch(DrawnExamples.of(batch.support()), DrawnExamples.of(batch.query()));
  }

  /**
   * The tasks as tensors, in the current scope; their answers are checked.
   *
   * @throws dev.quickstudy.tensor.UsageException as {@link TaskBatch}'s constructor
   */
  public TaskBatch toTensors() {
    return new TaskBatch(support.toTensors(), query.toTensors());
  }
}
