package dev.quickstudy.sound;

/**
 * What a learner sees of a recording: numbers of one shape. Safe for many threads at once. Closed
 * by who opened it; only views that hold something outside of Java's memory have anything to close.
 */
public interface SoundView extends AutoCloseable {
  /** The shape of what is seen. */
  long[] shape();

  /** Which part of a recording is seen. */
  Excerpt excerpt();

  /** What it is, for the fingerprint of recordings. */
  String words();

  /** What must be the same wherever a learner that was trained with it is used; else empty. */
  default String fitted() {
    return "";
  }

  /**
   * What is seen, row by row.
   *
   * @throws dev.quickstudy.data.InputException if there is nothing to be heard
   */
  float[] of(Recording recording);

  @Override
  default void close() {}
}
