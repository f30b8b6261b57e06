package dev.quickstudy.tables;

import dev.quickstudy.judge.Evaluation;
import dev.quickstudy.judge.Interval;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.tables.classical.Classical;
import dev.quickstudy.tables.classical.RegressionBaseline;
import dev.quickstudy.tables.tasks.TableTasks;
import dev.quickstudy.task.Metric;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A meta-learned learner and the classical ones on the same tasks, prepared the same way. The tasks
 * are those of {@link Evaluation} with the same settings. Scores are means over tables of a table's
 * mean over its tasks, so that every table counts alike; intervals are over tables.
 *
 * @param metric what scores are
 * @param rows the meta-learned learner first, then the classical ones
 * @param tables how many tables tasks came from
 */
public record Comparison(Metric metric, List<Row> rows, int tables, int episodes) {
  /**
   * One learner.
   *
   * @param score accuracy 0 … 1; or the squared error as a share of that of the support set's mean,
   *     so that no table counts more because its values reach further (1 − R² against that mean)
   * @param ahead by how much the meta-learned learner's score is better, paired by table
   * @param rank the mean over tables of its place, 1 for the best; equals share the mean of theirs
   */
  public record Row(String learner, Interval score, Interval ahead, Interval rank) {}

  public Comparison {
    rows = List.copyOf(rows);
  }

  /**
   * By how much the meta-learned learner is better than classical ones, of those that it is not
   * clearly better than: the 95 % interval of the mean difference is not above 0.
   */
  public Map<String, Interval> asGood() {
    Map<String, Interval> found = new LinkedHashMap<>();
    rows.stream()
        .skip(1)
        .filter(row -> !row.ahead().isAbove(0))
        .forEach(row -> found.put(row.learner(), row.ahead()));
    return found;
  }

  /**
   * Judges all.
   *
   * @param name what the learner is called
   * @param regime inductive
   * @param episodes tasks, at least 2
   * @throws dev.quickstudy.tensor.UsageException if such tasks cannot be drawn
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
      long seed,
      Workers workers) {
    Evaluation evaluation = new Evaluation(tasks, split, shape, episodes, seed);
    List<? extends Classical> others = Classical.of(shape);
    Map<String, List<double[]>> byTable = new TreeMap<>();
    evaluation
        .pass(
            learner,
            model,
            regime,
            workers,
            (batch, first, predictions) -> {
              double[] own = Evaluation.values(batch, predictions.value());
              List<double[]> scores = new ArrayList<>(List.of(own));
              others.forEach(other -> scores.add(other.scores(batch, seed)));
              return IntStream.range(0, own.length)
                  .mapToObj(
                      t ->
                          Map.entry(
                              tasks.table(split, shape, evaluation.stream(), first + t),
                              scores.stream().mapToDouble(of -> of[t]).toArray()))
                  .toList();
            })
        .forEach(
            some ->
                some.forEach(
                    task ->
                        byTable
                            .computeIfAbsent(task.getKey(), any -> new ArrayList<>())
                            .add(task.getValue())));
    List<String> names = new ArrayList<>(List.of(name));
    others.forEach(other -> names.add(other.label()));
    return summary(evaluation.metric(), names, byTable, episodes);
  }

  private static Comparison summary(
      Metric metric, List<String> names, Map<String, List<double[]>> byTable, int episodes) {
    int learners = names.size();
    int tables = byTable.size();
    double[][] score = new double[learners][tables];
    double[][] rank = new double[learners][tables];
    int table = 0;
    for (List<double[]> tasks : byTable.values()) {
      double[] means = new double[learners];
      for (int l = 0; l < learners; l++) {
        int learner = l;
        means[l] = tasks.stream().mapToDouble(task -> task[learner]).average().orElse(0);
      }
      if (metric == Metric.MEAN_SQUARED_ERROR) {
        double unit = means[names.lastIndexOf(RegressionBaseline.MEAN.label())];
        for (int l = 0; l < learners && unit > 0; l++) {
          means[l] /= unit;
        }
      }
      double[] places = places(metric, means);
      for (int l = 0; l < learners; l++) {
        score[l][table] = means[l];
        rank[l][table] = places[l];
      }
      table++;
    }
    int sign = metric.better(1, 0) ? 1 : -1;
    List<Row> rows = new ArrayList<>();
    for (int l = 0; l < learners; l++) {
      double[] own = score[l];
      double[] ahead = new double[tables];
      Arrays.setAll(ahead, t -> sign * (score[0][t] - own[t]));
      rows.add(new Row(names.get(l), Interval.of(own), Interval.of(ahead), Interval.of(rank[l])));
    }
    return new Comparison(metric, rows, tables, episodes);
  }

  private static double[] places(Metric metric, double[] means) {
    double[] places = new double[means.length];
    for (int i = 0; i < means.length; i++) {
      double own = means[i];
      long better = Arrays.stream(means).filter(other -> metric.better(other, own)).count();
      long equal = Arrays.stream(means).filter(other -> other == own).count();
      places[i] = better + (equal + 1) / 2.0;
    }
    return places;
  }
}
