package dev.quickstudy.judge;

import dev.quickstudy.learn.Descent;
import dev.quickstudy.learn.LearnedTasks;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Context;
import dev.quickstudy.task.Examples;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import dev.quickstudy.tensor.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What a learner answers for the examples of a support set when it has not learned from them:
 * cross-validation within one task. The examples are divided into folds – of few-shot tasks, one
 * example of each class at a time –, the task is learned anew without each fold, and then asked for
 * it. So each answer comes from a task of as many ways and some shots less. There are at most
 * {@value #MOST_FOLDS} folds, {@value #MOST_FOLDS_OF_DESCENT} where learning takes inner steps, and
 * fewer of more than 320 examples. A class with one example cannot be held out, because it would be
 * gone; its example stays in every support set and is not judged.
 */
public final class HeldOut {
  private static final int MOST_FOLDS = 10;

  /** Where learning takes inner steps through a whole network. */
  private static final int MOST_FOLDS_OF_DESCENT = 4;

  private static final int FEWEST_FOLDS = 3;

  /** Examples that all folds together learn from, which bounds the time of large support sets. */
  private static final int EXAMPLES = 3200;

  /** Examples whose features are made together, which bounds the memory that it takes. */
  private static final int TOGETHER = 256;

  /** Numbers of the inputs of tasks that are learned side by side. */
  private static final double MOST_TOGETHER = 4e6;

  private final int[] places;
  private final LabelledLogits answers;
  private final double[] distances;
  private final int right;
  private final double shots;

  private HeldOut(int[] places, LabelledLogits answers, double[] distances, double shots) {
    this.places = places;
    this.answers = answers;
    this.distances = distances;
    this.right = answers.right();
    this.shots = shots;
  }

  /**
   * Learns a task without each fold of its support set, and predicts the fold.
   *
   * @param support one task of classes, {@code [1, N, …]}, without weights
   * @param now of the phase {@link dev.quickstudy.nn.Phase#TEST} and an inductive regime; its key
   *     draws the folds
   * @return empty if every class has one example, or an answer is not finite
   * @throws UsageException if the learner cannot learn such a task or not under the regime
   */
  public static Optional<HeldOut> of(
      Learner learner, Model model, Examples support, Context now, Workers workers) {
    int ways =
        support
            .targets()
            .classes()
            .orElseThrow(() -> new UsageException("only examples of classes are held out"));
    if (support.tasks() != 1 || support.weights().isPresent()) {
      throw new UsageException(
          "examples are held out of one task without weights, but there are %d tasks%s"
              .formatted(support.tasks(), support.weights().isPresent() ? " with weights" : ""));
    }
    if (now.regime().transductive()) {
      throw new UsageException(
          "examples are held out under an inductive regime, but this is " + now.regime().label());
    }
    int[] labels = Arrays.stream(support.y().toLongs()).mapToInt(Math::toIntExact).toArray();
    int most =
        Math.min(
            learner instanceof Descent ? MOST_FOLDS_OF_DESCENT : MOST_FOLDS,
            Math.max(FEWEST_FOLDS, EXAMPLES / labels.length));
    List<int[]> folds = folds(labels, ways, most, now.key().fold("held out"));
    if (folds.isEmpty()) {
      return Optional.empty();
    }
    List<Fold> answered =
        sideBySide(learner, support, folds.size(), now)
            ? together(learner, model, support, folds, now)
            : workers.map(
                folds.size(), fold -> answered(learner, model, support, folds.get(fold), now));
    double[] logits = joined(answered, Fold::logits);
    if (!Arrays.stream(logits).allMatch(Double::isFinite)) {
      return Optional.empty();
    }
    int[] places = folds.stream().flatMapToInt(Arrays::stream).toArray();
    return Optional.of(
        new HeldOut(
            places,
            new LabelledLogits(
                logits, Arrays.stream(places).map(place -> labels[place]).toArray(), ways),
            joined(answered, Fold::distances),
            (labels.length - (double) places.length / folds.size()) / ways));
  }

  private static double[] joined(List<Fold> folds, Function<Fold, double[]> part) {
    return folds.stream().map(part).flatMapToDouble(Arrays::stream).toArray();
  }

  /** What is known of a fold's examples: their logits, and how far the nearest example is. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Fold(double[] logits, double[] distances) {}

  /**
   * The places of each fold's examples. Of no class are all in one fold, and classes begin with
   * different folds, so that small ones do not all lose theirs to the first.
   */
  private static List<int[]> folds(int[] labels, int ways, int most, RandomKey key) {
    List<int[]> byClass =
        IntStream.range(0, ways)
            .mapToObj(
                way -> IntStream.range(0, labels.length).filter(i -> labels[i] == way).toArray())
            .toList();
    int count = Math.min(most, byClass.stream().mapToInt(places -> places.length).max().orElse(0));
    if (count < 2) {
      return List.of();
    }
    List<List<Integer>> folds = new ArrayList<>();
    IntStream.range(0, count).forEach(ignored -> folds.add(new ArrayList<>()));
    for (int way = 0; way < ways; way++) {
      int[] places = byClass.get(way);
      if (places.length < 2) {
        continue;
      }
      int[] order = key.fold(way).choose(places.length, places.length);
      int first = places.length < count ? key.fold(way).stream().below(count) : 0;
      for (int i = 0; i < order.length; i++) {
        folds.get((first + i) % count).add(places[order[i]]);
      }
    }
    return folds.stream()
        .filter(fold -> !fold.isEmpty())
        .map(fold -> fold.stream().mapToInt(Integer::intValue).sorted().toArray())
        .toList();
  }

  private static Fold answered(
      Learner learner, Model model, Examples support, int[] fold, Context now) {
    int[] rest =
        IntStream.range(0, support.count()).filter(i -> Arrays.binarySearch(fold, i) < 0).toArray();
    try (Scope scope = Scope.open()) {
      Examples known = support.chosen(tensor -> tensor.indexSelect(1, indices(rest)));
      Tensor held = support.x().indexSelect(1, indices(fold));
      try (LearnedTasks learned = LearnedTasks.learn(learner, model, known, now)) {
        return new Fold(
            learned.predict(held).value().toDoubles(),
            nearest(features(learned, held), features(learned, known.x())));
      }
    }
  }

  /** Whether all folds are learned as tasks beside each other, which takes fewer operations. */
  private static boolean sideBySide(Learner learner, Examples support, int folds, Context now) {
    return learner.takesWeights(now.regime())
        && (double) support.x().elements() * folds <= MOST_TOGETHER;
  }

  /** The same of all folds at once: what a fold holds out has the weight 0 in its task. */
  private static List<Fold> together(
      Learner learner, Model model, Examples support, List<int[]> folds, Context now) {
    int count = support.count();
    int ways = support.targets().outputs();
    double[] weights = new double[folds.size() * count];
    Arrays.fill(weights, 1);
    for (int fold = 0; fold < folds.size(); fold++) {
      for (int place : folds.get(fold)) {
        weights[fold * count + place] = 0;
      }
    }
    try (Scope scope = Scope.open()) {
      Tensor x = Tensor.cat(0, Collections.nCopies(folds.size(), support.x()));
      Tensor y = Tensor.cat(0, Collections.nCopies(folds.size(), support.y()));
      Tensor counted = Tensor.of(weights, folds.size(), count).to(x.type());
      Optional<Tensor> descriptors =
          support.descriptor().map(d -> Tensor.cat(0, Collections.nCopies(folds.size(), d)));
      Examples tasks = new Examples(x, y, Optional.of(counted), descriptors, support.targets());
      try (LearnedTasks learned = LearnedTasks.learn(learner, model, tasks, now)) {
        double[] logits = learned.predict(x).value().toDoubles();
        double[] features = learned.features(x).orElse(x).toDoubles();
        int width = features.length / (folds.size() * count);
        List<Fold> answered = new ArrayList<>();
        for (int fold = 0; fold < folds.size(); fold++) {
          int first = fold * count;
          int[] held = folds.get(fold);
          int[] rest =
              IntStream.range(0, count).filter(i -> Arrays.binarySearch(held, i) < 0).toArray();
          answered.add(
              new Fold(
                  Arrays.stream(rows(logits, ways, first, held))
                      .flatMapToDouble(Arrays::stream)
                      .toArray(),
                  nearest(rows(features, width, first, held), rows(features, width, first, rest))));
        }
        return answered;
      }
    }
  }

  /** Rows of numbers, counted from a first one. */
  private static double[][] rows(double[] all, int width, int first, int[] places) {
    return Arrays.stream(places)
        .mapToObj(i -> Arrays.copyOfRange(all, (first + i) * width, (first + i + 1) * width))
        .toArray(double[][]::new);
  }

  /** The features of each of a task's inputs, or its numbers where there are none. */
  private static double[][] features(LearnedTasks learned, Tensor inputs) {
    int count = (int) inputs.size(1);
    double[][] features = new double[count][];
    for (int from = 0; from < count; from += TOGETHER) {
      int some = Math.min(TOGETHER, count - from);
      try (Scope scope = Scope.open()) {
        Tensor part = inputs.slice(1, from, from + some);
        double[] all = learned.features(part).orElse(part).toDoubles();
        int width = all.length / some;
        for (int i = 0; i < some; i++) {
          features[from + i] = Arrays.copyOfRange(all, i * width, (i + 1) * width);
        }
      }
    }
    return features;
  }

  /** Of each, the Euclidean distance to the nearest of the others. */
  private static double[] nearest(double[][] each, double[][] others) {
    double[] distances = new double[each.length];
    for (int i = 0; i < each.length; i++) {
      double least = Double.POSITIVE_INFINITY;
      for (double[] other : others) {
        double sum = 0;
        for (int d = 0; d < other.length; d++) {
          sum += (each[i][d] - other[d]) * (each[i][d] - other[d]);
        }
        least = Math.min(least, sum);
      }
      distances[i] = Math.sqrt(least);
    }
    return distances;
  }

  private static Tensor indices(int[] places) {
    long[] all = Arrays.stream(places).asLongStream().toArray();
    return Tensor.of(all, all.length);
  }

  /** How many examples were held out. */
  public int count() {
    return places.length;
  }

  /** How many of them were answered rightly. */
  public int right() {
    return right;
  }

  /** Whether a held-out example was answered rightly. */
  public boolean isRight(int index) {
    return answers.isRight(index);
  }

  /** The share of right answers, 0 … 1. */
  public double accuracy() {
    return (double) right / places.length;
  }

  /** Classes of the task. */
  public int ways() {
    return answers.ways();
  }

  /** Examples a class that answers were learned from, on average; less than the task has. */
  public double shots() {
    return shots;
  }

  /** The place in the support set of a held-out example, 0 … N − 1. */
  public int place(int index) {
    return places[index];
  }

  /** The logits of a held-out example, one for each class. */
  public double[] logits(int index) {
    return answers.logits(index);
  }

  /**
   * How far a held-out example is from the nearest one that its answer was learned from: Euclidean,
   * between the features of both ({@link LearnedTasks#features}), or between their numbers where
   * the learner makes none.
   */
  public double distance(int index) {
    return distances[index];
  }

  /**
   * The temperature of the task that answers were held out of: what was known of it before, and
   * what the held-out answers say (the mode of the posterior). Few answers change little.
   *
   * @param expected the temperature that was thought likeliest for a task of {@link #ways} and
   *     {@link #shots}
   * @param spread how far off that may be: the standard deviation of its logarithm
   */
  public double temperature(double expected, double spread) {
    return answers.temperature(expected, spread);
  }

  /** The temperature at which the held-out answers are likeliest; see {@link Calibration}. */
  public double temperature() {
    return answers.temperature(places.length);
  }

  /**
   * The mean negative logarithm of the probability of the right class, at a temperature.
   *
   * @param temperature above 0
   */
  public double logLoss(double temperature) {
    return answers.logLoss(temperature);
  }
}
