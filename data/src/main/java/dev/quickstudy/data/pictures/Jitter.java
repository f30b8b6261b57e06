package dev.quickstudy.data.pictures;

import dev.quickstudy.tensor.RandomKey;

/**
 * Varies brightness, contrast and saturation, in this order, as between black, 0, and full, 1,
 * whatever the scale of a learner's numbers.
 */
final class Jitter {
  private static final float[] WEIGHTS = {0.299f, 0.587f, 0.114f};

  private final Augmentation variation;
  private final float[] mean;
  private final float[] deviation;

  /**
   * For pictures of a source.
   *
   * @param channels 1 or 3
   * @param fitted the words of a {@link ChannelScale}, or nothing where values are 0 … 1
   */
  Jitter(Augmentation variation, int channels, String fitted) {
    this.variation = variation;
    this.mean = new float[channels];
    this.deviation = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      deviation[channel] = 1;
      if (!fitted.isEmpty()) {
        ChannelScale scale = ChannelScale.parse(fitted);
        mean[channel] = (float) (scale.mean().get(channel) / 255);
        deviation[channel] = (float) (scale.deviation().get(channel) / 255);
      }
    }
  }

  private static float factor(double most, RandomKey.Stream random) {
    return (float) random.uniform(1 - most, 1 + most);
  }

  /** Changes the picture at {@code all[at …]}. */
  void apply(float[] all, int at, int pixels, RandomKey.Stream random) {
    float bright = factor(variation.brightness(), random);
    float contrast = factor(variation.contrast(), random);
    float saturation = factor(variation.saturation(), random);
    int channels = mean.length;
    double sum = 0;
    for (int i = 0; i < pixels; i++) {
      for (int c = 0; c < channels; c++) {
        int place = at + c * pixels + i;
        all[place] = limited((all[place] * deviation[c] + mean[c]) * bright);
      }
      sum += grey(all, at + i, pixels);
    }
    float middle = (float) (sum / pixels);
    for (int i = 0; i < pixels; i++) {
      for (int c = 0; c < channels; c++) {
        int place = at + c * pixels + i;
        all[place] = limited(middle + (all[place] - middle) * contrast);
      }
      float grey = grey(all, at + i, pixels);
      for (int c = 0; c < channels; c++) {
        int place = at + c * pixels + i;
        float value = limited(grey + (all[place] - grey) * saturation);
        all[place] = (value - mean[c]) / deviation[c];
      }
    }
  }

  private float grey(float[] all, int place, int pixels) {
    if (mean.length == 1) {
      return all[place];
    }
    float grey = 0;
    for (int c = 0; c < WEIGHTS.length; c++) {
      grey += WEIGHTS[c] * all[place + c * pixels];
    }
    return grey;
  }

  private static float limited(float value) {
    return Math.max(0, Math.min(1, value));
  }
}
