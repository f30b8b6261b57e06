package dev.quickstudy.judge;

import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.Metric;
import dev.quickstudy.tensor.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How well a learner does on tasks it has not seen.
 *
 * @param metric what is measured
 * @param values of each episode, in the order of episodes; at least one
 * @param regime what predictions depended on
 * @param episodeHash hexadecimal; two scores with the same hash met the same episodes, example by
 *     example
 * @param calibrationError of classes: how far the probabilities of the answers are from the share
 *     of right ones, 0 … 1 (the expected calibration error of 15 bins; Guo et al. 2017, eq. 3);
 *     empty for all else
 */
public record Score(
    Metric metric,
    List<Double> values,
    Regime regime,
    String episodeHash,
    OptionalDouble calibrationError) {
  public Score {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new UsageException("a score needs at least 1 episode, but there is none");
    }
  }

  static Score of(
      Metric metric,
      double[] values,
      Regime regime,
      String episodeHash,
      OptionalDouble calibrationError) {
    return new Score(
        metric, Arrays.stream(values).boxed().toList(), regime, episodeHash, calibrationError);
  }

  /** The mean over episodes and its 95 % interval. */
  public Interval interval() {
    return Interval.of(values.stream().mapToDouble(value -> value).toArray());
  }

  /** The mean over episodes. */
  public double mean() {
    return interval().mean();
  }

  /** Half of the 95 % interval of the mean: 1.96 · σ / √n, n the number of episodes. */
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
   * so, it does not matter how much episodes differ in difficulty.
   *
   * @throws UsageException if the other score is of other episodes or of another metric
   */
  public Interval ahead(Score other) {
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
    double[] differences = new double[values.size()];
    Arrays.setAll(differences, i -> sign * (values.get(i) - other.values.get(i)));
    return Interval.of(differences);
  }
}
