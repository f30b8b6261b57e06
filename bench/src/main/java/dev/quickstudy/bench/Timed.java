package dev.quickstudy.bench;

import java.util.OptionalDouble;

/** Something whose steps are timed: ours, or a peer's in a process of its own. */
interface Timed extends AutoCloseable {
  /** What a step took: milliseconds of the clock, and of all processors together. */
  record Step(double ms, double cpuMs) {}

  /** Does one step, whole. */
  Step step();

  /** Counts the peak of memory anew; the memory that the process holds now, in MiB, if known. */
  OptionalDouble resetPeak();

  /** The most memory that the process has held since then, in MiB, if known. */
  OptionalDouble peak();

  @Override
  void close();
}
