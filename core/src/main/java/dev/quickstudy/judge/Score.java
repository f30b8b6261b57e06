package dev.quickstudy.judge;

import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.Metric;
import dev.quickstudy.tensor.UsageException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * How well a learner does on tasks it has not seen.
 *
 * @param metric what is measured
 * @param values of each episode, in the order of episodes; at least one. Where a task's answers
 *     were not finite, its value is not either
 * @param regime what predictions depended on
 * @param episodeHash hexadecimal; two scores with the same hash met the same episodes, example by
 *     example
 * @param calibrationError of classes: how far the probabilities of the answers are from the share
 *     of right ones, 0 … 1 (the expected calibration error of 15 bins; Guo et al. 2017, eq. 3);
 *     empty for all else, and where no answer is finite
 * @param classes of tasks whose classes have names: how well each was told; else empty
 */
public record Score(
    Metric metric,
    List<Double> values,
    Regime regime,
    String episodeHash,
    OptionalDouble calibrationError,
    List<ClassAccuracy> classes) {
  /** Without what is known of classes. */
  public Score(
      Metric metric,
      List<Double> values,
      Regime regime,
      String episodeHash,
      OptionalDouble calibrationError) {
    this(metric, values, regime, episodeHash, calibrationError, List.of());
  }

  public Score {
    values = List.copyOf(values);
    classes = List.copyOf(classes);
    if (values.isEmpty()) {
      throw new UsageException("a score needs at least 1 episode, but there is none");
    }
  }

  /**
   * The mean over episodes and its 95 % interval; without the episodes of {@link #notFinite}, which
   * is to be told beside it. NaN if there are no others.
   */
  public Interval interval() {
    double[] finite =
        values.stream().mapToDouble(value -> value).filter(Double::isFinite).toArray();
    return finite.length == 0 ? new Interval(Double.NaN, Double.NaN) : Interval.of(finite);
  }

  /** How many episodes' answers were not finite: their descent left all bounds. */
  public int notFinite() {
    return (int) values.stream().filter(value -> !Double.isFinite(value)).count();
  }

  /** Whether most episodes are of {@link #notFinite}: what the others say is not worth telling. */
  public boolean diverged() {
    return 2 * notFinite() > values.size();
  }

  /** The mean over episodes; see {@link #interval}. */
  public double mean() {
    return interval().mean();
  }

  /**
   * The mean over classes with the 95 % interval that another choice of classes would give; empty
   * unless there are 2 … 100. Where classes are few it is wider than {@link #interval}.
   */
  public Optional<Interval> overClasses() {
    return ClassAccuracy.bootstrap(classes);
  }

  /** Half of the 95 % interval of the mean, as {@link Interval} has it. */
  public double ci95() {
    return interval().ci95();
  }

  /** How many episodes there were. */
  public int episodes() {
    return values.size();
  }

  /**
   * By how much this score is better than another of the same episodes: the mean over episodes of
   * the difference between the two, above 0 where this one is better, and its 95 % interval. Paired
   * so, it does not matter how much episodes differ in difficulty. Episodes of {@link #notFinite}
   * in either are left out.
   *
   * @return empty where either has {@link #diverged}: then there is nothing to compare
   * @throws UsageException if the other score is of other episodes or of another metric
   */
  public Optional<Interval> ahead(Score other) {
    if (!episodeHash.equals(other.episodeHash) || values.size() != other.values.size()) {
      throw new UsageException(
          "scores are compared on the same episodes, but one is of %d (hash %s) and the other of %d (hash %s)"
              .formatted(values.size(), episodeHash, other.values.size(), other.episodeHash));
    }
    if (!metric.equals(other.metric)) {
      throw new UsageException(
          "scores of one metric are compared, but one is %s and the other %s"
              .formatted(metric.label(), other.metric.label()));
    }
    int sign = metric.better(1, 0) ? 1 : -1;
    double[] differences =
        IntStream.range(0, values.size())
            .mapToDouble(i -> sign * (values.get(i) - other.values.get(i)))
            .filter(Double::isFinite)
            .toArray();
    return diverged() || other.diverged() || differences.length == 0
        ? Optional.empty()
        : Optional.of(Interval.of(differences));
  }
}
