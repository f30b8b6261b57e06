package dev.quickstudy.train;

import dev.quickstudy.tensor.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The folder of one training run: {@code config.yaml} (all settings), {@code metrics.jsonl} (one JSON object a line),
 * {@code checkpoint.safetensors} (the latest state) and {@code best.safetensors} (the state that validated best). One
 * process at a time may train in it.
 */
public final class RunFolder implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path folder;
  private final FileChannel lockChannel;

  private RunFolder(Path folder, FileChannel lockChannel) {
    this.folder = folder;
    this.lockChannel = lockChannel;
  }

  /**
   * Makes a folder, or takes an empty one, and writes its settings.
   *
   * @throws TrainingException if it holds anything, or another process trains in it
   */
  public static RunFolder create(Path folder, String config) {
    try {
      if (Files.exists(folder) && !Files.isDirectory(folder)) {
        throw new TrainingException("the run folder " + folder + " is a file; name a folder");
      }
      if (holdsRun(folder)) {
        throw new TrainingException(
            "the run folder " + folder + " already holds a run; go on with it by --resume, or name another folder");
      }
      Files.createDirectories(folder);
      try (var entries = Files.list(folder)) {
        List<String> foreign =
            entries.map(path -> path.getFileName().toString()).filter(name -> !name.equals("lock")).sorted().toList();
        if (!foreign.isEmpty()) {
          throw new TrainingException(
              "the run folder " + folder + " is not empty (" + foreign.get(0) + " …); name a new or an empty folder");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the run folder " + folder + " cannot be made: " + e.getMessage(), e);
    }
    RunFolder run = locked(folder);
    AtomicFile.replace(folder.resolve("config.yaml"), config);
    return run;
  }

  /**
   * Opens the folder of a run to go on with it.
   *
   * @throws TrainingException if it holds none, or another process trains in it
   */
  public static RunFolder open(Path folder) {
    requireRun(folder);
    return locked(folder);
  }

  /** Whether a folder holds a run. */
  public static boolean holdsRun(Path folder) {
    return Files.isRegularFile(folder.resolve("config.yaml"));
  }

  /**
   * The settings of the run in a folder, as they were written.
   *
   * @throws TrainingException if the folder holds no run
   */
  public static String config(Path folder) {
    requireRun(folder);
    try {
      return Files.readString(folder.resolve("config.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(folder + "/config.yaml cannot be read: " + e.getMessage(), e);
    }
  }

  /** The latest state of the run in a folder. The file may not be there yet. */
  public static Path checkpoint(Path folder) {
    return folder.resolve("checkpoint.safetensors");
  }

  /** The best state of the run in a folder. There is none before the first validation. */
  public static Path best(Path folder) {
    return folder.resolve("best.safetensors");
  }

  /**
   * The file to judge and serve with: the best state, or the latest where nothing was validated.
   *
   * @throws TrainingException if there is neither
   */
  public static Path model(Path folder) {
    requireRun(folder);
    for (Path file : List.of(best(folder), checkpoint(folder))) {
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    throw new TrainingException(
        "the run in " + folder + " has no checkpoint yet; let it train until its first one (train --resume)");
  }

  /** The folder. */
  public Path path() {
    return folder;
  }

  /** Adds a line to metrics.jsonl. */
  void log(Map<String, ?> line) {
    try {
      Files.writeString(
          metrics(),
          JSON.writeValueAsString(line) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(metrics() + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** Forgets the lines after a step, which resuming from that step will write again. */
  void forgetAfter(long step) {
    if (!Files.exists(metrics())) {
      return;
    }
    List<String> kept = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(metrics())) {
        if (stepOf(line) <= step) {
          kept.add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(metrics() + " cannot be read: " + e.getMessage(), e);
    }
    AtomicFile.replace(metrics(), kept.isEmpty() ? "" : String.join("\n", kept) + "\n");
  }

  /** A line that a crash cut short counts as later than everything. */
  private static long stepOf(String line) {
    try {
      JsonNode step = JSON.readTree(line).path("step");
      return step.isNumber() ? step.asLong() : Long.MAX_VALUE;
    } catch (JacksonException e) {
      return Long.MAX_VALUE;
    }
  }

  private Path metrics() {
    return folder.resolve("metrics.jsonl");
  }

  private static void requireRun(Path folder) {
    if (!holdsRun(folder)) {
      throw new TrainingException(
          folder + " holds no run (there is no config.yaml in it); name the folder given to train --run");
    }
  }

  private static RunFolder locked(Path folder) {
    Path file = folder.resolve("lock");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return new RunFolder(folder, channel);
        }
      } catch (OverlappingFileLockException e) {
        // Held by this very process: refused below like any other.
      }
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be locked: " + e.getMessage(), e);
    }
    throw new TrainingException("another process trains in " + folder + "; wait for it, or name another folder");
  }

  @Override
  public void close() {
    try {
      lockChannel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the lock of " + folder + " cannot be given back: " + e.getMessage(), e);
    }
  }
}
