package dev.quickstudy.task;

import dev.quickstudy.tensor.RandomKey;
import java.util.List;
import java.util.Optional;

/**
 * A distribution of tasks with meta-train, meta-validation and meta-test splits. Immutable and safe
 * for many threads at once.
 *
 * <p>Tasks come in endless, replayable streams: a key names a stream, and task number i of it
 * depends on the split, the shape, the key and i alone – not on how many tasks are drawn together,
 * nor on any thread.
 */
public interface TaskSource {
  /** What messages and provenance call it, for instance {@code omniglot (Vinyals split)}. */
  String name();

  /** What the tasks ask for, given their shape. */
  Targets targets(TaskShape shape);

  /** The shape of one example's input, for instance {@code [1, 28, 28]}. */
  long[] inputShape();

  /**
   * The shape of the descriptor that each task brings with its support set ({@link
   * Examples#descriptor}), for instance {@code [7]} for seven numbers a task; empty where tasks
   * have none.
   */
  default List<Integer> descriptor(TaskShape shape) {
    return List.of();
  }

  /**
   * A hexadecimal hash of the data (or of the generator's settings) that travels in every
   * checkpoint.
   */
  String fingerprint();

  /**
   * What of the preparation of inputs was fitted on meta-training data, as text that travels in
   * every checkpoint: a user's own examples are prepared by it later, without that data. Empty
   * where nothing was fitted.
   */
  default String fitted() {
    return "";
  }

  /**
   * Checks that tasks of this shape can be drawn.
   *
   * @throws dev.quickstudy.tensor.UsageException if not, saying which limit is exceeded and what it
   *     is
   */
  void check(Split split, TaskShape shape);

  /**
   * Tasks number {@code first} … {@code first + count − 1} of the stream that {@code key} names, as
   * float32 tensors (inputs that are looked up, such as tokens, as int64) in the current {@link
   * dev.quickstudy.tensor.Scope}. Where the shape is uneven and there are several, their support
   * sets are filled up to one size by examples of weight 0: {@link TaskBatch#each}.
   *
   * @param count at least 1
   * @throws dev.quickstudy.tensor.UsageException as {@link #check}, or if count does not fit
   */
  TaskBatch sample(Split split, TaskShape shape, RandomKey key, long first, int count);

  /**
   * The tasks of {@link #sample} with their inputs on the heap, as float32 numbers that the caller
   * may change: what sources that change another's inputs begin with. Here they are copied from the
   * tensors; a {@link DrawnTaskSource} makes no tensor of them.
   *
   * @throws dev.quickstudy.tensor.UsageException as {@link #sample}
   */
  default DrawnBatch draw(Split split, TaskShape shape, RandomKey key, long first, int count) {
    return DrawnBatch.of(sample(split, shape, key, first, count));
  }

  /**
   * The same tasks, with what is for validation used for training too and nothing left to validate
   * on. Empty where there is nothing to move: tasks that are generated, or made of another
   * source's.
   */
  default Optional<TaskSource> trainval() {
    return Optional.empty();
  }

  /**
   * What is in task number {@code number} of the stream that {@code key} names, for people. Empty
   * where it has no more to say than its numbers.
   *
   * @throws dev.quickstudy.tensor.UsageException as {@link #check}
   */
  default Optional<TaskContents> contents(
      Split split, TaskShape shape, RandomKey key, long number) {
    return Optional.empty();
  }
}
