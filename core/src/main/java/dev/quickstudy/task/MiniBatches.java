package dev.quickstudy.task;

import dev.quickstudy.nn.Context;
import dev.quickstudy.tensor.Tensor;
import java.util.Arrays;

/**
 * Mini-batches of a support set: each task has its own random order, begun anew when it is used up.
 */
public final class MiniBatches {
  private MiniBatches() {}

  /**
   * The mini-batch of one inner step.
   *
   * @param size examples a step, at most those of the set; 0 for all
   */
  public static Examples of(Examples support, int size, int step, Context now) {
    int count = support.count();
    if (size == 0 || size >= count) {
      return support;
    }
    int tasks = support.tasks();
    long[] index = new long[tasks * size];
    for (int t = 0; t < tasks; t++) {
      for (int i = 0; i < size; i++) {
        long position = (long) step * size + i;
        int[] order =
            now.taskKey(t).fold("mini-batches").fold(position / count).choose(count, count);
        index[t * size + i] = (long) t * count + order[(int) (position % count)];
      }
    }
    Tensor rows = Tensor.of(index, index.length);
    return new Examples(
        rows(support.x(), rows, size), rows(support.y(), rows, size), support.targets());
  }

  private static Tensor rows(Tensor all, Tensor rows, int size) {
    long[] shape = all.shape();
    long[] flat = Arrays.copyOfRange(shape, 1, shape.length);
    flat[0] = shape[0] * shape[1];
    shape[1] = size;
    return all.reshape(flat).indexSelect(0, rows).reshape(shape);
  }
}
