package dev.quickstudy.inner;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Phase;
import dev.quickstudy.task.Examples;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The descriptors of T tasks as a learner reads them: what is not known is zeros. In training some
 * tasks are read as if nothing were known of them, so that a learner serves both.
 *
 * @param numbers {@code [T, …]}, zeros where a task has none
 * @param given 1 for each task that has one and 0 for others, {@code [T, 1]}
 */
record TaskDescriptor(Tensor numbers, Tensor given) {
  /** The share of descriptors that training does not read. */
  static final double DROPPED = 0.3;

  /**
   * Reads the descriptors of support sets.
   *
   * @param shape without the task axis
   */
  static TaskDescriptor of(Examples support, List<Integer> shape, Context now) {
    DType type = support.x().type();
    int tasks = support.tasks();
    Optional<Tensor> known = support.descriptor();
    if (known.isEmpty()) {
      return nothing(type, tasks, shape);
    }
    double[] kept = new double[tasks];
    for (int t = 0; t < tasks; t++) {
      kept[t] = now.phase() == Phase.TRAIN && dropped(now, t) ? 0 : 1;
    }
    Tensor given = Tensor.of(kept, tasks, 1).to(type);
    return new TaskDescriptor(known.get().to(type).times(along(given, shape.size() + 1)), given);
  }

  private static boolean dropped(Context now, int task) {
    return now.taskKey(task).fold("descriptor").stream().uniform() < DROPPED;
  }

  /** Tasks without one. */
  static TaskDescriptor nothing(DType type, int tasks, List<Integer> shape) {
    long[] all = new long[shape.size() + 1];
    all[0] = tasks;
    for (int i = 0; i < shape.size(); i++) {
      all[i + 1] = shape.get(i);
    }
    return new TaskDescriptor(Tensor.zeros(type, all), Tensor.zeros(type, tasks, 1));
  }

  /** The same where nothing is known of any task. */
  TaskDescriptor without() {
    return new TaskDescriptor(numbers.zerosLike(), given.zerosLike());
  }

  /**
   * The same, counting for less.
   *
   * @param share {@code [T, 1]}
   */
  TaskDescriptor times(Tensor share) {
    return new TaskDescriptor(numbers.times(along(share, numbers.rank())), given.times(share));
  }

  /** Numbers a task, or a column where each column has its own: with whether they are given. */
  static int width(List<Integer> shape) {
    return shape.get(shape.size() - 1) + 1;
  }

  /** The numbers, and behind them whether they are given: {@code [T, …, width]}. */
  Tensor withGiven() {
    long[] shape = numbers.shape();
    shape[shape.length - 1] = 1;
    return Tensor.cat(
        numbers.rank() - 1, List.of(numbers, along(given, numbers.rank()).expand(shape)));
  }

  private static Tensor along(Tensor share, int rank) {
    long[] shape = new long[rank];
    Arrays.fill(shape, 1);
    shape[0] = share.size(0);
    return share.reshape(shape);
  }
}
