package dev.quickstudy.data.pictures;

import dev.quickstudy.data.DataException;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How bytes of colour pictures become numbers: each channel less its mean and divided by its
 * standard deviation, over the pixels of the meta-training classes. A model trained on such numbers
 * wants the same ones for ever after, so they travel with it, as words.
 *
 * @param mean of red, green and blue, 0 … 255
 * @param deviation of each, more than 0
 */
public record ChannelScale(List<Double> mean, List<Double> deviation) {
  private static final int CHANNELS = 3;

  /**
   * Checks the numbers.
   *
   * @throws UsageException if there are not three of each, or they cannot scale
   */
  public ChannelScale {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.size() != CHANNELS || deviation.size() != CHANNELS) {
      throw new UsageException(
          "a scale has 3 means and 3 deviations, but has %d and %d"
              .formatted(mean.size(), deviation.size()));
    }
    if (!mean.stream().allMatch(Double::isFinite)
        || !deviation.stream().allMatch(value -> value > 0 && Double.isFinite(value))) {
      throw new UsageException(
          "means must be finite and deviations positive, but are " + mean + " and " + deviation);
    }
  }

  /** Counts how often each channel has each value. */
  static final class Counts {
    private final long[][] counts = new long[CHANNELS][256];

    /** One picture: all of its red, then green, then blue. */
    void add(byte[] picture) {
      int pixels = picture.length / CHANNELS;
      for (int channel = 0; channel < CHANNELS; channel++) {
        for (int i = channel * pixels; i < (channel + 1) * pixels; i++) {
          counts[channel][picture[i] & 0xff]++;
        }
      }
    }

    /** The scale; a channel of one single value is only moved. */
    ChannelScale scale() {
      List<Double> means = new ArrayList<>();
      List<Double> deviations = new ArrayList<>();
      for (long[] channel : counts) {
        double number = 0;
        double sum = 0;
        double squares = 0;
        for (int value = 0; value < channel.length; value++) {
          number += channel[value];
          sum += (double) channel[value] * value;
          squares += (double) channel[value] * value * value;
        }
        double mean = number == 0 ? 0 : sum / number;
        double variance = number == 0 ? 0 : squares / number - mean * mean;
        means.add(mean);
        deviations.add(variance > 1e-6 ? Math.sqrt(variance) : 1.0);
      }
      return new ChannelScale(means, deviations);
    }
  }

  /** For each channel, what each byte stands for. */
  float[][] table() {
    float[][] table = new float[CHANNELS][256];
    for (int channel = 0; channel < CHANNELS; channel++) {
      for (int value = 0; value < 256; value++) {
        table[channel][value] = (float) ((value - mean.get(channel)) / deviation.get(channel));
      }
    }
    return table;
  }

  /** The numbers as text that {@link #parse} reads exactly: means, a slash, deviations. */
  public String words() {
    return words(mean) + " / " + words(deviation);
  }

  private static String words(List<Double> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  /**
   * The scale that {@link #words} wrote.
   *
   * @throws DataException if the text is none
   */
  public static ChannelScale parse(String words) {
    try {
      String[] parts = words.split("/", -1);
      if (parts.length != 2) {
        throw new UsageException("there must be one slash");
      }
      return new ChannelScale(numbers(parts[0]), numbers(parts[1]));
    } catch (UsageException | NumberFormatException e) {
      throw new DataException("'" + words + "' is no scale of channels", e);
    }
  }

  private static List<Double> numbers(String words) {
    return Arrays.stream(words.strip().split("\\s+")).map(Double::valueOf).toList();
  }
}
