package dev.quickstudy.train;

import dev.quickstudy.learn.Adapted;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Engine;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Judges a learner on episodes that depend on nothing but source, split, shape and seed: two
 * learners judged with the same settings meet the same tasks.
 *
 * @param source where tasks come from
 * @param shape at least 1 query
 * @param episodes number of tasks, at least 2
 */
public record Evaluation(TaskSource source, Split split, TaskShape shape, int episodes, long seed) {
  private static final int MOST_TASKS_TOGETHER = 256;

  /** Checks that such tasks can be drawn. */
  public Evaluation {
    if (episodes < 2) {
      throw new IllegalArgumentException(
          "an interval needs at least 2 episodes, but there are " + episodes);
    }
    if (shape.queries() < 1) {
      throw new IllegalArgumentException(
          "judging needs at least 1 query, but the task shape has none");
    }
    if (shape.isMiniBatch()) {
      throw new IllegalArgumentException(
          "judging needs at least 1 shot, but the task shape has none");
    }
    source.check(split, shape);
  }

  /**
   * The score of a learner.
   *
   * @param model of the precision to compute in
   * @throws IllegalArgumentException if the learner cannot learn such tasks or not under the regime
   */
  public Score of(Learner learner, Model model, Regime regime, Workers workers) {
    Targets targets = source.targets(shape);
    learner.check(source.inputShape(), targets);
    int together =
        Math.min(
            MOST_TASKS_TOGETHER, Chunks.of(episodes, Integer.MAX_VALUE, learner, shape).size());
    Chunks chunks = new Chunks(episodes, together);
    RandomKey key = RandomKey.of(seed).fold("evaluation");
    DType precision = precision(model);
    List<Judged> judged =
        workers.map(
            chunks.count(),
            chunk -> {
              try (Scope scope = Scope.open()) {
                int first = chunks.first(chunk);
                TaskBatch batch =
                    source.sample(split, shape, key.fold("tasks"), first, chunks.length(chunk));
                Context now = Context.testing(key.fold("learner"), regime).withFirstTask(first);
                return new Judged(values(learner, model, batch.to(precision), now), digests(batch));
              }
            });
    double[] values =
        judged.stream()
            .flatMap(part -> part.values().stream())
            .mapToDouble(value -> value)
            .toArray();
    MessageDigest all = sha256();
    judged.forEach(part -> all.update(part.digests()));
    Score.Metric metric =
        targets instanceof Targets.Classes
            ? Score.Metric.ACCURACY
            : Score.Metric.MEAN_SQUARED_ERROR;
    return Score.of(metric, values, regime, HexFormat.of().formatHex(all.digest(), 0, 8));
  }

  /**
   * How long it takes to learn one of the tasks, on one thread; with its answers under a
   * transductive regime, where learning needs the queries.
   *
   * @param tasks how many are timed, after as many that are not; at least 1
   * @return seconds, the median
   */
  public double secondsToAdapt(
      Learner learner, Model model, Regime regime, int tasks, Workers workers) {
    RandomKey key = RandomKey.of(seed).fold("timing");
    return workers.map(1, ignored -> median(learner, model, regime, tasks, key)).get(0);
  }

  private double median(Learner learner, Model model, Regime regime, int tasks, RandomKey key) {
    double[] seconds = new double[tasks];
    for (int i = -tasks; i < tasks; i++) {
      try (Scope scope = Scope.open()) {
        TaskBatch batch = source.sample(split, shape, key, i + tasks, 1).to(precision(model));
        long start = System.nanoTime();
        Context now = Context.testing(key.fold(i), regime);
        try (Adapted adapted = learner.adapt(model, batch.support(), now)) {
          if (regime.transductive()) {
            adapted.predict(batch.query().x(), now);
          }
          Engine.awaitDevice();
          if (i >= 0) {
            seconds[i] = (System.nanoTime() - start) / 1e9;
          }
        }
      }
    }
    Arrays.sort(seconds);
    return seconds[tasks / 2];
  }

  private static DType precision(Model model) {
    return model.phi().isEmpty() ? DType.FLOAT32 : model.phi().tensors().get(0).type();
  }

  /**
   * What a chunk of episodes gave: a number an episode, and a hash an episode, one after another.
   */
  private record Judged(List<Double> values, ByteBuffer digests) {}

  /** One number a task. */
  private static List<Double> values(Learner learner, Model model, TaskBatch batch, Context now) {
    try (Adapted adapted = learner.adapt(model, batch.support(), now)) {
      Tensor predictions = adapted.predict(batch.query().x(), now).value();
      if (batch.query().targets() instanceof Targets.Values) {
        // What follows the values says how sure they are, and is not judged.
        Tensor values = predictions.slice(2, 0, batch.query().targets().outputs());
        return boxed(batch.query().loss(values).toDoubles());
      }
      long[] predicted = predictions.argmax(-1).toLongs();
      long[] labels = batch.query().y().toLongs();
      int queries = batch.query().count();
      int[] right = new int[batch.tasks()];
      for (int i = 0; i < labels.length; i++) {
        right[i / queries] += predicted[i] == labels[i] ? 1 : 0;
      }
      return Arrays.stream(right).mapToObj(number -> (double) number / queries).toList();
    }
  }

  private static List<Double> boxed(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  /** A hash of each task's numbers, one after another. */
  private static ByteBuffer digests(TaskBatch batch) {
    ByteBuffer result = ByteBuffer.allocate(batch.tasks() * 32);
    for (int t = 0; t < batch.tasks(); t++) {
      MessageDigest digest = sha256();
      update(digest, batch.support(), t);
      update(digest, batch.query(), t);
      result.put(digest.digest());
    }
    return result.flip();
  }

  private static void update(MessageDigest digest, Examples examples, int task) {
    float[] x = examples.x().select(0, task).toFloats();
    double[] y = examples.y().select(0, task).toDoubles();
    ByteBuffer bytes = ByteBuffer.allocate(4 * x.length + 8 * y.length);
    bytes.asFloatBuffer().put(x);
    bytes.position(4 * x.length);
    bytes.asDoubleBuffer().put(y);
    digest.update(bytes.array());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
