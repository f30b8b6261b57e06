package dev.quickstudy.train;

import dev.quickstudy.tensor.AtomicFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The folder of one training run: {@code config.yaml} (all settings), {@code metrics.jsonl} (one
 * JSON object a line), {@code checkpoint.safetensors} (the latest state) and {@code
 * best.safetensors} (the state that validated best). One process at a time may train in it.
 */
public final class RunFolder implements AutoCloseable {
  static final String CHECKPOINT = "checkpoint.safetensors";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * The folders that this process holds. Two locks of one process must not meet: on Linux and
   * macOS, closing the second would give back the first.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final Path key;
  private final FileChannel lockChannel;

  private RunFolder(Path folder, Path key, FileChannel lockChannel) {
    this.key = key;
    this.folder = folder;
    this.lockChannel = lockChannel;
  }

  /**
   * Makes a folder, or takes an empty one, and writes its settings.
   *
   * @throws TrainingException if it holds anything, or another process trains in it
   */
  public static RunFolder create(Path folder, String config) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new TrainingException("the run folder " + folder + " is a file; name a folder");
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw AtomicFile.failure("make the run folder", folder, e);
    }
    requireEmpty(folder);
    RunFolder run = locked(folder);
    try {
      requireEmpty(folder);
      AtomicFile.replace(folder.resolve("config.yaml"), config);
      return run;
    } catch (RuntimeException e) {
      run.close();
      throw e;
    }
  }

  private static void requireEmpty(Path folder) {
    if (holdsRun(folder)) {
      throw new TrainingException(
          "the run folder "
              + folder
              + " already holds a run; go on with it by --resume, or name another folder");
    }
    List<String> foreign =
        names(folder).stream().filter(name -> !name.equals("lock") && !leftover(name)).toList();
    if (!foreign.isEmpty()) {
      throw new TrainingException(
          "the run folder "
              + folder
              + " is not empty ("
              + foreign.get(0)
              + " …); name a new or an empty folder");
    }
  }

  private static List<String> names(Path folder) {
    try (var entries = Files.list(folder)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw AtomicFile.failure("read the run folder", folder, e);
    }
  }

  /** A file that a process was killed while writing. */
  private static boolean leftover(String name) {
    return name.startsWith(".") && name.endsWith(".tmp");
  }

  /**
   * Opens the folder of a run to go on with it.
   *
   * @throws TrainingException if it holds none, or another process trains in it
   */
  public static RunFolder open(Path folder) {
    requireRun(folder);
    RunFolder run = locked(folder);
    for (String name : names(folder)) {
      if (leftover(name)) {
        folder.resolve(name).toFile().delete(); // it does no harm where it cannot be deleted
      }
    }
    return run;
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
      throw AtomicFile.failure("read", folder.resolve("config.yaml"), e);
    }
  }

  /** The latest state of the run in a folder. The file may not be there yet. */
  public static Path checkpoint(Path folder) {
    return folder.resolve(CHECKPOINT);
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
        "the run in "
            + folder
            + " has no checkpoint yet; let it train until its first one (train --resume)");
  }

  /** Keeps what makes the probabilities of the run's model mean what they say. */
  public static void keep(Path folder, Calibration calibration) {
    requireRun(folder);
    AtomicFile.replace(calibrationFile(folder), calibration.text() + "\n");
  }

  /** What was kept for the model after a step; empty if there is nothing. */
  public static Optional<Calibration> calibration(Path folder, long step) {
    Path file = calibrationFile(folder);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Calibration.of(Files.readString(file)).filter(kept -> kept.step() == step);
    } catch (IOException e) {
      throw AtomicFile.failure("read", file, e);
    }
  }

  private static Path calibrationFile(Path folder) {
    return folder.resolve("calibration.json");
  }

  /** The validations that the run in a folder has logged, in order. */
  public static List<Validated> validations(Path folder) {
    requireRun(folder);
    List<Validated> validations = new ArrayList<>();
    for (String line : lines(metrics(folder))) {
      JsonNode fields = json(line);
      if (fields.has("validation")) {
        validations.add(
            new Validated(
                fields.path("step").asLong(),
                fields.path("seconds").asDouble(),
                fields.path("validation").asDouble(),
                fields.path("ci95").asDouble()));
      }
    }
    return validations;
  }

  /** The training losses that the run in a folder has logged, in order. */
  public static List<Loss> losses(Path folder) {
    requireRun(folder);
    return lines(metrics(folder)).stream()
        .map(RunFolder::json)
        .filter(fields -> fields.has("loss"))
        .map(
            fields ->
                new Loss(
                    fields.path("step").asLong(),
                    fields.path("seconds").asDouble(),
                    fields.path("loss").asDouble()))
        .toList();
  }

  /**
   * A line of metrics.
   *
   * @param step after how many steps
   * @param seconds of training until then, over all sessions of the run
   * @param value the mean loss of the steps since the line before
   */
  public record Loss(long step, double seconds, double value) {}

  /** The folder. */
  public Path path() {
    return folder;
  }

  /** Adds a line to metrics.jsonl. */
  void log(Map<String, ?> line) {
    try {
      Files.writeString(
          metrics(folder),
          JSON.writeValueAsString(line) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw AtomicFile.failure("write", metrics(folder), e);
    }
  }

  /** Forgets the lines after a step, which resuming from that step will write again. */
  void forgetAfter(long step) {
    Path file = metrics(folder);
    if (Files.exists(file)) {
      List<String> kept =
          lines(file).stream()
              .filter(line -> json(line).path("step").asLong(Long.MAX_VALUE) <= step)
              .toList();
      AtomicFile.replace(file, kept.isEmpty() ? "" : String.join("\n", kept) + "\n");
    }
  }

  private static List<String> lines(Path file) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw AtomicFile.failure("read", file, e);
    }
  }

  /** The fields of a line; none if a crash cut it short. */
  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (JacksonException e) {
      return JSON.createObjectNode();
    }
  }

  private static Path metrics(Path folder) {
    return folder.resolve("metrics.jsonl");
  }

  private static void requireRun(Path folder) {
    if (!holdsRun(folder)) {
      throw new TrainingException(
          folder
              + " holds no run (there is no config.yaml in it); name the folder given to train --run");
    }
  }

  private static RunFolder locked(Path folder) {
    Path file = folder.resolve("lock");
    try {
      Path key = folder.toRealPath();
      if (HELD.add(key)) {
        Optional<FileChannel> channel = Optional.empty();
        try {
          channel = lock(file);
        } finally {
          if (channel.isEmpty()) {
            HELD.remove(key);
          }
        }
        if (channel.isPresent()) {
          return new RunFolder(folder, key, channel.get());
        }
      }
    } catch (IOException e) {
      throw AtomicFile.failure("lock", file, e);
    }
    throw new TrainingException(
        "another run trains in " + folder + "; wait for it, or name another folder");
  }

  /** The locked file; empty where another process has it. */
  private static Optional<FileChannel> lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      return Optional.empty();
    }
    return Optional.of(channel);
  }

  @Override
  public void close() {
    if (!lockChannel.isOpen()) {
      return;
    }
    try {
      lockChannel.close();
      HELD.remove(key);
    } catch (IOException e) {
      throw AtomicFile.failure("unlock", folder, e);
    }
  }
}
