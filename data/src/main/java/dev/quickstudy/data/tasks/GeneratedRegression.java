package dev.quickstudy.data.tasks;

import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.function.Supplier;

/** What sources of generated regression tasks share. */
final class GeneratedRegression {
  static final Targets TARGETS = new Targets.Values(1);

  private GeneratedRegression() {}

  /** Checks that tasks have 1 way, and at least as many points. */
  static void check(TaskShape shape, String what, int fewest) {
    if (shape.ways() != 1 || shape.minShots() < fewest) {
      throw new UsageException(
          fewest == 0
              ? "%s are regression tasks, which have 1 way, but are asked for %d"
                  .formatted(what, shape.ways())
              : "%s are regression tasks, which have 1 way and at least %d point, but are asked for %d ways and %d points"
                  .formatted(what, fewest, shape.ways(), shape.minShots()));
    }
  }

  /**
   * Tasks of a source, one at a time where there are several of uneven shots.
   *
   * @param together all of them, otherwise
   */
  static TaskBatch sample(
      TaskSource source,
      Split split,
      TaskShape shape,
      RandomKey key,
      long first,
      int count,
      Supplier<TaskBatch> together) {
    source.check(split, shape);
    if (count < 1) {
      throw new UsageException(count + " tasks asked for; draw at least 1");
    }
    return shape.uneven() && count > 1
        ? TaskBatch.each(first, count, number -> source.sample(split, shape, key, number, 1))
        : together.get();
  }

  /** The support points of each of some tasks, which are one where shots are uneven. */
  static int shots(Split split, TaskShape shape, RandomKey key, long first) {
    return shape.uneven()
        ? shots(shape, key.fold(split.label()).fold(first).fold("shots").stream())
        : shape.minShots();
  }

  /** Uneven shots, every number equally likely. */
  static int shots(TaskShape shape, RandomKey.Stream random) {
    return shape.minShots() + random.below(shape.maxShots() - shape.minShots() + 1);
  }

  /**
   * The points of all tasks, side by side.
   *
   * @param each points of a task
   * @param width numbers of an input
   * @param x inputs, task by task
   * @param y answers, likewise
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Points(int tasks, int each, int width, float[] x, float[] y) {
    static Points of(int tasks, int each, int width) {
      int all = Math.multiplyExact(tasks, each);
      return new Points(
          tasks, each, width, new float[Math.multiplyExact(all, width)], new float[all]);
    }

    /** Where a task's points begin. */
    int first(int task) {
      return task * each;
    }

    Examples examples() {
      return new Examples(Tensor.of(x, tasks, each, width), Tensor.of(y, tasks, each, 1), TARGETS);
    }
  }
}
