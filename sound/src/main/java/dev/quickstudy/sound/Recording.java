package dev.quickstudy.sound;

/** One channel of sound. */
final class Recording {
  /** Pressure over time; 1 is what whole numbers of the file's size can say at most. */
  final float[] samples;

  /** Samples a second. */
  final int rate;

  Recording(float[] samples, int rate) {
    this.samples = samples;
    this.rate = rate;
  }
}
