package dev.quickstudy.reproduce;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lets other programs go first. */
public final class LowPriority {
  private static final String NICENESS = "15";

  private LowPriority() {}

  /**
   * Lowers the priority of this process: of all its threads, and so of those that they begin. Call
   * it before there is anything to compute.
   *
   * @return why it could not; empty if it could
   */
  public static Optional<String> take() {
    List<String> command = new ArrayList<>(List.of("renice", "-n", NICENESS, "-p"));
    String[] threads = new File("/proc/self/task").list();
    if (threads == null) {
      command.add(Long.toString(ProcessHandle.current().pid()));
    } else {
      command.addAll(List.of(threads));
    }
    try {
      Process renice =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return renice.waitFor() == 0
          ? Optional.empty()
          : Optional.of("the priority stays as it is: renice was refused");
    } catch (IOException e) {
      return Optional.of("the priority stays as it is: there is no program renice");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("the priority stays as it is: interrupted");
    }
  }
}
