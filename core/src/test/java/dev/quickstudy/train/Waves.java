package dev.quickstudy.train;

import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;

/** Regression tasks: waves of random height and phase. */
public record Waves() implements TaskSource {
  @Override
  public String name() {
    return "waves";
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
    return "a".repeat(16);
  }

  @Override
  public void check(Split split, TaskShape shape) {
    if (shape.ways() != 1) {
      throw new IllegalArgumentException("waves have 1 way, but are asked for " + shape.ways());
    }
  }

  @Override
  public TaskBatch sample(Split split, TaskShape shape, RandomKey key, long first, int count) {
    return new TaskBatch(
        points(key, first, count, shape.minShots(), "support"),
        points(key, first, count, shape.queries(), "query"));
  }

  private Examples points(RandomKey key, long first, int count, int points, String set) {
    float[] x = new float[count * points];
    float[] y = new float[count * points];
    for (int t = 0; t < count; t++) {
      RandomKey.Stream wave = key.fold(first + t).fold("wave").stream();
      double height = wave.uniform(0.1, 5);
      double phase = wave.uniform(0, Math.PI);
      RandomKey.Stream random = key.fold(first + t).fold(set).stream();
      for (int i = t * points; i < (t + 1) * points; i++) {
        x[i] = (float) random.uniform(-5, 5);
        y[i] = (float) (height * Math.sin(x[i] + phase));
      }
    }
    return new Examples(
        Tensor.of(x, count, points, 1), Tensor.of(y, count, points, 1), new Targets.Values(1));
  }
}
