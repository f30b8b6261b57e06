package dev.quickstudy.data.characters;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.NoDataFolderException;
import dev.quickstudy.files.Hash;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The one-shot classification runs of the Omniglot challenge (Lake, Salakhutdinov and Tenenbaum,
 * Science 2015; «The Omniglot challenge: a 3-year progress report», 2019): 20 fixed tasks, each of
 * 20 characters of one evaluation alphabet, one drawing of each to learn from and one, by another
 * hand, to be named. Task i is run i + 1, whatever the key; all are for testing. Pictures are made
 * small as those of {@link Omniglot} are. Classes are numbered as the run's training pictures.
 */
public final class OmniglotRuns implements TaskSource {
  /** How many runs there are. */
  public static final int RUNS = 20;

  private static final int WAYS = 20;
  private static final int MOST_BYTES = 1 << 16;

  private final float[][] support = new float[RUNS][];
  private final float[][] query = new float[RUNS][];
  private final long[][] labels = new long[RUNS][WAYS];
  private final String fingerprint;

  private OmniglotRuns(Path file) {
    Hash all = Hash.fingerprint("omniglot runs, 28×28 by area");
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (int run = 0; run < RUNS; run++) {
        read(file, zip, run);
        all.add(bytes(support[run])).add(bytes(query[run]));
        for (long label : labels[run]) {
          all.add(Long.toString(label));
        }
      }
    } catch (IOException e) {
      throw new DataException(
          file + " is no whole zip archive; fetch it again: quickstudy data get omniglot", e);
    }
    this.fingerprint = all.hex();
  }

  /**
   * Reads the archive of the runs.
   *
   * @param folder the data folder: it, its subfolder {@code omniglot} or {@code python} of either
   *     holds {@code one-shot-classification/all_runs.zip}
   * @throws DataException if the archive is missing, damaged or not the original, naming it
   */
  public static OmniglotRuns read(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new NoDataFolderException(folder, "omniglot");
    }
    String name = "one-shot-classification/all_runs.zip";
    return Stream.of("omniglot/python", "omniglot", "python", "")
        .map(place -> folder.resolve(place).resolve(name))
        .filter(Files::isRegularFile)
        .findFirst()
        .map(OmniglotRuns::new)
        .orElseThrow(
            () ->
                new DataException(
                    "there is no %s in %s; get it with: quickstudy data get omniglot"
                        .formatted(name, folder.resolve("omniglot/python"))));
  }

  private static byte[] bytes(float[] ink) {
    byte[] bytes = new byte[ink.length];
    for (int picture = 0; picture < WAYS; picture++) {
      float[] one =
          Arrays.copyOfRange(ink, picture * Characters.PIXELS, (picture + 1) * Characters.PIXELS);
      Characters.put(one, bytes, picture);
    }
    return bytes;
  }

  private void read(Path file, ZipFile zip, int run) throws IOException {
    String root = "run%02d/".formatted(run + 1);
    support[run] = pictures(file, zip, root + "training/class%02d.png");
    query[run] = pictures(file, zip, root + "test/item%02d.png");
    String list = root + "class_labels.txt";
    try (InputStream stream = zip.getInputStream(entry(file, zip, list))) {
      List<String> lines =
          new String(stream.readNBytes(MOST_BYTES), StandardCharsets.UTF_8)
              .strip()
              .lines()
              .toList();
      for (int item = 0; item < WAYS; item++) {
        String expected = root + "test/item%02d.png ".formatted(item + 1);
        String line = item < lines.size() ? lines.get(item).strip() : "";
        String training = line.startsWith(expected) ? line.substring(expected.length()) : "";
        labels[run][item] = label(file, list, item, root, training);
      }
    }
  }

  private static long label(Path file, String list, int item, String root, String training) {
    for (int way = 0; way < WAYS; way++) {
      if (training.equals(root + "training/class%02d.png".formatted(way + 1))) {
        return way;
      }
    }
    throw new DataException(
        "%s: line %d of %s does not name a training picture for test picture %d"
            .formatted(file, item + 1, list, item + 1));
  }

  private static ZipEntry entry(Path file, ZipFile zip, String name) {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new DataException(file + " has no entry " + name + ", which the original archive has");
    }
    return entry;
  }

  private static float[] pictures(Path file, ZipFile zip, String form) {
    float[] ink = new float[WAYS * Characters.PIXELS];
    for (int way = 0; way < WAYS; way++) {
      ZipEntry entry = entry(file, zip, form.formatted(way + 1));
      float[] values = OmniglotArchive.ink(file, zip, entry);
      System.arraycopy(values, 0, ink, way * Characters.PIXELS, Characters.PIXELS);
    }
    return ink;
  }

  @Override
  public String name() {
    return "Omniglot challenge (20 runs)";
  }

  @Override
  public Targets targets(TaskShape shape) {
    return new Targets.Classes(shape.ways());
  }

  @Override
  public long[] inputShape() {
    return new long[] {1, Characters.SIDE, Characters.SIDE};
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public void check(Split split, TaskShape shape) {
    if (split != Split.TEST) {
      throw new UsageException(name() + " has tasks for testing only");
    }
    if (!shape.equals(new TaskShape(WAYS, 1, 1))) {
      throw new UsageException(
          name()
              + " has tasks of 20 ways, 1 shot and 1 query a class; ask for these, and for at most "
              + RUNS
              + " episodes");
    }
  }

  @Override
  public TaskBatch sample(Split split, TaskShape shape, RandomKey key, long first, int count) {
    check(split, shape);
    if (count < 1 || first < 0 || first + count > RUNS) {
      throw new UsageException(
          "%s has %d tasks, but task %d is asked for; ask for at most %d episodes"
              .formatted(name(), RUNS, first + count, RUNS));
    }
    long[] ways = new long[WAYS];
    for (int way = 0; way < WAYS; way++) {
      ways[way] = way;
    }
    Targets targets = targets(shape);
    List<TaskBatch> tasks = new ArrayList<>();
    for (int run = (int) first; run < first + count; run++) {
      tasks.add(
          new TaskBatch(
              examples(support[run], ways, targets), examples(query[run], labels[run], targets)));
    }
    return tasks.size() == 1 ? tasks.get(0) : TaskBatch.joined(tasks);
  }

  private static Examples examples(float[] ink, long[] labels, Targets targets) {
    return new Examples(
        Tensor.of(ink, 1, WAYS, 1, Characters.SIDE, Characters.SIDE),
        Tensor.of(labels, 1, WAYS),
        targets);
  }
}
