package dev.quickstudy.cli;

import dev.quickstudy.tensor.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The most memory that this process has held since a moment; known on Linux only. */
final class PeakMemory {
  private static final Path RESET = Path.of("/proc/self/clear_refs");
  private static final Path STATUS = Path.of("/proc/self/status");

  private static final String NOTE = "peak-memory.txt";

  private PeakMemory() {}

  /** Counts from now on. */
  static void reset() {
    try {
      if (Files.exists(RESET)) {
        Files.writeString(RESET, "5");
      }
    } catch (IOException e) {
      // Not allowed here: the peak since the process began stands in for it.
    }
  }

  /** Notes the peak in a run's folder, where an earlier session has not noted a greater one. */
  static void keep(Path run) {
    OptionalLong now = bytes();
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

  /** Bytes. */
  private static OptionalLong bytes() {
    try {
      if (!Files.exists(STATUS)) {
        return OptionalLong.empty();
      }
      return Files.readAllLines(STATUS, StandardCharsets.UTF_8).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
