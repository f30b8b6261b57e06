package dev.quickstudy.train;

import dev.quickstudy.task.ClassPool;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.tensor.RandomKey;
import java.util.Optional;

/**
 * Classes of grey pictures: each class has a random mean picture, each example adds noise. Ten
 * examples a class.
 */
record Pictures(int classes, int side) implements ClassPool {
  /** Tasks from such classes, all of them for training. */
  static ClassTasks tasks(int classes, int side) {
    return new ClassTasks(
        "pictures",
        new SplitClasses(new Pictures(classes, side), name -> Optional.of(Split.TRAIN)));
  }

  @Override
  public String className(int classIndex) {
    return "picture" + classIndex;
  }

  @Override
  public int size(int classIndex) {
    return 10;
  }

  @Override
  public long[] exampleShape() {
    return new long[] {1, side, side};
  }

  @Override
  public void copy(int classIndex, int exampleIndex, float[] into, int offset) {
    RandomKey.Stream mean = RandomKey.of(classIndex).stream();
    RandomKey.Stream noise = RandomKey.of(classIndex).fold(exampleIndex).stream();
    for (int i = 0; i < side * side; i++) {
      into[offset + i] = (float) (mean.uniform() + noise.uniform() / 2);
    }
  }

  @Override
  public String fingerprint() {
    return "b".repeat(16);
  }
}
