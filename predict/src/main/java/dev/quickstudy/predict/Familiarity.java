package dev.quickstudy.predict;

import dev.quickstudy.tensor.UsageException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How familiar inputs of a task look, so that those of no class can be told. An input is as
 * familiar as its answer is sure – the entropy of the probabilities – and as its features are near
 * to those of an example (Sun, Ming, Zhu and Li 2022), which counts more; both in units of their
 * spread among examples that the task's learner was asked for without having learned from them. The
 * share of these that look no more familiar is the p-value of conformal prediction (Vovk, Gammerman
 * and Shafer 2005): of inputs that are like the examples, at most a share r has a familiarity of at
 * most r.
 *
 * @param entropy of the held-out examples' answers
 * @param distance of the held-out examples from the nearest other
 * @param scores of the held-out examples, ascending
 * @param withoutDistance the same by entropy alone, for tasks without examples
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Familiarity(Spread entropy, Spread distance, double[] scores, double[] withoutDistance) {
  /** What the distance counts of the score, where entropy counts 1: the best of those measured. */
  private static final double DISTANCE = 1.5;

  /** Mean and standard deviation. */
  record Spread(double mean, double deviation) {
    static Spread of(double[] values) {
      double mean = Arrays.stream(values).average().orElse(0);
      double variance =
          Arrays.stream(values).map(value -> (value - mean) * (value - mean)).average().orElse(0);
      return new Spread(mean, Math.sqrt(variance));
    }

    /** How many deviations a value is above the mean; 0 where nothing deviates. */
    double of(double value) {
      return deviation > 0 ? (value - mean) / deviation : 0;
    }
  }

  /** That of held-out examples by the entropies of their answers and their distances. */
  static Familiarity of(double[] entropies, double[] distances) {
    Spread entropy = Spread.of(entropies);
    Spread distance = Spread.of(distances);
    return new Familiarity(
        entropy,
        distance,
        IntStream.range(0, entropies.length)
            .mapToDouble(i -> -entropy.of(entropies[i]) - DISTANCE * distance.of(distances[i]))
            .sorted()
            .toArray(),
        Arrays.stream(entropies).map(value -> -entropy.of(value)).sorted().toArray());
  }

  /** The entropy of logarithms of probabilities, in nats. */
  static double entropy(double[] logProbabilities) {
    return -Arrays.stream(logProbabilities)
        .filter(logarithm -> logarithm > Double.NEGATIVE_INFINITY)
        .map(logarithm -> Math.exp(logarithm) * logarithm)
        .sum();
  }

  /** How familiar an answer is, 1/(n + 1) … 1. */
  double of(double entropyOfAnswer, double distanceToNearest) {
    return share(scores, -entropy.of(entropyOfAnswer) - DISTANCE * distance.of(distanceToNearest));
  }

  /** The same where no example is there. */
  double of(double entropyOfAnswer) {
    return share(withoutDistance, -entropy.of(entropyOfAnswer));
  }

  private static double share(double[] ascending, double score) {
    long atMost = Arrays.stream(ascending).filter(one -> one <= score).count();
    return (atMost + 1.0) / (ascending.length + 1);
  }

  /**
   * Checks that a share of false alarms can be promised by so many examples.
   *
   * @throws UsageException if not
   */
  void requireRate(double rate) {
    double least = 1.0 / (scores.length + 1);
    if (rate < least) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "an unknown rate of %s needs at least %d examples in classes of two or more, but this task has %d; ask for at least %.3g, or give more examples",
              rate,
              (long) Math.ceil(1 / rate - 1e-9) - 1,
              scores.length,
              Math.ceil(least * 1000) / 1000));
    }
  }
}
