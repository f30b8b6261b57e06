package dev.quickstudy.tables;

import dev.quickstudy.learn.Adapted;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A meta-learned learner and the {@link Baseline}s on the same tasks, prepared the same way. The
 * tasks are those of {@link dev.quickstudy.train.Evaluation} with the same settings. Accuracies are
 * means over tables of a table's mean over its tasks, so that every table counts alike; intervals
 * are 1.96 · σ / √n over the n tables.
 *
 * @param rows the learner first, then the baselines
 * @param tables how many tables tasks came from
 */
public record Comparison(List<Row> rows, int tables, int episodes) {
  /**
   * One learner.
   *
   * @param accuracy 0 … 1
   * @param ahead by how much the meta-learned learner's accuracy is greater, paired by table
   * @param rank the mean over tables of its place, 1 for the best; equals share the mean of theirs
   */
  public record Row(String learner, Mean accuracy, Mean ahead, Mean rank) {}

  /**
   * A mean over tables.
   *
   * @param ci95 half of its 95 % interval
   */
  public record Mean(double mean, double ci95) {
    static Mean of(double[] values) {
      double mean = Arrays.stream(values).sum() / values.length;
      double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
      double deviation = Math.sqrt(squares / Math.max(1, values.length - 1));
      return new Mean(mean, 1.96 * deviation / Math.sqrt(values.length));
    }
  }

  private static final int TASKS_TOGETHER = 32;

  public Comparison {
    rows = List.copyOf(rows);
  }

  /**
   * Judges all.
   *
   * @param name what the learner is called
   * @param regime inductive
   * @param episodes tasks, at least 2
   * @throws IllegalArgumentException if such tasks cannot be drawn, or are no classification
   */
  public static Comparison of(
      String name,
      Learner learner,
      Model model,
      Regime regime,
      TableTasks tasks,
      Split split,
      TaskShape shape,
      int episodes,
      long seed) {
    if (shape.ways() < 2) {
      throw new IllegalArgumentException(
          "baselines are classifiers, but the tasks are regression; ask for at least 2 ways");
    }
    tasks.check(split, shape);
    learner.check(tasks.inputShape(), tasks.targets(shape));
    RandomKey key = RandomKey.of(seed).fold("evaluation");
    Map<String, List<double[]>> byTable = new TreeMap<>();
    for (int first = 0; first < episodes; first += TASKS_TOGETHER) {
      int count = Math.min(TASKS_TOGETHER, episodes - first);
      try (Scope scope = Scope.open()) {
        TaskBatch batch = tasks.sample(split, shape, key.fold("tasks"), first, count);
        Context now = Context.testing(key.fold("learner"), regime).withFirstTask(first);
        List<double[]> accuracies = new ArrayList<>();
        accuracies.add(learned(learner, model, batch, now));
        for (Baseline baseline : Baseline.values()) {
          accuracies.add(baseline.accuracies(batch, seed));
        }
        for (int t = 0; t < count; t++) {
          int task = t;
          byTable
              .computeIfAbsent(
                  tasks.table(split, shape, key.fold("tasks"), first + t), any -> new ArrayList<>())
              .add(accuracies.stream().mapToDouble(of -> of[task]).toArray());
        }
      }
    }
    return summary(name, byTable, episodes);
  }

  private static double[] learned(Learner learner, Model model, TaskBatch batch, Context now) {
    TaskBatch precise =
        model.phi().isEmpty() ? batch : batch.to(model.phi().tensors().get(0).type());
    try (Adapted adapted = learner.adapt(model, precise.support(), now)) {
      long[] predicted = adapted.predict(precise.query().x(), now).value().argmax(-1).toLongs();
      return shareRight(predicted, batch);
    }
  }

  /** Each task's share of queries whose class is predicted. */
  static double[] shareRight(long[] predicted, TaskBatch batch) {
    long[] labels = batch.query().y().toLongs();
    int queries = batch.query().count();
    double[] right = new double[batch.tasks()];
    for (int i = 0; i < labels.length; i++) {
      right[i / queries] += predicted[i] == labels[i] ? 1.0 / queries : 0;
    }
    return right;
  }

  static Comparison summary(String name, Map<String, List<double[]>> byTable, int episodes) {
    List<String> names = new ArrayList<>(List.of(name));
    for (Baseline baseline : Baseline.values()) {
      names.add(baseline.label());
    }
    int learners = names.size();
    int tables = byTable.size();
    double[][] accuracy = new double[learners][tables];
    double[][] rank = new double[learners][tables];
    int table = 0;
    for (List<double[]> tasks : byTable.values()) {
      double[] means = new double[learners];
      for (int l = 0; l < learners; l++) {
        int learner = l;
        means[l] = tasks.stream().mapToDouble(task -> task[learner]).average().orElse(0);
      }
      double[] places = places(means);
      for (int l = 0; l < learners; l++) {
        accuracy[l][table] = means[l];
        rank[l][table] = places[l];
      }
      table++;
    }
    List<Row> rows = new ArrayList<>();
    for (int l = 0; l < learners; l++) {
      double[] own = accuracy[l];
      double[] ahead = new double[tables];
      Arrays.setAll(ahead, t -> accuracy[0][t] - own[t]);
      rows.add(new Row(names.get(l), Mean.of(own), Mean.of(ahead), Mean.of(rank[l])));
    }
    return new Comparison(rows, tables, episodes);
  }

  private static double[] places(double[] means) {
    double[] places = new double[means.length];
    for (int i = 0; i < means.length; i++) {
      double own = means[i];
      long better = Arrays.stream(means).filter(other -> other > own).count();
      long equal = Arrays.stream(means).filter(other -> other == own).count();
      places[i] = better + (equal + 1) / 2.0;
    }
    return places;
  }
}
