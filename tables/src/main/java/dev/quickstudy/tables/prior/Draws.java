package dev.quickstudy.tables.prior;

import dev.quickstudy.tensor.RandomKey;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Random numbers of the shapes that generators need. */
final class Draws {
  private Draws() {}

  static boolean chance(double probability, RandomKey.Stream random) {
    return random.uniform() < probability;
  }

  /** A number of [low, high), all of whose logarithms are equally likely. */
  static double logUniform(double low, double high, RandomKey.Stream random) {
    return StrictMath.exp(random.uniform(StrictMath.log(low), StrictMath.log(high)));
  }

  /** A whole number of low … high, small ones as likely as great ones by their logarithm. */
  static int logUniform(int low, int high, RandomKey.Stream random) {
    return Math.min(high, (int) logUniform((double) low, high + 1.0, random));
  }

  static double[] normals(int count, RandomKey.Stream random) {
    double[] numbers = new double[count];
    Arrays.setAll(numbers, i -> random.normal());
    return numbers;
  }

  /** Different numbers of 0 … bound − 1 in random order. */
  static int[] choose(int count, int bound, RandomKey.Stream random) {
    int[] all = IntStream.range(0, bound).toArray();
    for (int i = 0; i < count; i++) {
      int j = i + random.below(bound - i);
      int chosen = all[j];
      all[j] = all[i];
      all[i] = chosen;
    }
    return Arrays.copyOf(all, count);
  }

  /** Shares that add up to 1: Dirichlet with all parameters 1 for {@code evenness} 1. */
  static double[] shares(int count, double evenness, RandomKey.Stream random) {
    double[] shares = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      shares[i] = StrictMath.pow(-StrictMath.log(1 - random.uniform()), 1 / evenness) + 1e-9;
      sum += shares[i];
    }
    for (int i = 0; i < count; i++) {
      shares[i] /= sum;
    }
    return shares;
  }

  /** A place of shares that add up to 1, as likely as its share. */
  static int place(double[] shares, RandomKey.Stream random) {
    double left = random.uniform();
    for (int i = 0; i < shares.length - 1; i++) {
      left -= shares[i];
      if (left < 0) {
        return i;
      }
    }
    return shares.length - 1;
  }

  /** To mean 0 and deviation 1, in place; a column of one value becomes 0. */
  static double[] standardised(double[] numbers) {
    double mean = 0;
    for (double number : numbers) {
      mean += number / numbers.length;
    }
    double square = 0;
    for (double number : numbers) {
      square += (number - mean) * (number - mean) / numbers.length;
    }
    double scale = square > 1e-18 ? 1 / Math.sqrt(square) : 0;
    for (int i = 0; i < numbers.length; i++) {
      double own = (numbers[i] - mean) * scale;
      numbers[i] = Double.isFinite(own) ? own : 0;
    }
    return numbers;
  }

  /** The number that so large a share of the numbers is below. */
  static double quantile(double[] sorted, double share) {
    return sorted[Math.min(sorted.length - 1, Math.max(0, (int) (share * sorted.length)))];
  }
}
