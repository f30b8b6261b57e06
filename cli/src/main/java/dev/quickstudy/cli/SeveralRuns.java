package dev.quickstudy.cli;

import dev.quickstudy.judge.Interval;
import dev.quickstudy.judge.Score;
import dev.quickstudy.task.Metric;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The same score of several training runs of one recipe, by the seed of each; all of the same test
 * tasks.
 */
record SeveralRuns(Map<Long, Score> bySeed) {
  SeveralRuns {
    bySeed = new LinkedHashMap<>(bySeed);
  }

  private Score first() {
    return bySeed.values().iterator().next();
  }

  Metric metric() {
    return first().metric();
  }

  /** The mean over runs and the 95 % interval that Student's law gives for so many runs. */
  Interval overRuns() {
    return Interval.of(bySeed.values().stream().mapToDouble(Score::mean).toArray());
  }

  /** The deviation between runs; 0 for one. */
  double deviation() {
    double[] means = bySeed.values().stream().mapToDouble(Score::mean).toArray();
    double mean = Arrays.stream(means).average().orElse(0);
    double squares = Arrays.stream(means).map(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / Math.max(1, means.length - 1));
  }

  /** The mean over tasks of what the runs have on average, with its interval over tasks. */
  Interval overTasks() {
    double[] means = new double[first().episodes()];
    for (Score score : bySeed.values()) {
      Arrays.setAll(means, i -> means[i] + score.values().get(i) / bySeed.size());
    }
    double[] finite = Arrays.stream(means).filter(Double::isFinite).toArray();
    return Interval.of(finite.length == 0 ? new double[] {Double.NaN} : finite);
  }

  /** The interval over classes of the first run; empty where there are none or many. */
  Optional<Interval> overClasses() {
    return first().overClasses();
  }

  /**
   * By how much these runs are better than others: the mean over the seeds that both have of the
   * difference between the two means, which are of the same tasks, and its interval over runs.
   * Empty if they have fewer than two seeds together, which say nothing. Runs whose answers have
   * {@linkplain Score#diverged diverged} are left out.
   */
  Optional<Interval> ahead(SeveralRuns other) {
    double[] differences =
        bySeed.keySet().stream()
            .filter(other.bySeed::containsKey)
            .filter(seed -> !of(seed).diverged() && !other.of(seed).diverged())
            .mapToDouble(seed -> of(seed).mean() - other.of(seed).mean())
            .toArray();
    int sign = metric().better(1, 0) ? 1 : -1;
    return differences.length < 2
        ? Optional.empty()
        : Optional.of(Interval.of(Arrays.stream(differences).map(by -> sign * by).toArray()));
  }

  private Score of(Long seed) {
    return Optional.ofNullable(bySeed.get(seed)).orElseThrow();
  }

  /**
   * The rank of each: a number where intervals say so, {@code 1–3} where it may be any of these,
   * and {@code =} where it may be any of all. Better than another is one whose {@link #ahead} is
   * above 0.
   */
  static List<String> ranks(List<SeveralRuns> all) {
    return all.stream()
        .map(
            one -> {
              long better = all.stream().filter(other -> clearlyAhead(other, one)).count();
              long worse = all.stream().filter(other -> clearlyAhead(one, other)).count();
              long best = better + 1;
              long worst = all.size() - worse;
              return best >= worst
                  ? Long.toString(best)
                  : best == 1 && worst == all.size() ? "=" : best + "–" + worst;
            })
        .toList();
  }

  private static boolean clearlyAhead(SeveralRuns one, SeveralRuns other) {
    return one.ahead(other).map(by -> by.isAbove(0)).orElse(false);
  }
}
