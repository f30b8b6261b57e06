package dev.quickstudy.tensor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Physical memory of this process and of the machine, in bytes; known on Linux only. */
public final class ProcessMemory {
  private static final Path RESET = Path.of("/proc/self/clear_refs");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path MACHINE = Path.of("/proc/meminfo");

  private ProcessMemory() {}

  /** Hands memory that was freed, but is still held for reuse, to the system. */
  public static void giveBack() {
    NativeCalls.giveBackFreedMemory();
  }

  /** Lets {@link #peak} count from now on, where the system allows it. */
  public static void resetPeak() {
    try {
      if (Files.exists(RESET)) {
        Files.writeString(RESET, "5");
      }
    } catch (IOException e) {
      // Not allowed here: the peak since the process began stands in for it.
    }
  }

  /** The most that this process has held since {@link #resetPeak}. */
  public static OptionalLong peak() {
    return field(STATUS, "VmHWM:");
  }

  /** What this process holds. */
  public static OptionalLong resident() {
    return field(STATUS, "VmRSS:");
  }

  /** What the machine could give to processes now without swapping. */
  public static OptionalLong available() {
    return field(MACHINE, "MemAvailable:");
  }

  private static OptionalLong field(Path file, String name) {
    try {
      if (!Files.exists(file)) {
        return OptionalLong.empty();
      }
      return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
