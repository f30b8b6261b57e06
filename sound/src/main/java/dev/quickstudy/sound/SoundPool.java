package dev.quickstudy.sound;

import dev.quickstudy.task.ClassPool;
import java.util.List;

/** Spectrograms by class. */
final class SoundPool implements ClassPool {
  private final List<SoundClass> classes;
  private final long[] shape;
  private final String fingerprint;
  private final String fitted;

  /** The pictures of a class, each row by row. */
  record SoundClass(String name, List<float[]> pictures) {}

  SoundPool(List<SoundClass> classes, long[] shape, String fingerprint, String fitted) {
    this.classes = List.copyOf(classes);
    this.shape = shape.clone();
    this.fingerprint = fingerprint;
    this.fitted = fitted;
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
    return classes.get(classIndex).pictures.size();
  }

  @Override
  public long[] exampleShape() {
    return shape.clone();
  }

  @Override
  public void copy(int classIndex, int exampleIndex, float[] into, int offset) {
    float[] picture = classes.get(classIndex).pictures.get(exampleIndex);
    System.arraycopy(picture, 0, into, offset, picture.length);
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public String fitted() {
    return fitted;
  }
}
