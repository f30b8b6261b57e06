package dev.quickstudy.predict;

import dev.quickstudy.tensor.UsageException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How familiar inputs of a task look, so that those of no class can be told. An input is as
 * familiar as its answer is sure, at a raised temperature (Liang, Li and Srikant 2018), and as its
 * features are near to those of an example (Sun, Ming, Zhu and Li 2022); both in units of their
 * spread among examples that the task's learner was asked for without having learned from them. The
 * share of these that look no more familiar is the p-value of conformal prediction (Vovk, Gammerman
 * and Shafer 2005), here in proportion between two of them: of inputs that are like the examples,
 * about a share r has a familiarity of at most r.
 *
 * @param doubt of the held-out examples' answers
 * @param distance of the held-out examples from the nearest other
 * @param scores of the held-out examples, ascending
 * @param withoutDistance the same by doubt alone, for tasks without examples
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Familiarity(Spread doubt, Spread distance, double[] scores, double[] withoutDistance) {
  /** What the distance counts in the score, where doubt counts 1: among the best measured. */
  private static final double DISTANCE = 0.75;

  /** What the task's temperature is raised by, likewise. */
  private static final double RAISED = 3;

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

  /** That of held-out examples by the doubts of their answers and their distances. */
  static Familiarity of(double[] doubts, double[] distances) {
    Spread doubt = Spread.of(doubts);
    Spread distance = Spread.of(distances);
    return new Familiarity(
        doubt,
        distance,
        IntStream.range(0, doubts.length)
            .mapToDouble(i -> -doubt.of(doubts[i]) - DISTANCE * distance.of(distances[i]))
            .sorted()
            .toArray(),
        Arrays.stream(doubts).map(value -> -doubt.of(value)).sorted().toArray());
  }

  /**
   * How unsure an answer is: the negative logarithm of its greatest probability at a raised
   * temperature, where it says how much nearer the class is than the many others, and not only than
   * the second.
   *
   * @param logarithms of the probabilities at the task's temperature
   */
  static double doubt(double[] logarithms) {
    double greatest = Arrays.stream(logarithms).max().orElse(0);
    return Math.log(
        Arrays.stream(logarithms).map(one -> Math.exp((one - greatest) / RAISED)).sum());
  }

  /** How familiar an answer is, 0 … 1. */
  double of(double doubtOfAnswer, double distanceToNearest) {
    return share(scores, -doubt.of(doubtOfAnswer) - DISTANCE * distance.of(distanceToNearest));
  }

  /** The same where no example is there. */
  double of(double doubtOfAnswer) {
    return share(withoutDistance, -doubt.of(doubtOfAnswer));
  }

  /**
   * The share of held-out scores that are no greater, the input's own counted with them. Between
   * two of them in proportion; below all of them ever less, so that strangers keep their order.
   */
  private static double share(double[] ascending, double score) {
    int count = ascending.length;
    int atMost = (int) Arrays.stream(ascending).filter(one -> one <= score).count();
    if (atMost == count) {
      return 1;
    }
    double next = ascending[atMost];
    double rank =
        atMost == 0
            ? Math.exp(score - next)
            : atMost + (score - ascending[atMost - 1]) / (next - ascending[atMost - 1]);
    return rank / (count + 1);
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
              "an unknown rate of %s needs at least %d examples in classes of two or more, but this task has %d; ask for at least %s, or give more examples",
              rate,
              (long) Math.ceil(1 / rate - 1e-9) - 1,
              scores.length,
              Math.ceil(least * 1000) / 1000));
    }
  }
}
