package dev.quickstudy.tables;

import dev.quickstudy.judge.Evaluation;
import dev.quickstudy.judge.Interval;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.tables.classical.NaturalBaseline;
import dev.quickstudy.tables.classical.RegressionBaseline;
import dev.quickstudy.tables.tasks.RawTables;
import dev.quickstudy.task.Metric;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.Workers;
import dev.quickstudy.train.files.TrainingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A meta-learned learner and the classical ones on the same tasks. Classical classifiers have all
 * columns of the table, encoded as suits each ({@link NaturalBaseline}); classical regression has
 * what the learner has. The tasks are those of {@link Evaluation} with the same settings. Scores
 * are means over tables of a table's mean over its tasks, so that every table counts alike;
 * intervals are over tables, by Student's law. A task to which one of them has no finite answer is
 * left out for all.
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
   * @param wilcoxon the p-value of {@code ahead}'s differences by Wilcoxon's signed-rank test
   * @param auc of classes: the area under the ROC curve, 0 … 1
   * @param logLoss of classes: the mean of −log of the right class's probability
   */
  public record Row(
      String learner,
      Interval score,
      Interval ahead,
      Interval rank,
      double wilcoxon,
      Optional<Interval> auc,
      Optional<Interval> logLoss) {}

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
   * @throws TrainingException if there is no task to which all have finite answers
   * @throws dev.quickstudy.tensor.UsageException if such tasks cannot be drawn
   */
  public static Comparison of(
      String name,
      Learner learner,
      Model model,
      Regime regime,
      RawTables tasks,
      Split split,
      TaskShape shape,
      int episodes,
      long seed,
      Workers workers) {
    Evaluation evaluation = new Evaluation(tasks, split, shape, episodes, seed);
    boolean classes = tasks.targets(shape).classes().isPresent();
    Map<String, List<double[][]>> byTable = new TreeMap<>();
    evaluation
        .pass(
            learner,
            model,
            regime,
            workers,
            (batch, first, predictions) ->
                classes
                    ? ofClasses(evaluation, tasks, batch, first, predictions.value())
                    : ofValues(evaluation, tasks, batch, first, predictions.value()))
        .forEach(
            some ->
                some.stream()
                    .filter(task -> Arrays.stream(task.getValue()).allMatch(of -> finite(of)))
                    .forEach(
                        task ->
                            byTable
                                .computeIfAbsent(task.getKey(), any -> new ArrayList<>())
                                .add(task.getValue())));
    if (byTable.isEmpty()) {
      throw new TrainingException(
          name + " has diverged: it has no finite answers to any task; train it anew");
    }
    List<String> names = new ArrayList<>(List.of(name));
    if (classes) {
      Arrays.stream(NaturalBaseline.values()).forEach(other -> names.add(other.label()));
    } else {
      Arrays.stream(RegressionBaseline.values()).forEach(other -> names.add(other.label()));
    }
    return summary(evaluation.metric(), names, byTable, episodes);
  }

  private static boolean finite(double[] numbers) {
    return Arrays.stream(numbers).allMatch(Double::isFinite);
  }

  /** For each task its table, and for each learner accuracy, area and loss. */
  private static List<Map.Entry<String, double[][]>> ofClasses(
      Evaluation evaluation, RawTables tasks, TaskBatch batch, int first, Tensor logits) {
    int outputs = Math.toIntExact(logits.size(2));
    double[] own = logits.to(DType.FLOAT64).softmax(-1).toDoubles();
    long[] labels = batch.query().y().toLongs();
    int queries = labels.length / batch.tasks();
    List<Map.Entry<String, double[][]>> scores = new ArrayList<>();
    for (int t = 0; t < batch.tasks(); t++) {
      int from = t * queries;
      RawTables.RawTask raw =
          tasks.raw(evaluation.split(), evaluation.shape(), evaluation.stream(), (long) first + t);
      int asked = raw.query().rows(); // fewer than others' where a table has not as many left
      int ways = raw.support().answers().dictionary().size();
      int[] truth = IntStream.range(0, asked).map(i -> (int) labels[from + i]).toArray();
      double[][] probabilities = new double[asked][];
      Arrays.setAll(
          probabilities,
          i -> Arrays.copyOfRange(own, (from + i) * outputs, (from + i) * outputs + ways));
      int[] ofRaw = IntStream.range(0, asked).map(raw.query().answers()::code).toArray();
      List<double[]> all = new ArrayList<>(List.of(numbers(probabilities, truth)));
      for (NaturalBaseline other : NaturalBaseline.values()) {
        all.add(
            numbers(
                other.probabilities(raw.support(), raw.query(), ways, evaluation.seed()), ofRaw));
      }
      scores.add(Map.entry(raw.table(), all.toArray(double[][]::new)));
    }
    return scores;
  }

  private static double[] numbers(double[][] probabilities, int[] truth) {
    ClassScores scores = ClassScores.of(probabilities, truth);
    return new double[] {scores.accuracy(), scores.auc(), scores.logLoss()};
  }

  /** For each task its table, and for each learner the error. */
  private static List<Map.Entry<String, double[][]>> ofValues(
      Evaluation evaluation, RawTables tasks, TaskBatch batch, int first, Tensor predictions) {
    List<double[]> all = new ArrayList<>(List.of(Evaluation.values(batch, predictions)));
    for (RegressionBaseline other : RegressionBaseline.values()) {
      all.add(other.scores(batch, evaluation.seed()));
    }
    return IntStream.range(0, batch.tasks())
        .mapToObj(
            t ->
                Map.entry(
                    tasks.table(
                        evaluation.split(),
                        evaluation.shape(),
                        evaluation.stream(),
                        (long) first + t),
                    all.stream().map(of -> new double[] {of[t]}).toArray(double[][]::new)))
        .toList();
  }

  private static Comparison summary(
      Metric metric, List<String> names, Map<String, List<double[][]>> byTable, int episodes) {
    int learners = names.size();
    int tables = byTable.size();
    double[][] score = new double[learners][tables];
    double[][] rank = new double[learners][tables];
    int table = 0;
    for (List<double[][]> tasks : byTable.values()) {
      double[] means = new double[learners];
      for (int l = 0; l < learners; l++) {
        int learner = l;
        means[l] = tasks.stream().mapToDouble(task -> task[learner][0]).average().orElse(0);
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
      rows.add(
          new Row(
              names.get(l),
              Interval.of(own),
              Interval.of(ahead),
              Interval.of(rank[l]),
              Wilcoxon.p(ahead),
              over(byTable, l, 1),
              over(byTable, l, 2)));
    }
    return new Comparison(metric, rows, tables, episodes);
  }

  /** The mean over tables of another number of each task; empty where tasks have none. */
  private static Optional<Interval> over(
      Map<String, List<double[][]>> byTable, int learner, int number) {
    return byTable.values().iterator().next().get(0)[learner].length <= number
        ? Optional.empty()
        : Optional.of(
            Interval.of(
                byTable.values().stream()
                    .mapToDouble(
                        tasks ->
                            tasks.stream()
                                .mapToDouble(task -> task[learner][number])
                                .average()
                                .orElse(0))
                    .toArray()));
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
