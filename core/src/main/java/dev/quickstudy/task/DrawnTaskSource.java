package dev.quickstudy.task;

import dev.quickstudy.tensor.RandomKey;

/** A source whose inputs are made on the heap: its tensors are those of what it draws. */
public interface DrawnTaskSource extends TaskSource {
  @Override
  DrawnBatch draw(Split split, TaskShape shape, RandomKey key, long first, int count);

  @Override
  default TaskBatch sample(Split split, TaskShape shape, RandomKey key, long first, int count) {
    return draw(split, shape, key, first, count).toTensors();
  }
}
