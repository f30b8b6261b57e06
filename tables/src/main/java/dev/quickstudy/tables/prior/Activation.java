package dev.quickstudy.tables.prior;

import dev.quickstudy.tensor.RandomKey;

/** How a cause acts on an effect, for numbers of about unit size. */
interface Activation {
  /** As many as {@link #fixed} knows. */
  int FIXED = 17;

  double of(double x);

  /** One at random; as likely as any of the fixed ones, a random smooth function. */
  static Activation any(RandomKey.Stream random) {
    int which = random.below(FIXED + 2);
    return which < FIXED ? fixed(which) : fourier(random);
  }

  private static Activation fixed(int which) {
    return switch (which) {
      case 0 -> x -> x;
      case 1 -> StrictMath::tanh;
      case 2 -> x -> Math.max(0, x);
      case 3 -> x -> x > 0 ? x : 0.1 * x;
      case 4 -> Math::abs;
      case 5 -> x -> StrictMath.sin(2 * x);
      case 6 -> x -> x * x;
      case 7 -> x -> StrictMath.exp(-x * x);
      case 8 -> Math::signum;
      case 9 -> x -> x > 0.5 ? 1 : 0;
      case 10 -> x -> x > 30 ? x : StrictMath.log1p(StrictMath.exp(x));
      case 11 -> x -> x / (1 + StrictMath.exp(-x));
      case 12 -> x -> Math.signum(x) * Math.sqrt(Math.abs(x));
      case 13 -> x -> Math.signum(x) * StrictMath.log1p(Math.abs(x));
      case 14 -> x -> Math.max(-1, Math.min(1, x));
      case 15 -> x -> Math.rint(2 * x) / 2;
      default -> x -> x - Math.floor(x);
    };
  }

  /** A sum of waves whose sizes fall with their frequency. */
  private static Activation fourier(RandomKey.Stream random) {
    int waves = 6;
    double fall = random.uniform(0.5, 2);
    double[] size = new double[waves];
    double[] frequency = new double[waves];
    double[] phase = new double[waves];
    for (int i = 0; i < waves; i++) {
      frequency[i] = random.uniform(0.2, 4);
      size[i] = random.normal() * StrictMath.pow(1 + frequency[i], -fall);
      phase[i] = random.uniform(0, 2 * Math.PI);
    }
    return x -> {
      double sum = 0;
      for (int i = 0; i < waves; i++) {
        sum += size[i] * StrictMath.sin(frequency[i] * x + phase[i]);
      }
      return sum;
    };
  }
}
