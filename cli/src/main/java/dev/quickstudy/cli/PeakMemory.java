package dev.quickstudy.cli;

import dev.quickstudy.tensor.AtomicFile;
import dev.quickstudy.tensor.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The most memory that this process has held since a moment; known on Linux only. */
final class PeakMemory {
  private static final String NOTE = "peak-memory.txt";

  private PeakMemory() {}

  /** Counts from now on. */
  static void reset() {
    Engine.resetPeak();
  }

  /** Notes the peak in a run's folder, where an earlier session has not noted a greater one. */
  static void keep(Path run) {
    OptionalLong now = Engine.peakBytes();
    if (now.isPresent()) {
      long most = Math.max(now.getAsLong(), kept(run).orElse(0));
      AtomicFile.replace(run.resolve(NOTE), Long.toString(most));
    }
  }

  /** The peak in bytes over a run's sessions; empty where none is noted. */
  static OptionalLong kept(Path run) {
    try {
      return OptionalLong.of(Long.parseLong(Files.readString(run.resolve(NOTE)).strip()));
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
