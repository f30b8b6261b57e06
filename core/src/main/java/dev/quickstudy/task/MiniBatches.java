package dev.quickstudy.task;

import dev.quickstudy.nn.Context;
import dev.quickstudy.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Support sets in other orders, and mini-batches of them: each task has its own random order, begun
 * anew when it is used up.
 */
public final class MiniBatches {
  private MiniBatches() {}

  /**
   * The mini-batch of one inner step. Examples of weight 0 are not there: they are in no order, and
   * fill up the mini-batches of tasks with fewer examples than {@code size}.
   *
   * @param size examples a step, at most those of the set; 0 for all
   */
  public static Examples of(Examples support, int size, int step, Context now) {
    int count = support.count();
    if (size == 0 || size >= count) {
      return support;
    }
    int tasks = support.tasks();
    double[] weights = support.counted();
    long[] index = new long[tasks * size];
    for (int t = 0; t < tasks; t++) {
      int first = t * count;
      int[] there = IntStream.range(first, first + count).filter(i -> weights[i] != 0).toArray();
      int[] others = IntStream.range(first, first + count).filter(i -> weights[i] == 0).toArray();
      for (int i = 0; i < size; i++) {
        index[t * size + i] =
            there.length > size
                ? there[place(there.length, size, i, step, t, now)]
                : i < there.length ? there[i] : others[i - there.length];
      }
    }
    Tensor rows = Tensor.of(index, index.length);
    return support.chosen(tensor -> rows(tensor, rows, size));
  }

  /** All examples, each task's in a random order of its key. */
  public static Examples shuffled(Examples examples, Context now) {
    int tasks = examples.tasks();
    int count = examples.count();
    long[] index = new long[tasks * count];
    for (int t = 0; t < tasks; t++) {
      int[] order = now.taskKey(t).fold("order").choose(count, count);
      for (int i = 0; i < count; i++) {
        index[t * count + i] = (long) t * count + order[i];
      }
    }
    Tensor rows = Tensor.of(index, index.length);
    return examples.chosen(tensor -> rows(tensor, rows, count));
  }

  /** Which of a task's examples comes in a place of a step's mini-batch. */
  private static int place(int count, int size, int i, int step, int task, Context now) {
    long position = (long) step * size + i;
    int[] order =
        now.taskKey(task).fold("mini-batches").fold(position / count).choose(count, count);
    return order[(int) (position % count)];
  }

  private static Tensor rows(Tensor all, Tensor rows, int size) {
    long[] shape = all.shape();
    long[] flat = Arrays.copyOfRange(shape, 1, shape.length);
    flat[0] = shape[0] * shape[1];
    shape[1] = size;
    return all.reshape(flat).indexSelect(0, rows).reshape(shape);
  }
}
