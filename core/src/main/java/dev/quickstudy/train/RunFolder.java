package dev.quickstudy.train;

import dev.quickstudy.files.AtomicFile;
import dev.quickstudy.judge.Calibration;
import dev.quickstudy.tensor.ContentDigest;
import dev.quickstudy.train.RunFolderException.Problem;
import dev.quickstudy.train.files.DamagedFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder of one training run, and all that is written into it: {@code config.yaml} (all
 * settings), {@code metrics.jsonl} (one JSON object a line), {@code checkpoint.safetensors} (the
 * latest state), {@code best.safetensors} (the state that validated best), {@code
 * calibration.json}, {@code memory.txt}, {@code peak-memory.txt} and {@code judged.txt}. One
 * process at a time may train in it.
 */
public final class RunFolder implements AutoCloseable {
  static final String CHECKPOINT = "checkpoint.safetensors";

  private static final int MOST_BYTES = 1 << 20;
  private static final String CONFIG = "config.yaml";
  private static final String MEMORY = "memory.txt";
  private static final String JUDGED = "judged.txt";
  private static final String PEAK_MEMORY = "peak-memory.txt";

  private static final Pattern NOTED_MEMORY =
      Pattern.compile("(\\w+ \\d+) (\\d{1,18})(?: (\\d{1,9}))?");

  private final Path folder;
  private final FolderLock lock;

