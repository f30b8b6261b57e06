package dev.quickstudy.sound;

import dev.quickstudy.data.InputException;
import dev.quickstudy.tensor.Checks;
import java.util.Locale;

/**
 * So much of a recording, at one rate: its mean is taken off, it is brought to the rate, and of a
 * longer one a part is cut out; a shorter one stands in the middle of silence.
 *
 * @param rate samples a second, 1,000 … 384,000
 * @param length in samples, 1 … 2²²
 * @param step from one place where a part may begin to the next, in samples, at least 1
 * @param part which part of a longer recording it is
 */
public record Excerpt(int rate, int length, int step, Part part) {
  /** Of the loudest part. */
  public Excerpt(int rate, int length, int step) {
    this(rate, length, step, Part.LOUDEST);
  }

  private static final int LONGEST = 1 << 22;

  /** The middle is as good as the loudest part if it has this share of its energy. */
  private static final double AS_LOUD = 0.8;

  /** Which part of a longer recording is heard. */
  public enum Part {
    /** The middle, whatever is in it. */
    MIDDLE,
    /** The middle or, where another part has clearly more energy, the loudest one. */
    LOUDEST
  }

  public Excerpt {
    Checks.require(
        rate >= 1_000 && rate <= 384_000, "rate must be in 1000 … 384000, but is " + rate);
    Checks.require(
        length >= 1 && length <= LONGEST,
        "what is heard must be 1 to %d samples long, but is %d".formatted(LONGEST, length));
    Checks.require(step >= 1, "the step must be at least 1 sample, but is " + step);
  }

  /** Its length. */
  public double seconds() {
    return (double) length / rate;
  }

  /** Whether a part of a recording is not in it. */
  boolean cuts(Recording recording) {
    return new Resampler(recording.rate, rate).length(recording.samples.length) > length;
  }

  /** What becomes of a longer recording, for people. */
  String cutting() {
    return String.format(
        Locale.ROOT,
        "longer than %.2f s, of which the %s is heard",
        seconds(),
        part == Part.MIDDLE ? "middle" : "loudest part");
  }

  /**
   * As many samples as it is long.
   *
   * @throws InputException if there is nothing to be heard
   */
  public float[] of(Recording recording) {
    recording
        .silence()
        .ifPresent(
            reason -> {
              throw new InputException(InputException.Problem.NOTHING_TO_READ, reason);
            });
    float mean = recording.mean();
    float[] centred = new float[recording.samples.length];
    for (int i = 0; i < centred.length; i++) {
      centred[i] = recording.samples[i] - mean;
    }
    Resampler resampler = new Resampler(recording.rate, rate);
    long spare = resampler.length(centred.length) - length;
    long middle = Math.floorDiv(spare, 2L);
    long first =
        part == Part.MIDDLE || spare <= 0
            ? middle
            : loudest(centred, recording.rate, middle, spare);
    return resampler.resample(centred, first, length);
  }

  /** Where the loudest part begins, in samples of this rate, in steps. */
  private long loudest(float[] sound, int own, long middle, long spare) {
    double perSample = (double) own / rate;
    double[] energies = new double[(int) (spare / step) + length / step + 2];
    for (int i = 0; i < sound.length; i++) {
      int block = (int) Math.min(energies.length - 1, (long) (i / perSample) / step);
      energies[block] += (double) sound[i] * sound[i];
    }
    int blocks = Math.max(1, length / step);
    double now = 0;
    for (int i = 0; i < blocks; i++) {
      now += energies[i];
    }
    double most = now;
    long first = 0;
    double inMiddle = 0;
    for (int block = 0; (long) block * step <= spare; block++) {
      if (now > most) {
        most = now;
        first = (long) block * step;
      }
      if (block == middle / step) {
        inMiddle = now;
      }
      now += energies[Math.min(block + blocks, energies.length - 1)] - energies[block];
    }
    return inMiddle >= AS_LOUD * most ? middle : first;
  }
}
