package dev.quickstudy.task;

import java.util.Optional;

/**
 * Labelled examples of one shape, kept by class: what classification tasks are drawn from.
 * Implementations are immutable and safe for many threads at once; {@link #copy} is called for
 * every example of every episode and must be quick.
 */
public interface ClassPool {
  /** Number of classes. */
  int classes();

  /** The name of a class, unique in the pool, for instance {@code Latin/character01/rot090}. */
  String className(int classIndex);

  /** Number of examples of a class. */
  int size(int classIndex);

  /**
   * The shape of one example, for instance {@code [1, 28, 28]} for grey pictures: channels, height,
   * width.
   */
  long[] exampleShape();

  /**
   * Writes one example, row by row, to {@code into[offset …]}.
   *
   * @param classIndex 0 … classes() − 1
   * @param exampleIndex 0 … size(classIndex) − 1
   */
  void copy(int classIndex, int exampleIndex, float[] into, int offset);

  /**
   * What an example is for people, where its numbers do not show it: the text that was embedded,
   * the name of its file. Empty where there is nothing to say.
   */
  default Optional<String> caption(int classIndex, int exampleIndex) {
    return Optional.empty();
  }

  /**
   * What is known of a class beside its examples, such as an embedding of its name: as many numbers
   * for every class of the pool, zeros where nothing is known of one. None where classes have no
   * descriptors.
   */
  default float[] descriptor(int classIndex) {
    return new float[0];
  }

  /**
   * A hexadecimal hash of the data and of how they were prepared. Two pools with the same
   * fingerprint hold the same examples in the same order; it travels in every checkpoint.
   */
  String fingerprint();

  /** What was fitted on meta-training examples to prepare them; see {@link TaskSource#fitted}. */
  default String fitted() {
    return "";
  }
}
