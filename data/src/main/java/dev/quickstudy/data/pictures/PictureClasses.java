package dev.quickstudy.data.pictures;

import dev.quickstudy.files.Hash;
import dev.quickstudy.task.ClassPool;
import java.util.List;
import java.util.Optional;

/** Pictures of one size by class, kept as bytes and given out as what learners take. */
final class PictureClasses implements ClassPool {
  private static final int SHADES = 256;

  private final List<String> names;
  private final byte[][][] pictures;
  private final long[] exampleShape;
  private final Optional<ChannelScale> scale;
  private final float[][] table;
  private final String fingerprint;

  /** A class: its name, and its pictures, each all of its red, then green, then blue. */
  static final class Pictured {
    final String name;
    final byte[][] pictures;

    Pictured(String name, byte[][] pictures) {
      this.name = name;
      this.pictures = pictures;
    }
  }

  /**
   * Puts pictures together.
   *
   * @param preparation how they were prepared, for the fingerprint
   * @param exampleShape {@code [channels, height, width]}
   * @param scale of colours; empty gives bytes out as 0 … 1
   */
  PictureClasses(
      String preparation,
      List<Pictured> classes,
      long[] exampleShape,
      Optional<ChannelScale> scale) {
    this.names = classes.stream().map(one -> one.name).toList();
    this.pictures = classes.stream().map(one -> one.pictures).toArray(byte[][][]::new);
    this.exampleShape = exampleShape.clone();
    this.scale = scale;
    this.table = table(scale, exampleShape);
    Hash all = Hash.fingerprint(preparation);
    for (Pictured one : classes) {
      all.add(one.name);
      for (byte[] picture : one.pictures) {
        all.add(picture, picture.length);
      }
    }
    this.fingerprint = all.hex();
  }

  /** For each channel, what each byte stands for. */
  static float[][] table(Optional<ChannelScale> scale, long[] exampleShape) {
    if (scale.isPresent()) {
      return scale.get().table();
    }
    float[][] table = new float[Math.toIntExact(exampleShape[0])][SHADES];
    for (float[] channel : table) {
      for (int value = 0; value < SHADES; value++) {
        channel[value] = value / 255f;
      }
    }
    return table;
  }

  /** Writes what a picture's bytes stand for. */
  static void copy(byte[] picture, float[][] table, float[] into, int offset) {
    int pixels = picture.length / table.length;
    for (int channel = 0; channel < table.length; channel++) {
      float[] shades = table[channel];
      for (int i = channel * pixels; i < (channel + 1) * pixels; i++) {
        into[offset + i] = shades[picture[i] & 0xff];
      }
    }
  }

  @Override
  public int classes() {
    return names.size();
  }

  @Override
  public String className(int classIndex) {
    return names.get(classIndex);
  }

  @Override
  public int size(int classIndex) {
    return pictures[classIndex].length;
  }

  @Override
  public long[] exampleShape() {
    return exampleShape.clone();
  }

  @Override
  public void copy(int classIndex, int exampleIndex, float[] into, int offset) {
    copy(pictures[classIndex][exampleIndex], table, into, offset);
  }

  @Override
  public String fitted() {
    return scale.map(ChannelScale::words).orElse("");
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }
}
