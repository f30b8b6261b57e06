package dev.quickstudy.data.tasks;

import dev.quickstudy.data.tasks.GeneratedRegression.Points;
import dev.quickstudy.files.Hash;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.RandomKey;

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
    return GeneratedRegression.TARGETS;
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
    GeneratedRegression.check(shape, "sinusoids", 0);
  }

  @Override
  public TaskBatch sample(Split split, TaskShape shape, RandomKey key, long first, int count) {
    return GeneratedRegression.sample(
        this, split, shape, key, first, count, () -> tasks(split, shape, key, first, count));
  }

  private TaskBatch tasks(Split split, TaskShape shape, RandomKey key, long first, int count) {
    RandomKey ofSplit = key.fold(split.label());
    RandomKey.Stream[] random = new RandomKey.Stream[count];
    for (int t = 0; t < count; t++) {
      random[t] = ofSplit.fold(first + t).stream();
    }
    int shots = shape.minShots();
    if (shape.uneven()) {
      shots = GeneratedRegression.shots(shape, random[0]);
    }
    Points support = Points.of(count, shots, 1);
    Points query = Points.of(count, shape.queries(), 1);
    for (int t = 0; t < count; t++) {
      double amplitude = random[t].uniform(0.1, 5);
      double phase = random[t].uniform(0, Math.PI);
      fill(support, t, amplitude, phase, random[t]);
      fill(query, t, amplitude, phase, random[t]);
    }
    return new TaskBatch(support.examples(), query.examples());
  }

  private static void fill(
      Points points, int task, double amplitude, double phase, RandomKey.Stream random) {
    for (int i = points.first(task); i < points.first(task + 1); i++) {
      double at = random.uniform(-5, 5);
      points.x()[i] = (float) at;
      points.y()[i] = (float) (amplitude * StrictMath.sin(at - phase));
    }
  }
}
