package dev.quickstudy.sound;

import dev.quickstudy.data.InputException;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.UsageException;
import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;

/**
 * What is seen of a recording: a picture {@code [1, mels, frames]} of its loudness by pitch (row 0
 * is the lowest) and time. Each recording is prepared by itself, so that a lone query looks as it
 * would in company:
 *
 * <ol>
 *   <li>its mean is taken off, and it is brought to {@code rate};
 *   <li>of a recording longer than all frames together, a part is cut out: its middle or, where
 *       that has clearly less energy, its loudest part; a shorter one stands in the middle of
 *       silence;
 *   <li>of each frame, under a Hann window, the power spectrum is summed by triangles on the mel
 *       scale (the formula of HTK);
 *   <li>decibels; what is more than 80 below the loudest place becomes 80 below it;
 *   <li>all numbers of the picture get mean 0 and variance 1. So loudness does not matter, and 0 is
 *       the mean, with which {@link SpecAugment} masks. A part without sound is 0 throughout.
 * </ol>
 *
 * @param rate samples a second, 1,000 … 384,000
 * @param mels pitches, 1 … 512
 * @param frames 1 … 4,096
 * @param window length of a frame in milliseconds
 * @param hop from the beginning of a frame to the next one's, in milliseconds
 * @param part which part of a longer recording is seen
 */
public record Spectrogram(
    int rate, int mels, int frames, double window, double hop, Excerpt.Part part)
    implements SoundView {
  private static final double DECIBELS = 80;

  private static final int LONGEST = 1 << 22;

  /** Of the loudest part. */
  public Spectrogram(int rate, int mels, int frames, double window, double hop) {
    this(rate, mels, frames, window, hop, Excerpt.Part.LOUDEST);
  }

  /**
   * Checks that there is something to be seen.
   *
   * @throws UsageException if not
   */
  public Spectrogram {
    Checks.require(
        rate >= 1_000 && rate <= 384_000, "rate must be in 1000 … 384000, but is " + rate);
    Checks.require(mels >= 1 && mels <= 512, "mels must be in 1 … 512, but is " + mels);
    Checks.require(frames >= 1 && frames <= 4_096, "frames must be in 1 … 4096, but is " + frames);
    int most = 1 << 16;
    double windowSamples = window * rate / 1000;
    double hopSamples = hop * rate / 1000;
    Checks.require(
        windowSamples >= 2 && windowSamples <= most,
        "window must be 2 to %d samples long, but is %s ms".formatted(most, window));
    Checks.require(
        hopSamples >= 1 && hopSamples <= most,
        "hop must be 1 to %d samples long, but is %s ms".formatted(most, hop));
    Checks.require(
        (frames - 1) * hopSamples + windowSamples <= LONGEST,
        "frames times hop is more than %d samples; use fewer frames".formatted(LONGEST));
    Checks.require(
        filters(mels, rate, window).allSee(),
        "mels: %d are too many for a window of %s ms at a rate of %d: some would see nothing"
            .formatted(mels, window, rate));
  }

  private static int samples(double milliseconds, int rate) {
    return (int) Math.round(milliseconds * rate / 1000);
  }

  /** The power of 2 that a frame fits in. */
  private static int points(double window, int rate) {
    int points = 2;
    while (points < samples(window, rate)) {
      points *= 2;
    }
    return points;
  }

  private static MelFilters filters(int mels, int rate, double window) {
    return new MelFilters(mels, rate, points(window, rate) / 2 + 1);
  }

  /** {@code [1, mels, frames]}. */
  @Override
  public long[] shape() {
    return new long[] {1, mels, frames};
  }

  /** The same with another part of longer recordings. */
  public Spectrogram with(Excerpt.Part other) {
    return new Spectrogram(rate, mels, frames, window, hop, other);
  }

  @Override
  public Excerpt excerpt() {
    return new Excerpt(rate, needed(), samples(hop, rate), part);
  }

  /** What it is, for the fingerprint of recordings; of the middle, the part is not told. */
  @Override
  public String words() {
    return part == Excerpt.Part.MIDDLE
        ? "Spectrogram[rate=%d, mels=%d, frames=%d, window=%s, hop=%s]"
            .formatted(rate, mels, frames, window, hop)
        : toString();
  }

  /** Samples of all frames together. */
  private int needed() {
    return (frames - 1) * samples(hop, rate) + samples(window, rate);
  }

  /**
   * The picture, row by row.
   *
   * @throws InputException if there is nothing to be heard
   */
  @Override
  public float[] of(Recording recording) {
    double[] decibels = decibels(power(excerpt().of(recording)));
    double mean = Arrays.stream(decibels).average().orElseThrow();
    double variance =
        Arrays.stream(decibels).map(d -> (d - mean) * (d - mean)).average().orElseThrow();
    float[] picture = new float[decibels.length];
    for (int i = 0; i < picture.length && variance > 0; i++) {
      picture[i] = (float) ((decibels[i] - mean) / Math.sqrt(variance));
    }
    return picture;
  }

  /** What each filter sees in each frame, {@code [mels, frames]}. */
  double[] power(float[] sound) {
    int length = samples(window, rate);
    int points = points(window, rate);
    MelFilters filters = filters(mels, rate, window);
    DoubleFFT_1D fft = new DoubleFFT_1D(points);
    double[] hann = new double[length];
    Arrays.setAll(hann, i -> 0.5 - 0.5 * StrictMath.cos(2 * Math.PI * i / length));
    double[] power = new double[mels * frames];
    double[] frame = new double[points];
    double[] spectrum = new double[points / 2 + 1];
    for (int f = 0; f < frames; f++) {
      int start = f * samples(hop, rate);
      for (int i = 0; i < points; i++) {
        frame[i] = i < length ? hann[i] * sound[start + i] : 0;
      }
      fft.realForward(frame);
      spectrum[0] = frame[0] * frame[0];
      spectrum[points / 2] = frame[1] * frame[1];
      for (int k = 1; k < points / 2; k++) {
        spectrum[k] = frame[2 * k] * frame[2 * k] + frame[2 * k + 1] * frame[2 * k + 1];
      }
      for (int m = 0; m < mels; m++) {
        power[m * frames + f] = filters.power(m, spectrum);
      }
    }
    return power;
  }

  private static double[] decibels(double[] power) {
    double loudest = Arrays.stream(power).max().orElseThrow();
    if (loudest == 0) {
      return new double[power.length];
    }
    return Arrays.stream(power)
        .map(p -> Math.max(-DECIBELS, 10 * StrictMath.log10(p / loudest)))
        .toArray();
  }
}
