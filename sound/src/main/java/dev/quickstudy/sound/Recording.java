package dev.quickstudy.sound;

import java.util.Optional;

/** One channel of sound. */
public final class Recording {
  /** What is no louder in finely written numbers, 24 bits or floating point, is silence. */
  static final float FINEST_NOISE = 1e-5f;

  /** Of all samples at the loudest place, the share that makes a recording a clipped one. */
  private static final double CLIPPED = 0.01;

  private static final float FULL = 0.99f;

  /** Pressure over time; 1 is what whole numbers of the file's size can say at most. */
  final float[] samples;

  /** Samples a second. */
  final int rate;

  /** What is no louder is silence. */
  final float noise;

  /** Whether it is one of several channels, which cancel each other. */
  final boolean oneChannel;

  /** Of one channel, in finely written numbers. */
  Recording(float[] samples, int rate) {
    this(samples, rate, FINEST_NOISE, false);
  }

  Recording(float[] samples, int rate, float noise, boolean oneChannel) {
    this.samples = samples;
    this.rate = rate;
    this.noise = noise;
    this.oneChannel = oneChannel;
  }

  float mean() {
    double sum = 0;
    for (float sample : samples) {
      sum += sample;
    }
    return (float) (sum / samples.length);
  }

  /** Why nothing can be heard; empty where something can. */
  Optional<String> silence() {
    float mean = mean();
    float loudest = 0;
    for (float sample : samples) {
      loudest = Math.max(loudest, Math.abs(sample - mean));
    }
    if (loudest > noise) {
      return Optional.empty();
    }
    return Optional.of(
        Math.abs(mean) > noise
            ? "there is nothing to be heard: it is one constant number"
            : loudest == 0
                ? "there is nothing to be heard: it is silent"
                : "there is nothing to be heard: it is all but silent");
  }

  /** Whether many samples are at the loudest number that there is. */
  boolean clipped() {
    float loudest = 0;
    for (float sample : samples) {
      loudest = Math.max(loudest, Math.abs(sample));
    }
    if (loudest < FULL) {
      return false;
    }
    int most = 0;
    for (int i = 1; i < samples.length; i++) {
      most += Math.abs(samples[i]) >= loudest * 0.9999f && samples[i] == samples[i - 1] ? 1 : 0;
    }
    return most > CLIPPED * samples.length;
  }
}
