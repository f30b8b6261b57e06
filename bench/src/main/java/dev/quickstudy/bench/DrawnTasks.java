package dev.quickstudy.bench;

import dev.quickstudy.task.Examples;
import dev.quickstudy.task.ForwardingTaskSource;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.RandomKey;

/** Hands out tasks that were drawn before, so that a timed step draws none. */
record DrawnTasks(TaskSource source, TaskBatch drawn) implements ForwardingTaskSource {
  @Override
  public String fingerprint() {
    return source.fingerprint();
  }

  @Override
  public TaskBatch sample(Split split, TaskShape shape, RandomKey key, long first, int count) {
    return part(drawn, first, count);
  }

  /** Some of a batch's tasks, from number {@code first} on. */
  static TaskBatch part(TaskBatch all, long first, int count) {
    return new TaskBatch(part(all.support(), first, count), part(all.query(), first, count));
  }

  private static Examples part(Examples all, long first, int count) {
    return all.map(tensor -> tensor.slice(0, first, first + count));
  }
}
