package dev.quickstudy.train;

import dev.quickstudy.nn.Regime;
import dev.quickstudy.task.Metric;
import java.util.OptionalDouble;

/**
 * How well a learner does on tasks it has not seen.
 *
 * @param metric what is measured
 * @param mean the mean over episodes
 * @param ci95 half of the 95 % interval of the mean: 1.96 · σ / √n, n the number of episodes
 * @param episodes n
 * @param regime what predictions depended on
 * @param episodeHash hexadecimal; two scores with the same hash met the same episodes, example by
 *     example
 * @param calibrationError of classes: how far the probabilities of the answers are from the share
 *     of right ones, 0 … 1 (the expected calibration error of 15 bins; Guo et al. 2017, eq. 3);
 *     empty for all else
 */
public record Score(
    Metric metric,
    double mean,
    double ci95,
    int episodes,
    Regime regime,
    String episodeHash,
    OptionalDouble calibrationError) {
  static Score of(
      Metric metric,
      double[] values,
      Regime regime,
      String episodeHash,
      OptionalDouble calibrationError) {
    Interval interval = Interval.of(values);
    return new Score(
        metric,
        interval.mean(),
        interval.ci95(),
        values.length,
        regime,
        episodeHash,
        calibrationError);
  }
}
