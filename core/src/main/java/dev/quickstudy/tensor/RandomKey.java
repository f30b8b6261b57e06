package dev.quickstudy.tensor;

import java.util.Arrays;

/**
 * A splittable random key: the only source of randomness in Quickstudy. A key is a value; it has no
 * state and nothing is used up by reading from it. The same key always gives the same numbers, on
 * every machine and on any number of threads. Independent streams come from {@link #fold(long)} and
 * {@link #fold(String)}: a key is either read from or folded further, never both.
 *
 * <p>The numbers are those of Philox 4×32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random
 * numbers: as easy as 1, 2, 3", SC 2011): a keyed bijection of a 128-bit counter.
 *
 * @param value the 64-bit Philox key
 */
public record RandomKey(long value) {
  private static final int READ = 0;
  private static final int FOLD_NUMBER = 1;
  private static final int FOLD_TEXT = 2;

  /** A key from a user's seed. */
  public static RandomKey of(long seed) {
    return new RandomKey(seed);
  }

  /** The key of the independent stream numbered {@code data}, for instance a step or a task. */
  public RandomKey fold(long data) {
    return new RandomKey(block(data, FOLD_NUMBER)[0]);
  }

  /** The key of the independent stream called {@code name}, for instance "init" or "tasks". */
  public RandomKey fold(String name) {
    RandomKey key = this;
    for (int i = 0; i < name.length(); i++) {
      key = new RandomKey(key.block(name.charAt(i), FOLD_TEXT)[0]);
    }
    return new RandomKey(key.block(name.length(), FOLD_TEXT)[1]);
  }

  /**
   * A reader of this key's stream from its start. Every call gives a reader of the same numbers.
   */
  public Stream stream() {
    return new Stream(this);
  }

  /**
   * Independent numbers of the standard normal distribution.
   *
   * @param count how many, at least 0
   */
  public double[] normals(int count) {
    Stream stream = stream();
    double[] numbers = new double[count];
    Arrays.setAll(numbers, i -> stream.normal());
    return numbers;
  }

  /**
   * Independent numbers of the uniform distribution on [low, high).
   *
   * @param count how many, at least 0
   */
  public double[] uniforms(int count, double low, double high) {
    Stream stream = stream();
    double[] numbers = new double[count];
    Arrays.setAll(numbers, i -> stream.uniform(low, high));
    return numbers;
  }

  /**
   * {@code count} different numbers of 0 … {@code bound} − 1, in random order (a partial
   * Fisher-Yates shuffle).
   *
   * @throws UsageException if count exceeds bound
   */
  public int[] choose(int count, int bound) {
    if (count < 0 || count > bound) {
      throw new UsageException("cannot choose " + count + " different numbers out of " + bound);
    }
    Stream stream = stream();
    int[] all = new int[bound];
    Arrays.setAll(all, i -> i);
    for (int i = 0; i < count; i++) {
      int j = i + stream.below(bound - i);
      int chosen = all[j];
      all[j] = all[i];
      all[i] = chosen;
    }
    return Arrays.copyOf(all, count);
  }

  private long[] block(long counter, int purpose) {
    return philox(value, counter, purpose);
  }

  /**
   * Philox 4×32-10 of the counter (low: words 0 and 1, high: words 2 and 3), as two 64-bit words.
   */
  static long[] philox(long key, long counterLow, long counterHigh) {
    int c0 = (int) counterLow;
    int c1 = (int) (counterLow >>> 32);
    int c2 = (int) counterHigh;
    int c3 = (int) (counterHigh >>> 32);
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    for (int round = 0; round < 10; round++) {
      long product0 = 0xD2511F53L * (c0 & 0xFFFFFFFFL);
      long product1 = 0xCD9E8D57L * (c2 & 0xFFFFFFFFL);
      int next0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      int next2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c0 = next0;
      c1 = (int) product1;
      c2 = next2;
      c3 = (int) product0;
      k0 += 0x9E3779B9;
      k1 += 0xBB67AE85;
    }
    return new long[] {
      (c0 & 0xFFFFFFFFL) | ((long) c1 << 32), (c2 & 0xFFFFFFFFL) | ((long) c3 << 32),
    };
  }

  /**
   * A reader of one key's numbers, in order. Not thread-safe: give each thread a key of its own.
   */
  public static final class Stream {
    private final RandomKey key;
    private long counter;
    private long spareWord;
    private boolean hasSpareWord;
    private double spareNormal;
    private boolean hasSpareNormal;

    private Stream(RandomKey key) {
      this.key = key;
    }

    /** The next 64 random bits. */
    public long bits() {
      if (hasSpareWord) {
        hasSpareWord = false;
        return spareWord;
      }
      long[] words = key.block(counter++, READ);
      spareWord = words[1];
      hasSpareWord = true;
      return words[0];
    }

    /** A number of [0, 1), a multiple of 2⁻⁵³. */
    public double uniform() {
      return (bits() >>> 11) * 0x1.0p-53;
    }

    /** A number of [low, high). */
    public double uniform(double low, double high) {
      return low + (high - low) * uniform();
    }

    /** A number of the standard normal distribution (Box-Muller). */
    public double normal() {
      if (hasSpareNormal) {
        hasSpareNormal = false;
        return spareNormal;
      }
      double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
      double angle = 2 * Math.PI * uniform();
      spareNormal = radius * StrictMath.sin(angle);
      hasSpareNormal = true;
      return radius * StrictMath.cos(angle);
    }

    /**
     * A whole number of 0 … bound − 1, every one equally likely.
     *
     * @throws UsageException if bound is not positive
     */
    public int below(int bound) {
      if (bound <= 0) {
        throw new UsageException("bound must be positive, but is " + bound);
      }
      long limit = (1L << 32) - (1L << 32) % bound;
      while (true) {
        long word = bits() >>> 32;
        if (word < limit) {
          return (int) (word % bound);
        }
      }
    }
  }
}
