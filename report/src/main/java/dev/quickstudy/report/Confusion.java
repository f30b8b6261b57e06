package dev.quickstudy.report;

import dev.quickstudy.report.EpisodeResult.AnsweredQuery;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which classes are taken for which, counted over many tasks. Two classes can be confused only in
 * tasks that have both; so a class's queries are counted against those tasks.
 */
final class Confusion {
  /** 1.96² of a 95 % interval. */
  private static final double Z2 = 3.8416;

  /**
   * One class taken for another.
   *
   * @param taken queries of the first that were taken for the second
   * @param asked queries of the first in tasks that had both
   * @param tasks how many tasks had both
   * @param task a task in which it happened
   * @param query which of its queries
   */
  record Pair(String truth, String answer, int taken, int asked, int tasks, long task, int query) {
    double share() {
      return (double) taken / asked;
    }

    /** The lower end of Wilson's 95 % interval of the share: few queries prove little. */
    double atLeast() {
      double p = share();
      double centre = p + Z2 / (2 * asked);
      double around = Math.sqrt(Z2 * (p * (1 - p) / asked + Z2 / (4.0 * asked * asked)));
      return (centre - around) / (1 + Z2 / asked);
    }
  }

  /**
   * A class.
   *
   * @param right queries that were taken for it
   * @param asked all of its queries
   */
  record Own(String name, int right, int asked) {
    double share() {
      return (double) right / asked;
    }
  }

  /** Two classes, in this order. */
  private record Both(String truth, String answer) {}

  private static final class Count {
    int taken;
    int asked;
    int tasks;
    long lastTask = -1;
    long task;
    int query;
  }

  private final Map<Both, Count> pairs = new HashMap<>();
  private final Map<String, Count> own = new TreeMap<>();
  private int tasks;

  /** Counts a task. */
  void add(EpisodeResult task) {
    tasks++;
    for (int q = 0; q < task.query().size(); q++) {
      AnsweredQuery asked = task.query().get(q);
      String truth = task.fullName(asked.example.label);
      for (int way = 0; way < task.classes().size(); way++) {
        boolean itself = way == asked.example.label;
        Count count =
            itself
                ? own.computeIfAbsent(truth, name -> new Count())
                : pairs.computeIfAbsent(new Both(truth, task.fullName(way)), both -> new Count());
        count.asked++;
        if (count.lastTask != task.number()) {
          count.lastTask = task.number();
          count.tasks++;
        }
        if (asked.taken() == way) {
          if (count.taken++ == 0) {
            count.task = task.number();
            count.query = q;
          }
        }
      }
    }
  }

  int tasks() {
    return tasks;
  }

  /** All classes, by name. */
  List<Own> classes() {
    return own.entrySet().stream()
        .map(one -> new Own(one.getKey(), one.getValue().taken, one.getValue().asked))
        .toList();
  }

  /** Queries that got their own class. */
  int right() {
    return own.values().stream().mapToInt(count -> count.taken).sum();
  }

  int asked() {
    return own.values().stream().mapToInt(count -> count.asked).sum();
  }

  /** How often one class was taken for another; empty where no task had both. */
  Optional<Pair> pair(String truth, String answer) {
    return Optional.ofNullable(pairs.get(new Both(truth, answer)))
        .map(count -> pair(truth, answer, count));
  }

  private static Pair pair(String truth, String answer, Count count) {
    return new Pair(truth, answer, count.taken, count.asked, count.tasks, count.task, count.query);
  }

  /** The pairs that are surely confused most often, of those that were confused at least twice. */
  List<Pair> worst(int most) {
    return pairs.entrySet().stream()
        .filter(one -> one.getValue().taken > 1)
        .map(one -> pair(one.getKey().truth(), one.getKey().answer(), one.getValue()))
        .sorted(
            Comparator.comparing(Pair::atLeast)
                .reversed()
                .thenComparing(Pair::truth)
                .thenComparing(Pair::answer))
        .limit(most)
        .toList();
  }

  /** The classes that are recognised least often. */
  List<Own> hardest(int most) {
    return classes().stream()
        .filter(one -> one.right() < one.asked())
        .sorted(Comparator.comparing(Own::share).thenComparing(Own::name))
        .limit(most)
        .toList();
  }
}
