package dev.quickstudy.learn;

import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;

/**
 * Tasks of {@link OpenTargets}. Each task has a linear map of its own, near one that all share,
 * from two numbers to as many as there are outputs, and asks for what follows from these; for
 * tokens, it asks for the token so many places further in the vocabulary.
 */
record OpenTasks(Targets targets) implements TaskSource {
  static final int LENGTH = 3;
  static final int VOCABULARY = 4;

  @Override
  public String name() {
    return "open";
  }

  @Override
  public Targets targets(TaskShape shape) {
    return targets;
  }

  @Override
  public long[] inputShape() {
    return new long[] {targets instanceof OpenTargets.Tokens ? LENGTH : 2};
  }

  @Override
  public String fingerprint() {
    return "b".repeat(16);
  }

  @Override
  public void check(Split split, TaskShape shape) {}

  @Override
  public TaskBatch sample(Split split, TaskShape shape, RandomKey key, long first, int count) {
    return TaskBatch.each(
        first,
        count,
        number -> {
          RandomKey task = key.fold(split.label()).fold(number);
          return new TaskBatch(
              examples(task, "support", shape.minShots()),
              examples(task, "query", shape.queries()));
        });
  }

  private Examples examples(RandomKey task, String set, int count) {
    RandomKey own = task.fold(set);
    if (targets instanceof OpenTargets.Tokens) {
      return tokens(task, own.stream(), count);
    }
    int outputs = targets.outputs();
    double[] shared = RandomKey.of(5).normals(2 * outputs);
    double[] map = task.fold("map").normals(2 * outputs);
    double[] x = own.normals(2 * count);
    double[] values = new double[count * outputs];
    for (int i = 0; i < values.length; i++) {
      int at = i / outputs;
      int out = i % outputs;
      for (int j = 0; j < 2; j++) {
        values[i] += x[2 * at + j] * (shared[2 * out + j] + map[2 * out + j] / 2);
      }
    }
    Tensor inputs = floats(x, 1, count, 2);
    if (targets instanceof OpenTargets.MultiLabel) {
      return new Examples(
          inputs,
          floats(Arrays.stream(values).map(v -> v > 0 ? 1 : 0).toArray(), 1, count, outputs),
          targets);
    }
    if (targets instanceof OpenTargets.Ranking) {
      return new Examples(
          inputs,
          floats(Arrays.stream(values).map(Math::exp).toArray(), 1, count, outputs),
          targets);
    }
    RandomKey.Stream random = own.fold("actions").stream();
    long[] actions = new long[count];
    double[] advantages = new double[count];
    for (int i = 0; i < count; i++) {
      actions[i] = random.below(outputs);
      // Mostly positive: where many are negative, −A · log p has no least value.
      advantages[i] = Math.exp(values[i * outputs + (int) actions[i]] / 2) - 0.5;
    }
    return new Examples(
        inputs, Tensor.of(actions, 1, count), Optional.of(floats(advantages, 1, count)), targets);
  }

  /** The last position of every other example is padding. */
  private Examples tokens(RandomKey task, RandomKey.Stream random, int count) {
    int further = 1 + task.stream().below(2);
    long[] x = new long[count * LENGTH];
    long[] y = new long[x.length];
    double[] there = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.below(VOCABULARY);
      there[i] = i % LENGTH == LENGTH - 1 && i / LENGTH % 2 == 1 ? 0 : 1;
      y[i] = there[i] == 0 ? 0 : (x[i] + further) % VOCABULARY;
    }
    return new Examples(
        Tensor.of(x, 1, count, LENGTH),
        Tensor.of(y, 1, count, LENGTH),
        Optional.of(floats(there, 1, count, LENGTH)),
        targets);
  }

  private static Tensor floats(double[] values, long... shape) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return Tensor.of(floats, shape);
  }
}
