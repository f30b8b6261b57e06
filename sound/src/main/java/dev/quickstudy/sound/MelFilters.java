package dev.quickstudy.sound;

/**
 * Triangles of equal width on the mel scale of HTK, mel = 2595·log₁₀(1 + f/700) (Young et al., "The
 * HTK Book", §5.4), each with a peak of 1, from 0 Hz to half the rate.
 */
final class MelFilters {
  private final int[] first;
  private final double[][] weights;

  /**
   * Filters of a spectrum.
   *
   * @param bins of the spectrum, from 0 Hz to half the rate
   */
  MelFilters(int mels, int rate, int bins) {
    double perBin = rate / 2.0 / (bins - 1);
    double top = mel(rate / 2.0);
    first = new int[mels];
    weights = new double[mels][];
    for (int m = 0; m < mels; m++) {
      double left = hertz(top * m / (mels + 1));
      double middle = hertz(top * (m + 1) / (mels + 1));
      double right = hertz(top * (m + 2) / (mels + 1));
      first[m] = (int) Math.floor(left / perBin) + 1;
      int end = Math.min(bins, (int) Math.ceil(right / perBin));
      weights[m] = new double[Math.max(0, end - first[m])];
      for (int b = 0; b < weights[m].length; b++) {
        double f = (first[m] + b) * perBin;
        weights[m][b] = Math.min((f - left) / (middle - left), (right - f) / (right - middle));
      }
    }
  }

  static double mel(double hertz) {
    return 2595 * StrictMath.log10(1 + hertz / 700);
  }

  static double hertz(double mel) {
    return 700 * (StrictMath.pow(10, mel / 2595) - 1);
  }

  /** Whether each filter has a bin. */
  boolean allSee() {
    for (double[] own : weights) {
      if (own.length == 0) {
        return false;
      }
    }
    return true;
  }

  /** The power that a filter sees. */
  double power(int mel, double[] spectrum) {
    double sum = 0;
    for (int b = 0; b < weights[mel].length; b++) {
      sum += weights[mel][b] * spectrum[first[mel] + b];
    }
    return sum;
  }
}
