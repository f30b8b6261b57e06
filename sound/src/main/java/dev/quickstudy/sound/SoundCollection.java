package dev.quickstudy.sound;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.files.ExampleFiles;
import dev.quickstudy.data.files.ExampleFiles.Kind;
import dev.quickstudy.files.Hash;
import dev.quickstudy.task.ClassPool;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.GroupedTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.UsageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Labelled recordings, each as what is seen of it. What their names say tells their class and what
 * else they may be divided by, such as who speaks.
 *
 * <p>Of recordings with the same sound, one is kept; those that stand under two classes are left
 * out altogether. Both are counted, as are files that are no WAV files, and recordings in which
 * nothing is to be heard.
 */
public final class SoundCollection {
  private static final String CLASS = "class";

  private final List<Sound> sounds;
  private final SoundView view;
  private final String classes;
  private final String summary;

  /** One recording. */
  private record Sound(Map<String, String> parts, String hash, Picture picture) {}

  /** What is seen of a recording. */
  private static final class Picture {
    final float[] values;

    Picture(float[] values) {
      this.values = values;
    }
  }

  private SoundCollection(List<Sound> sounds, SoundView view, String classes, String summary) {
    this.sounds = sounds;
    this.view = view;
    this.classes = classes;
    this.summary = summary;
  }

  /**
   * Reads all recordings; silent ones are left out.
   *
   * @param path a folder or a zip archive
   * @param names what their names say; of {@code {class}/{file}}, all layouts of {@link
   *     ExampleFiles} are taken
   * @param classes the part of the name that is the class
   * @throws DataException if one cannot be read or its name is not of the pattern, naming it; or if
   *     a class has no recording of its own
   */
  public static SoundCollection read(Path path, NamePattern names, String classes, SoundView view) {
    if (!names.parts().contains(classes)) {
      throw new UsageException("the classes are {" + classes + "}, which " + names + " has not");
    }
    if (names.isFolders(classes)) {
      String file = names.parts().get(1);
      try (ExampleFiles files = ExampleFiles.ofClasses(path, Kind.SOUNDS, 1)) {
        return of(path, files, classes, view, one -> parts(one, classes, file), false);
      }
    }
    try (ExampleFiles files = ExampleFiles.plain(path, Kind.SOUNDS)) {
      return of(
          path,
          files,
          classes,
          view,
          one ->
              names
                  .of(one.name())
                  .orElseThrow(
                      () ->
                          new DataException(
                              "%s is not named as expected, %s below %s"
                                  .formatted(one.called(), names, path))),
          false);
    }
  }

  /**
   * Reads the recordings that a task is learned from: where there are folders of splits, those of
   * the one to train on.
   *
   * @param path a folder or a zip archive, in one of the layouts of {@link ExampleFiles}
   * @param fewest classes that there must be, 1 or 2
   * @throws DataException as {@link #read}, or if one is silent
   */
  public static SoundCollection toLearn(Path path, int fewest, SoundView view) {
    try (ExampleFiles files = ExampleFiles.toLearn(path, Kind.SOUNDS, fewest)) {
      return of(path, files, CLASS, view, one -> parts(one, CLASS, "file"), true);
    }
  }

  private static Map<String, String> parts(ExampleFiles.Example one, String classes, String file) {
    return Map.of(classes, one.className().orElse(""), file, one.name());
  }

  private static SoundCollection of(
      Path path,
      ExampleFiles files,
      String classes,
      SoundView view,
      Function<ExampleFiles.Example, Map<String, String>> parts,
      boolean heard) {
    HeardCounts counts = new HeardCounts(view);
    List<Optional<Sound>> read =
        files.read(
            Kind.SOUNDS,
            1,
            one -> {
              Map<String, String> own = parts.apply(one);
              Recording recording = WavReader.read(one.called(), one.bytes(Kind.SOUNDS));
              Optional<String> silence = recording.silence();
              if (heard && silence.isPresent()) {
                throw new DataException(one.called() + ": " + silence.get());
              }
              counts.add(recording);
              return silence.isPresent()
                  ? Optional.empty()
                  : Optional.of(new Sound(own, hash(recording), new Picture(view.of(recording))));
            });
    List<Sound> all = read.stream().flatMap(Optional::stream).toList();
    if (all.isEmpty()) {
      throw new DataException(path + " has no recording in which anything is to be heard");
    }
    List<Sound> kept = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Map<String, Set<String>> classesOf = new HashMap<>();
    all.forEach(
        one ->
            classesOf
                .computeIfAbsent(one.hash, hash -> new TreeSet<>())
                .add(one.parts.getOrDefault(classes, "")));
    int contradictory = 0;
    for (Sound one : all) {
      if (classesOf.getOrDefault(one.hash, Set.of()).size() > 1) {
        contradictory++;
      } else if (seen.add(one.hash)) {
        kept.add(one);
      }
    }
    Set<String> named = values(all, classes);
    Set<String> left = values(kept, classes);
    for (String name : named) {
      if (!left.contains(name)) {
        throw new DataException(
            "%s: every recording of class %s is one of another class too".formatted(path, name));
      }
    }
    List<String> summary = new ArrayList<>();
    summary.add(
        "%s: %d recordings of %d classes".formatted(path.getFileName(), read.size(), left.size()));
    count(summary, all.size() - kept.size() - contradictory, "repeated, left out");
    count(summary, contradictory, "under two classes, left out");
    summary.addAll(counts.said());
    summary.addAll(files.said());
    return new SoundCollection(kept, view, classes, String.join(", ", summary));
  }

