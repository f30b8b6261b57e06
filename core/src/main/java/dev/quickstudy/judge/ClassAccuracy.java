package dev.quickstudy.judge;

import dev.quickstudy.tensor.RandomKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How well one class was told from the others of its tasks.
 *
 * @param name of the class
 * @param sum of the shares of its queries that were answered rightly, one an episode
 * @param episodes that it was in, at least 1
 */
public record ClassAccuracy(String name, double sum, int episodes) {
  private static final int RESAMPLES = 2000;

  /** As many classes as are few: of more, the interval over tasks says nearly the same. */
  private static final int FEW = 100;

  /**
   * The mean over classes and half of its 95 % interval when classes are drawn anew: a bootstrap of
   * 2,000 samples with replacement, its 2.5 % and 97.5 % quantiles (Efron and Tibshirani 1993,
   * chapter 13). It answers how much another choice of classes would have changed; the interval
   * over episodes does not, which meet the same few classes again and again.
   *
   * @return empty unless there are 2 … 100 classes
   */
  static Optional<Interval> bootstrap(List<ClassAccuracy> classes) {
    int count = classes.size();
    if (count < 2 || count > FEW) {
      return Optional.empty();
    }
    RandomKey.Stream random = RandomKey.of(0).fold("classes").stream();
    double[] means = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      double sum = 0;
      int episodes = 0;
      for (int c = 0; c < count; c++) {
        ClassAccuracy drawn = classes.get(random.below(count));
        sum += drawn.sum;
        episodes += drawn.episodes;
      }
      means[i] = sum / episodes;
    }
    Arrays.sort(means);
    double half =
        (means[(int) (0.975 * (RESAMPLES - 1))] - means[(int) (0.025 * (RESAMPLES - 1))]) / 2;
    double sum = classes.stream().mapToDouble(ClassAccuracy::sum).sum();
    return Optional.of(
        new Interval(sum / classes.stream().mapToInt(ClassAccuracy::episodes).sum(), half));
  }
}
