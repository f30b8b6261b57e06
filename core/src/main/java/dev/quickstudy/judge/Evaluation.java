package dev.quickstudy.judge;

import dev.quickstudy.files.Hash;
import dev.quickstudy.learn.LearnedTasks;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.Metric;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskContents;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Engine;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.tensor.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;

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
      throw new UsageException("an interval needs at least 2 episodes, but there are " + episodes);
    }
    if (shape.queries() < 1) {
      throw new UsageException("judging needs at least 1 query, but the task shape has none");
    }
    if (shape.isMiniBatch()) {
      throw new UsageException("judging needs at least 1 shot, but the task shape has none");
    }
    source.check(split, shape);
  }

  /** The first of these episodes, or more of them. */
  Evaluation withEpisodes(int count) {
    return new Evaluation(source, split, shape, count, seed);
  }

  /**
   * Some of the tasks, in the current scope.
   *
   * @param first the number of the first, from 0
   * @param count at least 1; where shots are uneven, several have weights
   */
  public TaskBatch tasks(long first, int count) {
    return source.sample(split, shape, stream(), first, count);
  }

  /** What is in one of the tasks, for people. */
  public Optional<TaskContents> contents(long number) {
    return source.contents(split, shape, stream(), number);
  }

  /**
   * What a learner is judged in: with it, predictions for {@link #tasks} are those that its score
   * counts.
   *
   * @param first the number of the first of the tasks at hand
   */
  public Context context(Regime regime, long first) {
    return Context.testing(key().fold("learner"), regime).withFirstTask(first);
  }

  /** The key of the stream that tasks are drawn from. */
  public RandomKey stream() {
    return key().fold("tasks");
  }

  private RandomKey key() {
    return RandomKey.of(seed).fold("evaluation");
  }

  /**
   * The score of a learner.
   *
   * @param model of the precision to compute in
   * @throws UsageException if the learner cannot learn such tasks or not under the regime
   */
  public Score of(Learner learner, Model model, Regime regime, Workers workers) {
    List<Judged> judged =
        pass(
            learner,
            model,
            regime,
            workers,
            (batch, first, predictions) -> Judged.of(batch, predictions.value()));
    double[] values = judged.stream().flatMapToDouble(part -> Arrays.stream(part.values)).toArray();
    Hash all = Hash.sha256();
    CalibrationError error = new CalibrationError();
    for (Judged part : judged) {
      all.add(part.digests);
      for (int i = 0; i < part.sureness.length; i++) {
        error.add(part.sureness[i], part.right[i]);
      }
    }
    boolean classes = source.targets(shape).classes().isPresent();
    return new Score(
        metric(),
        Arrays.stream(values).boxed().toList(),
        regime,
        all.hex().substring(0, 16),
        classes && Arrays.stream(values).anyMatch(Double::isFinite)
            ? OptionalDouble.of(error.value())
            : OptionalDouble.empty(),
        classes ? byClass(judged) : List.of());
  }

  /** How well each class was told; none where tasks do not tell what is in them. */
  private List<ClassAccuracy> byClass(List<Judged> judged) {
    Map<String, ClassAccuracy> byName = new TreeMap<>();
    int episode = 0;
    for (Judged part : judged) {
      for (double[] shares : part.byClass) {
        Optional<TaskContents> contents = contents(episode++);
        if (contents.isEmpty() || contents.get().title().isPresent()) {
          return List.of(); // classes of different tables or groups are not the same ones
        }
        List<String> names = contents.get().classes();
        for (int c = 0; c < Math.min(names.size(), shares.length); c++) {
          if (!Double.isNaN(shares[c])) {
            byName.merge(
                names.get(c),
                new ClassAccuracy(names.get(c), shares[c], 1),
                (one, more) ->
                    new ClassAccuracy(one.name(), one.sum() + more.sum(), one.episodes() + 1));
          }
        }
      }
    }
    return List.copyOf(byName.values());
  }

  /** What is read of some tasks. */
  public interface Reading<R> {
    /**
     * Reads them.
     *
     * @param first the number of the first of them
     * @param predictions for their queries
     */
    R of(TaskBatch batch, int first, Output predictions);
  }

  /** How well each task's queries are predicted, by the metric of the tasks' targets. */
  public static double[] values(TaskBatch batch, Tensor predictions) {
    return batch.query().targets().metric().of(predictions, batch.query());
  }

  /** What tasks are judged by. */
  public Metric metric() {
    return source.targets(shape).metric();
  }

  /**
   * Learns and predicts all episodes, in chunks.
   *
   * @param read what is kept of each chunk; gets its tasks and their predictions, in a scope that
   *     ends with it
   * @return in the order of episodes
   * @throws UsageException if the learner cannot learn such tasks or not under the regime
   */
  public <R> List<R> pass(
      Learner learner, Model model, Regime regime, Workers workers, Reading<R> read) {
    learner.check(source.inputShape(), source.targets(shape));
    int together =
        Math.min(
            MOST_TASKS_TOGETHER,
            Chunks.of(episodes, Integer.MAX_VALUE, learner, shape, regime).size());
    Chunks chunks = new Chunks(episodes, together);
    DType precision = precision(model);
    return workers.map(
        chunks.count(),
        chunk -> {
          try (Scope scope = Scope.open()) {
            int first = chunks.first(chunk);
            TaskBatch batch = tasks(first, chunks.length(chunk));
            Context now = context(regime, first);
            TaskBatch computed = batch.to(precision);
            try (LearnedTasks learned =
                LearnedTasks.learn(learner, model, computed.support(), now)) {
              return read.of(batch, first, learned.predict(computed.query().x()));
            }
          }
        });
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
        try (LearnedTasks learned = LearnedTasks.learn(learner, model, batch.support(), now)) {
          if (regime.transductive()) {
            learned.predict(batch.query().x());
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
   * What a chunk of episodes gave.
   *
   * @param values a number an episode
   * @param digests a hash an episode
   * @param sureness of classes: the probability of each answer
   * @param right of classes: whether it is right
   * @param byClass of classes: for each episode, the share of each class's queries that were
   *     answered rightly; NaN for a class without queries
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Judged(
      double[] values, byte[] digests, double[] sureness, boolean[] right, List<double[]> byClass) {
    static Judged of(TaskBatch batch, Tensor predictions) {
      double[] values = Evaluation.values(batch, predictions);
      byte[] digests = EpisodeHash.of(batch);
      if (batch.query().targets().classes().isEmpty()) {
        return new Judged(values, digests, new double[0], new boolean[0], List.of());
      }
      double[] counted = batch.query().counted();
      int[] there = IntStream.range(0, counted.length).filter(i -> counted[i] > 0).toArray();
      long[] predicted = predictions.argmax(-1).toLongs();
      long[] labels = batch.query().y().toLongs();
      double[] all = predictions.logSoftmax(-1).exp().max(false, -1).toDoubles();
      double[] sureness = new double[there.length];
      boolean[] right = new boolean[there.length];
      for (int i = 0; i < there.length; i++) {
        sureness[i] = all[there[i]];
        right[i] = predicted[there[i]] == labels[there[i]];
      }
      int ways = batch.query().targets().classes().orElseThrow();
      return new Judged(
          values,
          digests,
          sureness,
          right,
          shares(ways, values.length, counted, predicted, labels));
    }

    private static List<double[]> shares(
        int ways, int tasks, double[] counted, long[] predicted, long[] labels) {
      int queries = labels.length / tasks;
      List<double[]> shares = new ArrayList<>();
      for (int t = 0; t < tasks; t++) {
        double[] hits = new double[ways];
        double[] all = new double[ways];
        for (int i = t * queries; i < (t + 1) * queries; i++) {
          if (counted[i] > 0) {
            all[(int) labels[i]]++;
            hits[(int) labels[i]] += predicted[i] == labels[i] ? 1 : 0;
          }
        }
        Arrays.setAll(hits, c -> hits[c] / all[c]);
        shares.add(hits);
      }
      return shares;
    }
  }
}
