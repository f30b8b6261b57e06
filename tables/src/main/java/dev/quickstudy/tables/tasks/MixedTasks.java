package dev.quickstudy.tables.tasks;

import dev.quickstudy.files.Hash;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskContents;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tasks of real tables, among which some of meta-training are generated. Tasks of validation and
 * test are all real.
 *
 * @param real of the same width as the generated ones
 * @param share of meta-training tasks that are generated, 0 … 1
 */
public record MixedTasks(TableTasks real, GeneratedTables generated, double share)
    implements TaskSource {
  public MixedTasks {
    if (!(share >= 0 && share <= 1)) {
      throw new UsageException("share must be in 0 … 1, but is " + share);
    }
    if (real.inputShape()[0] != generated.width()) {
      throw new UsageException(
          "real and generated tables must have one width, but have "
              + real.inputShape()[0]
              + " and "
              + generated.width());
    }
  }

  @Override
  public String name() {
    return real.name() + ", " + Math.round(100 * share) + " % of training generated";
  }

  @Override
  public Targets targets(TaskShape shape) {
    return real.targets(shape);
  }

  @Override
  public long[] inputShape() {
    return real.inputShape();
  }

  @Override
  public String fingerprint() {
    return Hash.fingerprint(real.fingerprint())
        .add(generated.fingerprint())
        .add(Double.toString(share))
        .hex();
  }

  @Override
  public void check(Split split, TaskShape shape) {
    if (split != Split.TRAIN || share < 1) {
      real.check(split, shape);
    }
    if (split == Split.TRAIN && share > 0) {
      generated.check(split, shape);
    }
  }

  @Override
  public TaskBatch sample(Split split, TaskShape shape, RandomKey key, long first, int count) {
    check(split, shape);
    if (split != Split.TRAIN) {
      return real.sample(split, shape, key, first, count);
    }
    List<TaskBatch> tasks = new ArrayList<>();
    for (long task = first; task < first + count; task++) {
      tasks.add(trained(key, task).sample(split, shape, key.fold("tasks"), task, 1));
    }
    return TaskBatch.joined(tasks);
  }

  /** Where a task of meta-training comes from. */
  private TaskSource trained(RandomKey key, long task) {
    return key.fold("mixed").fold(task).stream().uniform() < share ? generated : real;
  }

  @Override
  public Optional<TaskContents> contents(Split split, TaskShape shape, RandomKey key, long number) {
    check(split, shape);
    return split == Split.TRAIN
        ? trained(key, number).contents(split, shape, key.fold("tasks"), number)
        : real.contents(split, shape, key, number);
  }
}