  private RunFolder(Path folder, FolderLock lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Makes a folder, or takes an empty one, and writes its settings.
   *
   * @throws RunFolderException if it holds anything, or another process trains in it
   */
  public static RunFolder create(Path folder, String config) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new RunFolderException(
          Problem.IS_A_FILE, folder, "the run folder " + folder + " is a file; name a folder");
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
      AtomicFile.replace(folder.resolve(CONFIG), config);
      return run;
    } catch (RuntimeException e) {
      run.close();
      throw e;
    }
  }

  private static void requireEmpty(Path folder) {
    if (holdsRun(folder)) {
      throw new RunFolderException(
          Problem.HOLDS_A_RUN,
          folder,
          "the run folder "
              + folder
              + " already holds a run; go on with that one, or name another folder");
    }
    List<String> foreign =
        names(folder).stream()
            .filter(name -> !name.equals(FolderLock.FILE) && !leftover(name))
            .toList();
    if (!foreign.isEmpty()) {
      throw new RunFolderException(
          Problem.NOT_EMPTY,
          folder,
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
   * @throws RunFolderException if it holds none, or another process trains in it
   */
  public static RunFolder open(Path folder) {
    requireRun(folder);
    RunFolder run = locked(folder);
    try {
      AtomicFile.removeLeftovers(folder);
      return run;
    } catch (RuntimeException e) {
      run.close();
      throw e;
    }
  }

  /** Whether a folder holds a run. */
  public static boolean holdsRun(Path folder) {
    return Files.isRegularFile(folder.resolve(CONFIG));
  }

  /**
   * The settings of the run in a folder, as they were written.
   *
   * @throws RunFolderException if the folder holds no run
   */
  public static String config(Path folder) {
    requireRun(folder);
    return content(folder.resolve(CONFIG));
  }

  /** A small file's text; nothing that is written here comes near the limit. */
  private static String content(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new DamagedFileException(
            file.toString(), file + " is damaged: it has more than " + MOST_BYTES + " bytes");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IOException e) {
      throw AtomicFile.failure("read", file, e);
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
   * @throws RunFolderException if there is neither
   */
  public static Path model(Path folder) {
    requireRun(folder);
    for (Path file : List.of(best(folder), checkpoint(folder))) {
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    throw new RunFolderException(
        Problem.NO_CHECKPOINT,
        folder,
        "the run in " + folder + " has no checkpoint yet; let it train until its first one");
  }

  /** Keeps what makes the probabilities of the run's model mean what they say. */
  public static void keep(Path folder, Calibration calibration) {
    requireRun(folder);
    AtomicFile.replace(
        calibrationFile(folder),
        calibration.text().replaceFirst("}$", ",\"digest\":\"" + digest(calibration) + "\"}\n"));
  }

  /**
   * What was kept for the model after a step; empty if there is nothing.
   *
   * @throws DamagedFileException if the file is no calibration, or another one than was kept. Files
   *     of older versions have no digest to hold that against
   */
  public static Optional<Calibration> calibration(Path folder, long step) {
    Path file = calibrationFile(folder);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    String text = content(file);
    Calibration kept =
        Calibration.of(text)
            .orElseThrow(
                () ->
                    new DamagedFileException(
                        file.toString(),
                        file + " is damaged: it is no calibration; delete it and resume the run"));
    boolean same = !text.contains("\"digest\"") || text.contains(digest(kept));
    if (!same) {
      throw new DamagedFileException(
          file.toString(),
          file
              + " is damaged: its content does not match its digest; delete it and resume the run");
    }
    return Optional.of(kept).filter(known -> known.step() == step);
  }

  private static String digest(Calibration calibration) {
    return ContentDigest.of(
        "quickstudy-calibration", Map.of("calibration", calibration.text()), Map.of());
  }

  private static Path calibrationFile(Path folder) {
    return folder.resolve("calibration.json");
  }

  /**
   * Keeps figures of the run's model with a digest, so that they need not be made again. What is
   * too long for a note is not kept.
   *
   * @param text one JSON object
   */
  public static void keepJudged(Path folder, String text) {
    requireRun(folder);
    String noted = judgedDigest(text) + "\n" + text + "\n";
    if (noted.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES) {
      AtomicFile.replace(folder.resolve(JUDGED), noted);
    }
  }

  /**
   * The text that {@link #keepJudged} kept; empty if there is none, or it was changed since: then
   * it is to be made again.
   */
  public static Optional<String> judged(Path folder) {
    Path file = folder.resolve(JUDGED);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    String[] parts = content(file).split("\n", 2);
    return Optional.of(parts)
        .filter(both -> both.length == 2)
        .map(both -> both[1].strip())
        .filter(text -> parts[0].equals(judgedDigest(text)));
  }

  private static String judgedDigest(String text) {
    return ContentDigest.of("quickstudy-judged", Map.of("judged", text), Map.of());
  }

  /** The validations that the run in a folder has logged, in order; damaged lines are left out. */
  public static List<Validated> validations(Path folder) {
    requireRun(folder);
    return metrics(folder).validations();
  }

  /** The training losses that the run in a folder has logged, in order, likewise. */
  public static List<Loss> losses(Path folder) {
    requireRun(folder);
    return metrics(folder).losses();
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
    metrics(folder).log(line);
  }

  /** Forgets the lines after a step, which resuming from that step will write again. */
  void forgetAfter(long step) {
    metrics(folder).forgetAfter(step);
  }

  /**
   * Replaces the settings, for instance where the run is to go on for longer than it was begun for.
   */
  public void configure(String config) {
    if (!config.equals(config(folder))) {
      AtomicFile.replace(folder.resolve(CONFIG), config);
    }
  }

  /**
   * Notes the run's memory strategy with the threads and bytes it was chosen for. The strategy is
   * in each checkpoint too; the note serves before the first one.
   */
  public void keep(MemoryPlan.Choice memory) {
    AtomicFile.replace(
        folder.resolve(MEMORY),
        "%s %d %d".formatted(memory.strategy().text(), memory.bytes(), memory.threads()));
  }

  /**
   * What {@link #keep(MemoryPlan.Choice)} noted; empty if there is no such note, or it is damaged.
   *
   * @param threads for notes of versions that did not note them
   */
  public static Optional<MemoryPlan.Choice> memory(Path folder, int threads) {
    return text(folder.resolve(MEMORY))
        .map(String::strip)
        .map(NOTED_MEMORY::matcher)
        .filter(Matcher::matches)
        .flatMap(
            noted ->
                MemoryStrategy.parse(noted.group(1))
                    .map(
                        strategy ->
                            new MemoryPlan.Choice(
                                strategy,
                                noted.group(3) == null ? threads : Integer.parseInt(noted.group(3)),
                                Long.parseLong(noted.group(2)))));
  }

  /** Notes how much memory the process has held, where an earlier session has noted no more. */
  public void keepPeakMemory(long bytes) {
    AtomicFile.replace(
        folder.resolve(PEAK_MEMORY), Long.toString(Math.max(bytes, peakMemory(folder).orElse(0))));
  }

  /** The most memory that a process held while it trained the run, in bytes; empty if not noted. */
  public static OptionalLong peakMemory(Path folder) {
    return text(folder.resolve(PEAK_MEMORY))
        .map(String::strip)
        .filter(noted -> noted.matches("\\d{1,18}"))
        .map(noted -> OptionalLong.of(Long.parseLong(noted)))
        .orElse(OptionalLong.empty());
  }

  /** A short file's text; empty if it is not there. */
  private static Optional<String> text(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw AtomicFile.failure("read", file, e);
    }
  }

  private static RunMetrics metrics(Path folder) {
    return new RunMetrics(folder.resolve("metrics.jsonl"));
  }

  private static void requireRun(Path folder) {
    if (!holdsRun(folder)) {
      throw new RunFolderException(
          Problem.HOLDS_NO_RUN,
          folder,
          folder
              + " holds no run (there is no config.yaml in it); name the folder that a run was"
              + " trained in");
    }
  }

  private static RunFolder locked(Path folder) {
    return new RunFolder(
        folder,
        FolderLock.take(folder)
            .orElseThrow(
                () ->
                    new RunFolderException(
                        Problem.IN_USE,
                        folder,
                        "another run trains in "
                            + folder
                            + "; wait for it, or name another folder")));
  }

  @Override
  public void close() {
    lock.close();
  }

  /**
   * A validation that a run has logged.
   *
   * @param step after how many steps
   * @param seconds of training until then, over all sessions of the run
   * @param value the mean score
   * @param ci95 half of its 95 % interval
   */
  public record Validated(long step, double seconds, double value, double ci95) {}
}
