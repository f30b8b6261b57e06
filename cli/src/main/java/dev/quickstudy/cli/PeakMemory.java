package dev.quickstudy.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The most memory that this process has held since a moment; known on Linux only. */
final class PeakMemory {
  private static final Path RESET = Path.of("/proc/self/clear_refs");
  private static final Path STATUS = Path.of("/proc/self/status");

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

  /** Bytes. */
  static OptionalLong bytes() {
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
