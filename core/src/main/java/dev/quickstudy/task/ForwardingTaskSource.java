package dev.quickstudy.task;

import dev.quickstudy.tensor.RandomKey;
import java.util.List;
import java.util.Optional;

/** Tasks made from those of another source; what is not said is as there. */
public interface ForwardingTaskSource extends TaskSource {
  /** Where the tasks come from. */
  TaskSource source();

  @Override
  default String name() {
    return source().name();
  }

  @Override
  default Targets targets(TaskShape shape) {
    return source().targets(shape);
  }

  @Override
  default long[] inputShape() {
    return source().inputShape();
  }

  @Override
  default List<Integer> descriptor(TaskShape shape) {
    return source().descriptor(shape);
  }

  @Override
  default String fitted() {
    return source().fitted();
  }

  @Override
  default void check(Split split, TaskShape shape) {
    source().check(split, shape);
  }

  @Override
  default Optional<TaskContents> contents(
      Split split, TaskShape shape, RandomKey key, long number) {
    return source().contents(split, shape, key, number);
  }
}
