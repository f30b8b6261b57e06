package dev.quickstudy.predict;

import dev.quickstudy.judge.CalibrationError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How good a learned task is on labelled examples of its own. Examples of other classes than the
 * task's are out of its scope: right is to call them unknown.
 *
 * @param inScope how many examples are of the task's classes
 * @param right how many of them were given their class; an unknown one is not right
 * @param interval where the share of right answers lies with a probability of 95 % (Wilson 1927)
 * @param falseAlarms how many in scope were called unknown
 * @param calibrationError of the probabilities in scope, 0 … 1
 * @param confused pairs of classes that were taken for each other, the most frequent first
 * @param outOfScope how many examples are of no class of the task
 * @param recalled how many of them were called unknown
 * @param auroc how often an example in scope looks more familiar than one out of it – where no
 *     unknown rate was asked for, has a greater probability: 0.5 is chance, 1 tells all; empty
 *     where there is none of either
 */
public record TaskScore(
    int inScope,
    int right,
    Interval interval,
    int falseAlarms,
    double calibrationError,
    List<Confused> confused,
    int outOfScope,
    int recalled,
    OptionalDouble auroc) {
  /** The 97.5 % quantile of the normal distribution. */
  private static final double TWO_SIDED = 1.959964;

  /** From the lower to the upper end, 0 … 1. */
  public record Interval(double low, double high) {
    /** Of the share of successes. */
    static Interval of(int successes, int of) {
      if (of == 0) {
        return new Interval(0, 1);
      }
      double share = (double) successes / of;
      double squared = TWO_SIDED * TWO_SIDED;
      double middle = (share + squared / (2 * of)) / (1 + squared / of);
      double half =
          TWO_SIDED
              * Math.sqrt(share * (1 - share) / of + squared / (4.0 * of * of))
              / (1 + squared / of);
      return new Interval(Math.max(0, middle - half), Math.min(1, middle + half));
    }
  }

  /** So many examples of one class were taken for another. */
  public record Confused(String truth, String taken, int count) {}

  public TaskScore {
    confused = List.copyOf(confused);
  }

  /**
   * Judges answers whose truth is known; others are left out.
   *
   * @param classes of the task
   */
  public static TaskScore of(Predictions predictions, List<String> classes) {
    CalibrationError calibration = new CalibrationError();
    Map<Confused, Integer> confused = new LinkedHashMap<>();
    List<Double> inside = new ArrayList<>();
    List<Double> outside = new ArrayList<>();
    int right = 0;
    int falseAlarms = 0;
    int recalled = 0;
    for (Predictions.Answered answer : predictions.answers()) {
      if (answer.query().truth().isEmpty()) {
        continue;
      }
      String truth = answer.query().truth().get();
      Prediction given = answer.prediction();
      if (!classes.contains(truth)) {
        outside.add(familiar(given));
        recalled += given.unknown() ? 1 : 0;
        continue;
      }
      boolean same = given.best().equals(truth);
      inside.add(familiar(given));
      calibration.add(given.probability(), same);
      falseAlarms += given.unknown() ? 1 : 0;
      right += same && !given.unknown() ? 1 : 0;
      if (!same) {
        confused.merge(new Confused(truth, given.best(), 0), 1, Integer::sum);
      }
    }
    return new TaskScore(
        inside.size(),
        right,
        Interval.of(right, inside.size()),
        falseAlarms,
        calibration.value(),
        confused.entrySet().stream()
            .map(one -> new Confused(one.getKey().truth(), one.getKey().taken(), one.getValue()))
            .sorted(Comparator.comparingInt(Confused::count).reversed())
            .toList(),
        outside.size(),
        recalled,
        auroc(inside, outside));
  }

  /** The share of right answers in scope, 0 … 1; 0 where there is none. */
  public double accuracy() {
    return inScope == 0 ? 0 : (double) right / inScope;
  }

  private static double familiar(Prediction given) {
    return given.familiarity().orElse(given.probability());
  }

  /** Equals count half. */
  private static OptionalDouble auroc(List<Double> inside, List<Double> outside) {
    if (inside.isEmpty() || outside.isEmpty()) {
      return OptionalDouble.empty();
    }
    double wins = 0;
    for (double in : inside) {
      for (double out : outside) {
        wins += in > out ? 1 : in == out ? 0.5 : 0;
      }
    }
    return OptionalDouble.of(wins / inside.size() / outside.size());
  }
}
