package dev.quickstudy.train;

import dev.quickstudy.learn.LearnedTasks;
import dev.quickstudy.learn.Learner;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Context;
import dev.quickstudy.task.Examples;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a learner answers for the examples of a support set when it has not learned from them:
 * cross-validation within one task. The examples are divided into at most {@value #MOST_FOLDS}
 * folds (of few-shot tasks, one example of each class at a time), the task is learned anew without
 * each fold, and then asked for it. So each answer comes from a task of as many ways and a few
 * shots less. A class with one example cannot be held out, because it would be gone; its example
 * stays in every support set and is not judged.
 */
public final class HeldOut {
  private static final int MOST_FOLDS = 10;

  /** Numbers of the inputs of tasks that are learned side by side. */
  private static final double MOST_TOGETHER = 4e6;

  private final int[] places;
  private final Answers answers;
  private final int right;
  private final double shots;

  private HeldOut(int[] places, Answers answers, double shots) {
    this.places = places;
    this.answers = answers;
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
    List<int[]> folds = folds(labels, ways, now.key().fold("held out"));
    if (folds.isEmpty()) {
      return Optional.empty();
    }
    List<double[]> logits =
        sideBySide(learner, support, folds.size(), now)
            ? together(learner, model, support, folds, now)
            : workers.map(
                folds.size(), fold -> logits(learner, model, support, folds.get(fold), now));
    if (!logits.stream().flatMapToDouble(Arrays::stream).allMatch(Double::isFinite)) {
      return Optional.empty();
    }
    int[] places = folds.stream().flatMapToInt(Arrays::stream).toArray();
    return Optional.of(
        new HeldOut(
            places,
            new Answers(
                logits.stream().flatMapToDouble(Arrays::stream).toArray(),
                Arrays.stream(places).map(place -> labels[place]).toArray(),
                ways),
            (labels.length - (double) places.length / folds.size()) / ways));
  }

  /**
   * The places of each fold's examples. Of no class are all in one fold, and classes begin with
   * different folds, so that small ones do not all lose theirs to the first.
   */
  private static List<int[]> folds(int[] labels, int ways, RandomKey key) {
    List<int[]> byClass =
        IntStream.range(0, ways)
            .mapToObj(
                way -> IntStream.range(0, labels.length).filter(i -> labels[i] == way).toArray())
            .toList();
    int count =
        Math.min(MOST_FOLDS, byClass.stream().mapToInt(places -> places.length).max().orElse(0));
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

  private static double[] logits(
      Learner learner, Model model, Examples support, int[] fold, Context now) {
    try (Scope scope = Scope.open()) {
      Tensor held = indices(Arrays.stream(fold));
      Tensor rest =
          indices(
              IntStream.range(0, support.count()).filter(i -> Arrays.binarySearch(fold, i) < 0));
      try (LearnedTasks learned =
          LearnedTasks.learn(
              learner, model, support.map(tensor -> tensor.indexSelect(1, rest)), now)) {
        return learned.predict(support.x().indexSelect(1, held)).value().toDoubles();
      }
    }
  }

  /** Whether all folds are learned as tasks beside each other, which takes fewer operations. */
  private static boolean sideBySide(Learner learner, Examples support, int folds, Context now) {
    return learner.takesWeights(now.regime())
        && (double) support.x().elements() * folds <= MOST_TOGETHER;
  }

  /** The same of all folds at once: what a fold holds out has the weight 0 in its task. */
  private static List<double[]> together(
      Learner learner, Model model, Examples support, List<int[]> folds, Context now) {
    int count = support.count();
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
      Examples tasks = new Examples(x, y, Optional.of(counted), support.targets());
      try (LearnedTasks learned = LearnedTasks.learn(learner, model, tasks, now)) {
        double[] all = learned.predict(x).value().toDoubles();
        int ways = support.targets().outputs();
        List<double[]> logits = new ArrayList<>();
        for (int fold = 0; fold < folds.size(); fold++) {
          int first = fold * count;
          logits.add(
              Arrays.stream(folds.get(fold))
                  .flatMap(place -> IntStream.range(0, ways).map(w -> (first + place) * ways + w))
                  .mapToDouble(i -> all[i])
                  .toArray());
        }
        return logits;
      }
    }
  }

  private static Tensor indices(IntStream places) {
    long[] all = places.asLongStream().toArray();
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

  /**
   * The expected calibration error at a temperature, 0 … 1.
   *
   * @param temperature above 0
   */
  public double calibrationError(double temperature) {
    return answers.error(0, temperature);
  }

  /** The logits of a held-out example, one for each class. */
  public double[] logits(int index) {
    return answers.logits(index);
  }
}
