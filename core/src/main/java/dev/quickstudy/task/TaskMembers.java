package dev.quickstudy.task;

import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which examples of a pool are in a task.
 *
 * @param classes the pool's index of each class, in the order of the labels
 */
record TaskMembers(List<Integer> classes, List<Member> support, List<Member> query) {
  /** An example: where it is in the pool, and its label in the task. */
  record Member(int classIndex, int exampleIndex, int label) {}

  /**
   * The numbers of what is in tasks. Where tasks have different numbers of examples, the smaller
   * sets are filled up as {@link TaskBatch#joined} does.
   *
   * @param tasks at least one
   */
  static DrawnBatch draw(List<TaskMembers> tasks, ClassPool pool, Targets targets) {
    return new DrawnBatch(
        examples(tasks, TaskMembers::support, pool, targets, descriptors(tasks, pool)),
        examples(tasks, TaskMembers::query, pool, targets, Optional.empty()));
  }

  private static DrawnExamples examples(
      List<TaskMembers> tasks,
      Function<TaskMembers, List<Member>> set,
      ClassPool pool,
      Targets targets,
      Optional<Tensor> descriptor) {
    int most = tasks.stream().mapToInt(task -> set.apply(task).size()).max().orElseThrow();
    int size = Shape.elements(pool.exampleShape());
    float[] x = new float[Math.multiplyExact(Math.multiplyExact(tasks.size(), most), size)];
    long[] y = new long[tasks.size() * most];
    float[] weights = new float[y.length];
    boolean weighted = false;
    for (int t = 0; t < tasks.size(); t++) {
      int next = t * most;
      for (Member member : set.apply(tasks.get(t))) {
        pool.copy(member.classIndex(), member.exampleIndex(), x, next * size);
        y[next++] = member.label();
      }
      weighted |= next < (t + 1) * most;
      Arrays.fill(weights, t * most, next, 1);
    }
    return new DrawnExamples(
        x,
        pool.exampleShape(),
        Tensor.of(y, tasks.size(), most),
        weighted ? Optional.of(Tensor.of(weights, tasks.size(), most)) : Optional.empty(),
        descriptor,
        targets);
  }

  /** {@code [T, ways, D]}, of each class of each task in the order of the labels. */
  private static Optional<Tensor> descriptors(List<TaskMembers> tasks, ClassPool pool) {
    int width = pool.classes() == 0 ? 0 : pool.descriptor(0).length;
    if (width == 0) {
      return Optional.empty();
    }
    int ways = tasks.get(0).classes().size();
    float[] all = new float[Math.multiplyExact(tasks.size() * ways, width)];
    int next = 0;
    for (TaskMembers task : tasks) {
      for (int c : task.classes()) {
        System.arraycopy(pool.descriptor(c), 0, all, width * next++, width);
      }
    }
    return Optional.of(Tensor.of(all, tasks.size(), ways, width));
  }
}
