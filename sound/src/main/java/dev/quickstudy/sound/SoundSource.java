package dev.quickstudy.sound;

import dev.quickstudy.predict.InputSource;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.NearestNames;
import dev.quickstudy.recipe.OwnSource;
import dev.quickstudy.recipe.SplitSpec;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.InvalidValueException;
import dev.quickstudy.tensor.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Recordings as a source of tasks: WAV files in folders or in a zip archive. */
public interface SoundSource extends InputSource {
  /** What {@link #within} says where a task's recordings are of all. */
  String ALL = "all";

  /** The folder or archive, below the data folder, or absolute. */
  String path();

  /** What the names of files say, parts in braces: {@code {class}/{file}}. */
  String names();

  /** The part that is the class. */
  String classes();

  /** The part that all recordings of a task share, for instance the speaker; or {@link #ALL}. */
  String within();

  /**
   * For one part or more, how its values are divided. A recording is of the split that all of them
   * agree on; without one it is left out.
   */
  SortedMap<String, SplitSpec> split();

  /** Opens what is seen of a recording. */
  SoundView view(DataLocations locations);

  /**
   * Opens what is seen of a user's own recordings.
   *
   * @param own what the learner was trained with
   */
  SoundView ownView(OwnSource own, DataLocations locations);

  /**
   * Checks what all such sources say.
   *
   * @throws InvalidValueException if something cannot be so, naming it
   */
  static void check(
      String path, String names, String classes, String within, Map<String, SplitSpec> split) {
    Checks.require(!path.isBlank(), "path", "must name a folder or a zip archive");
    List<String> parts = pattern(names).parts();
    part("classes", classes, parts);
    if (!within.equals(ALL)) {
      part("within", within, Stream.concat(parts.stream(), Stream.of(ALL)).toList());
      Checks.require(
          !within.equals(classes), "within", "is the class, so that a task would have only one");
    }
    Checks.require(!split.isEmpty(), "split", "must say how to divide at least one part of names");
    split.keySet().forEach(part -> part("split." + part, part, parts));
  }

  private static NamePattern pattern(String names) {
    try {
      return new NamePattern(names);
    } catch (UsageException e) {
      throw new InvalidValueException("names", "cannot be so: " + e.getMessage());
    }
  }

  private static void part(String key, String part, List<String> parts) {
    Checks.require(
        parts.contains(part),
        key,
        "names '%s', which is no part of the names; %s"
            .formatted(part, NearestNames.hint(part, parts)));
  }

  @Override
  default TaskSource open(DataLocations locations) {
    SoundCollection sounds;
    try (SoundView view = view(locations)) {
      sounds = SoundCollection.read(locations.file(path()), pattern(names()), classes(), view);
    }
    Map<String, Map<String, Split>> splits = new TreeMap<>();
    split().forEach((part, spec) -> splits.put(part, spec.of(sounds.counts(part), locations)));
    long out = sounds.count(parts -> agreed(parts, splits).isEmpty());
    locations.listener().say(sounds.summary() + (out == 0 ? "" : ", " + out + " in no split"));
    return sounds.tasks(
        path(),
        Optional.of(within()).filter(part -> !part.equals(ALL)),
        parts -> agreed(parts, splits));
  }

  /** The split on which all divided parts of a name agree. */
  private static Optional<Split> agreed(
      Map<String, String> parts, Map<String, Map<String, Split>> splits) {
    List<Optional<Split>> own =
        splits.entrySet().stream()
            .map(one -> Optional.ofNullable(one.getValue().get(parts.get(one.getKey()))))
            .distinct()
            .toList();
    return own.size() == 1 ? own.get(0) : Optional.empty();
  }

  @Override
  default TaskSource ownTasks(OwnSource own, DataLocations locations) {
    SoundCollection found;
    try (SoundView view = ownView(own, locations)) {
      found = SoundCollection.read(own.path(), new NamePattern("{class}/{file}"), "class", view);
    }
    locations.listener().say(found.summary());
    return own.tasks(found.pool(), "");
  }

  @Override
  default Optional<String> notVaried() {
    return Optional.of("is of recordings; spec-augment varies those");
  }

  /** The data set's folder, or else the path. */
  @Override
  default Optional<String> dataSet() {
    return Optional.of(Path.of(path()))
        .map(file -> file.isAbsolute() ? file : file.getName(0))
        .map(Path::toString);
  }
}