  private static void count(List<String> line, long count, String what) {
    if (count > 0) {
      line.add(count + " " + what);
    }
  }

  private static String hash(Recording recording) {
    ByteBuffer bytes = ByteBuffer.allocate(recording.samples.length * Float.BYTES);
    bytes.asFloatBuffer().put(recording.samples);
    return Hash.fingerprint("at " + recording.rate).add(bytes.array(), bytes.capacity()).hex();
  }

  private static Set<String> values(List<Sound> sounds, String part) {
    Set<String> values = new TreeSet<>();
    sounds.forEach(one -> values.add(one.parts.getOrDefault(part, "")));
    return values;
  }

  /** How many there are, and what was left out. */
  public String summary() {
    return summary;
  }

  /** How many have a name that says so. */
  public long count(Predicate<Map<String, String>> names) {
    return sounds.stream().map(Sound::parts).filter(names).count();
  }

  /** What is found in place of a part of the names, sorted. */
  public List<String> values(String part) {
    return List.copyOf(values(sounds, part));
  }

  /** The same with how many recordings each is found in. */
  public SortedMap<String, Integer> counts(String part) {
    SortedMap<String, Integer> counts = new TreeMap<>();
    sounds.forEach(one -> counts.merge(one.parts.getOrDefault(part, ""), 1, Integer::sum));
    return counts;
  }

  /** All recordings by class, whoever made them. */
  public ClassPool pool() {
    return pool(one -> Optional.of(one.parts.getOrDefault(classes, "")));
  }

  /** Those that have a name, by that. */
  private SoundPool pool(Function<Sound, Optional<String>> name) {
    SortedMap<String, List<Sound>> byName = new TreeMap<>();
    for (Sound one : sounds) {
      name.apply(one)
          .ifPresent(own -> byName.computeIfAbsent(own, n -> new ArrayList<>()).add(one));
    }
    Hash all = Hash.fingerprint("recordings by " + view.words());
    byName.forEach(
        (own, list) -> {
          all.add(own);
          list.forEach(one -> all.add(one.hash));
        });
    List<SoundPool.SoundClass> pooled = new ArrayList<>();
    byName.forEach(
        (own, list) ->
            pooled.add(
                new SoundPool.SoundClass(
                    own, list.stream().map(one -> one.picture.values).toList())));
    return new SoundPool(pooled, view.shape(), all.hex(), view.fitted());
  }

  /**
   * Tasks of these recordings.
   *
   * @param name what messages call them
   * @param within a part of the names that all recordings of a task share, for instance the
   *     speaker; empty: a task's recordings are of any
   * @param splits from what a name says to the split of its recording; empty leaves it out
   */
  public TaskSource tasks(
      String name, Optional<String> within, Function<Map<String, String>, Optional<Split>> splits) {
    SoundPool pool =
        pool(
            one ->
                splits
                    .apply(one.parts)
                    .map(split -> group(split, within.map(one.parts::get)))
                    .map(group -> group + one.parts.get(classes)));
    return new GroupedTasks(name, pool, groups(name, pool, within, splits), false);
  }

  /** The name of a group, with which those of its classes begin. */
  private static String group(Split split, Optional<String> within) {
    String label = split.label() + "/";
    return within.map(own -> label + own + "/").orElse(label);
  }

  private Map<Split, List<ClassTasks>> groups(
      String name,
      SoundPool pool,
      Optional<String> within,
      Function<Map<String, String>, Optional<Split>> splits) {
    Map<Split, List<ClassTasks>> groups = new HashMap<>();
    for (Split split : Split.values()) {
      Set<String> own = new TreeSet<>();
      sounds.stream()
          .filter(one -> splits.apply(one.parts).equals(Optional.of(split)))
          .forEach(one -> own.add(group(split, within.map(one.parts::get))));
      groups.put(split, own.stream().map(group -> tasks(name, pool, split, group)).toList());
    }
    return groups;
  }

  private static ClassTasks tasks(String name, SoundPool pool, Split split, String group) {
    return new ClassTasks(
        name,
        new SplitClasses(
            pool, own -> own.startsWith(group) ? Optional.of(split) : Optional.empty()));
  }
}
