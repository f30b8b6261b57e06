package dev.quickstudy.sound;

import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.predict.InputSource;
import dev.quickstudy.predict.Modality;
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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Recordings: WAV files in folders or in a zip archive, seen as spectrograms.
 *
 * @param path of the folder or archive, below the data folder, or absolute
 * @param names what the names of files say, parts in braces: {@code {class}/{file}}
 * @param classes the part that is the class
 * @param within the part that all recordings of a task share, for instance the speaker; {@code all}
 *     takes a task's recordings from all
 * @param spectrogram what is seen of a recording
 * @param split for one part or more, how its values are divided. A recording is of the split that
 *     all of them agree on; without one it is left out
 */
public record Sounds(
    String path,
    String names,
    String classes,
    String within,
    Spectrogram spectrogram,
    SortedMap<String, SplitSpec> split)
    implements InputSource {
  private static final String ALL = "all";

  public Sounds {
    split = Collections.unmodifiableSortedMap(new TreeMap<>(split));
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
  public TaskSource open(DataLocations places) {
    SoundCollection sounds =
        SoundCollection.read(places.file(path), pattern(names), classes, spectrogram);
    Map<String, Map<String, Split>> splits = new TreeMap<>();
    split.forEach((part, spec) -> splits.put(part, spec.of(sounds.counts(part), places)));
    long out = sounds.count(parts -> agreed(parts, splits).isEmpty());
    places.listener().say(sounds.summary() + (out == 0 ? "" : ", " + out + " in no split"));
    return sounds.tasks(
        path,
        Optional.of(within).filter(part -> !part.equals(ALL)),
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
  public Modality modality(OpenRun run) {
    return new Recordings(spectrogram.with(Spectrogram.Part.LOUDEST));
  }

  @Override
  public TaskSource ownTasks(OwnSource own, DataLocations places) {
    SoundCollection found =
        SoundCollection.read(
            own.path(),
            new NamePattern("{class}/{file}"),
            "class",
            spectrogram.with(Spectrogram.Part.LOUDEST)); // as a task of one's own hears them
    places.listener().say(found.summary());
    return own.tasks(found.pool(), "");
  }

  @Override
  public Optional<String> notVaried() {
    return Optional.of("is of recordings; spec-augment varies those");
  }

  /** The data set's folder, or else the path. */
  @Override
  public Optional<String> dataSet() {
    return Optional.of(Path.of(path))
        .map(file -> file.isAbsolute() ? file : file.getName(0))
        .map(Path::toString);
  }
}
