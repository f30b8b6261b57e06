package dev.quickstudy.data;

import dev.quickstudy.task.ClassPool;
import java.util.List;
import java.util.function.Predicate;

/** Colour photographs of 32×32 pixels by class, kept as bytes and given out standardised. */
final class ColourClasses implements ClassPool {
  static final int SIDE = 32;
  static final int CHANNELS = 3;
  private static final int PIXELS = SIDE * SIDE;

  /** Bytes of one picture: all of its red, then green, then blue. */
  static final int BYTES = CHANNELS * PIXELS;

  /** A class: its name, and its pictures one after another. */
  static final class Photographed {
    final String name;
    final byte[] pictures;

    Photographed(String name, byte[] pictures) {
      this.name = name;
      this.pictures = pictures;
    }
  }

  private final List<Photographed> classes;
  private final float[][] standardised;
  private final String fingerprint;

  /**
   * Photographs.
   *
   * @param trained which classes say what is usual
   */
  ColourClasses(String preparation, List<Photographed> classes, Predicate<String> trained) {
    this.classes = List.copyOf(classes);
    this.standardised =
        standardised(classes.stream().filter(one -> trained.test(one.name)).toList());
    Fingerprint all = Fingerprint.of(preparation);
    for (Photographed one : classes) {
      all.add(one.name).add(one.pictures, one.pictures.length);
    }
    this.fingerprint = all.hex();
  }

  /** For each channel, what each byte stands for. */
  private static float[][] standardised(List<Photographed> usual) {
    float[][] table = new float[CHANNELS][256];
    for (int channel = 0; channel < CHANNELS; channel++) {
      long[] counts = new long[256];
      for (Photographed one : usual) {
        for (int at = channel * PIXELS; at < one.pictures.length; at += BYTES) {
          for (int i = 0; i < PIXELS; i++) {
            counts[one.pictures[at + i] & 0xff]++;
          }
        }
      }
      double number = 0;
      double sum = 0;
      double squares = 0;
      for (int value = 0; value < 256; value++) {
        number += counts[value];
        sum += (double) counts[value] * value;
        squares += (double) counts[value] * value * value;
      }
      double mean = sum / number;
      double deviation = Math.sqrt(squares / number - mean * mean);
      for (int value = 0; value < 256; value++) {
        table[channel][value] = (float) ((value - mean) / deviation);
      }
    }
    return table;
  }

  @Override
  public int classes() {
    return classes.size();
  }

  @Override
  public String className(int classIndex) {
    return classes.get(classIndex).name;
  }

  @Override
  public int size(int classIndex) {
    return classes.get(classIndex).pictures.length / BYTES;
  }

  @Override
  public long[] exampleShape() {
    return new long[] {CHANNELS, SIDE, SIDE};
  }

  @Override
  public void copy(int classIndex, int exampleIndex, float[] into, int offset) {
    byte[] pictures = classes.get(classIndex).pictures;
    int from = exampleIndex * BYTES;
    for (int channel = 0; channel < CHANNELS; channel++) {
      float[] table = standardised[channel];
      for (int i = channel * PIXELS; i < (channel + 1) * PIXELS; i++) {
        into[offset + i] = table[pictures[from + i] & 0xff];
      }
    }
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }
}
