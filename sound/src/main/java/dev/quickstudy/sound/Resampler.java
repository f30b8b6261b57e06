package dev.quickstudy.sound;

/**
 * Brings sound to another rate: each new sample is a sum of old ones, weighted by a sinc under a
 * Blackman-Harris window (four terms; Harris 1978, table 1) of 32 zero crossings to each side.
 * Frequencies up to 0.77 of the lower rate's half keep their amplitude; those above its half, which
 * would come back as others, are lowered by more than 80 decibels. Places between samples that come
 * again and again have their weights kept (a polyphase filter).
 */
final class Resampler {
  private static final int CROSSINGS = 32;

  /** The main lobe of the window's spectrum, to each side, as a share of the cut-off. */
  private static final double LOBE = 4.0 / CROSSINGS;

  /** Where there would be more weights than this, they are not kept. */
  private static final long MOST_KEPT = 1 << 20;

  private final int from;
  private final int to;
  private final double cutoff;
  private final int reach;
  private final float[][] kept;

  /**
   * From one rate to another.
   *
   * @param from old samples a second
   * @param to new samples a second
   */
  Resampler(int from, int to) {
    int common = gcd(from, to);
    this.from = from / common;
    this.to = to / common;
    this.cutoff = Math.min(1.0, (double) to / from) / (1 + LOBE);
    this.reach = (int) Math.ceil(CROSSINGS / cutoff);
    this.kept = new float[2L * reach * this.to <= MOST_KEPT ? this.to : 0][];
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** How many new samples a sound has. */
  long length(int samples) {
    return ((long) samples * to + from - 1) / from;
  }

  /**
   * New samples number {@code first … first + count − 1}; before and behind the sound is silence.
   *
   * @param first of the new samples; 0 is where the old ones begin, and it may be negative
   */
  float[] resample(float[] samples, long first, int count) {
    float[] resampled = new float[count];
    for (int i = 0; i < count; i++) {
      long place = (first + i) * from;
      long before = Math.floorDiv(place, (long) to);
      int phase = (int) Math.floorMod(place, (long) to);
      long start = before - reach + 1;
      if (from == to) {
        resampled[i] = before >= 0 && before < samples.length ? samples[(int) before] : 0;
      } else if (start < samples.length && start + 2L * reach > 0) {
        resampled[i] = sum(samples, start, weights(phase));
      }
    }
    return resampled;
  }

  private static float sum(float[] samples, long start, float[] weights) {
    int begin = (int) Math.max(0, -start);
    int end = (int) Math.min(weights.length, samples.length - start);
    double sum = 0;
    for (int j = begin; j < end; j++) {
      sum += (double) weights[j] * samples[(int) (start + j)];
    }
    return (float) sum;
  }

  private float[] weights(int phase) {
    if (kept.length == 0) {
      return freshWeights(phase);
    }
    float[] weights = kept[phase];
    if (weights == null) {
      weights = freshWeights(phase);
      kept[phase] = weights;
    }
    return weights;
  }

  /** Weights of the {@code 2·reach} old samples around a place; they add up to 1. */
  private float[] freshWeights(int phase) {
    double[] weights = new double[2 * reach];
    double sum = 0;
    for (int j = 0; j < weights.length; j++) {
      double distance = (double) phase / to + reach - 1 - j;
      weights[j] = weight(distance * cutoff);
      sum += weights[j];
    }
    float[] scaled = new float[weights.length];
    for (int j = 0; j < weights.length; j++) {
      scaled[j] = (float) (weights[j] / sum);
    }
    return scaled;
  }

  /** The windowed sinc at a distance in zero crossings. */
  private static double weight(double distance) {
    if (Math.abs(distance) >= CROSSINGS) {
      return 0;
    }
    double angle = Math.PI * distance;
    double c = StrictMath.cos(angle / CROSSINGS);
    double twice = 2 * c * c - 1;
    double thrice = c * (2 * twice - 1);
    double window = 0.35875 + 0.48829 * c + 0.14128 * twice + 0.01168 * thrice;
    return window * (distance == 0 ? 1 : StrictMath.sin(angle) / angle);
  }
}
