package dev.quickstudy.judge;

import dev.quickstudy.learn.Learner;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.TaskShape;

/**
 * A batch of tasks cut along its task axis.
 *
 * @param tasks tasks in the batch
 * @param size tasks in a chunk; the last may be smaller
 */
public record Chunks(int tasks, int size) {
  /**
   * The cut with at most so many tasks in a chunk that suits the learner's network; tasks with
   * uneven shots run one at a time where the learner takes no weights.
   */
  public static Chunks of(int tasks, int most, Learner learner, TaskShape shape, Regime regime) {
    return new Chunks(
        tasks,
        shape.uneven() && !learner.takesWeights(regime)
            ? 1
            : Math.min(Math.min(tasks, most), learner.network().tasksTogether()));
  }

  public int count() {
    return (tasks + size - 1) / size;
  }

  public int first(int chunk) {
    return chunk * size;
  }

  public int length(int chunk) {
    return Math.min(size, tasks - first(chunk));
  }
}
