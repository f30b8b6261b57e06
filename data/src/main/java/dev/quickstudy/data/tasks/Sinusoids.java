package dev.quickstudy.data.tasks;

import dev.quickstudy.files.Hash;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;

/**
 * Regression of sine curves (Finn, Abbeel and Levine 2017, §5.1): each task is a curve y = A sin(x
 * − φ), with amplitude A uniform in 0.1 … 5 and phase φ uniform in 0 … π, seen at points x uniform
 * in −5 … 5. Input and target have one dimension, and the points of support and query set are drawn
 * alike.
 *
 * <p>All splits have the same distribution of curves; they draw from different streams of a key, so
 * no curve of one is met in another.
 */
public final class Sinusoids implements TaskSource {
  @Override
  public String name() {
    return "sinusoids";
  }

  @Override
  public Targets targets(TaskShape shape) {
    return new Targets.Values(1);
  }

  @Override
  public long[] inputShape() {
    return new long[] {1};
  }

  @Override
  public String fingerprint() {
    return Hash.fingerprint("sinusoids: amplitude 0.1 … 5, phase 0 … π, x −5 … 5, version 1").hex();
  }

  @Override
  public void check(Split split, TaskShape shape) {
    if (shape.ways() != 1) {
      throw new UsageException(
          "sinusoids are regression tasks, which have 1 way, but are asked for " + shape.ways());
    }
  }

  @Override
  public TaskBatch sample(Split split, TaskShape shape, RandomKey key, long first, int count) {
    check(split, shape);
    if (count < 1) {
      throw new UsageException(count + " tasks asked for; draw at least 1");
    }
    if (shape.uneven() && count > 1) {
      return TaskBatch.each(first, count, number -> sample(split, shape, key, number, 1));
    }
    RandomKey ofSplit = key.fold(split.label());
    RandomKey.Stream[] random = new RandomKey.Stream[count];
    for (int t = 0; t < count; t++) {
      random[t] = ofSplit.fold(first + t).stream();
    }
    int shots = shape.minShots();
    if (shape.uneven()) {
      shots += random[0].below(shape.maxShots() - shape.minShots() + 1);
    }
    Points support = new Points(count, shots);
    Points query = new Points(count, shape.queries());
    for (int t = 0; t < count; t++) {
      double amplitude = random[t].uniform(0.1, 5);
      double phase = random[t].uniform(0, Math.PI);
      support.fill(t, amplitude, phase, random[t]);
      query.fill(t, amplitude, phase, random[t]);
    }
    return new TaskBatch(support.examples(), query.examples());
  }

  /** The points of all tasks, side by side. */
  private static final class Points {
    private final int tasks;
    private final int each;
    private final float[] x;
    private final float[] y;

    Points(int tasks, int each) {
      this.tasks = tasks;
      this.each = each;
      this.x = new float[Math.multiplyExact(tasks, each)];
      this.y = new float[tasks * each];
    }

    void fill(int task, double amplitude, double phase, RandomKey.Stream random) {
      for (int i = task * each; i < (task + 1) * each; i++) {
        double at = random.uniform(-5, 5);
        x[i] = (float) at;
        y[i] = (float) (amplitude * StrictMath.sin(at - phase));
      }
    }

    Examples examples() {
      return new Examples(
          Tensor.of(x, tasks, each, 1), Tensor.of(y, tasks, each, 1), new Targets.Values(1));
    }
  }
}
