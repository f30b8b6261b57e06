package dev.quickstudy.predict;

import dev.quickstudy.data.DataException;
import dev.quickstudy.recipe.Nearest;
import dev.quickstudy.recipe.Places;
import dev.quickstudy.sound.NamePattern;
import dev.quickstudy.sound.SoundCollection;
import dev.quickstudy.sound.Spectrogram;
import dev.quickstudy.tensor.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Recordings: a folder of folders of classes to learn from; WAV files, folders of them and folders
 * of classes to classify.
 *
 * @param spectrogram what the run's learner sees of a recording
 */
record SoundFiles(Spectrogram spectrogram, Places places) implements UserFiles {
  @Override
  public String one() {
    return "recording";
  }

  @Override
  public SupportSet support(Path path, List<String> known) {
    SoundCollection sounds =
        SoundCollection.read(path, new NamePattern("{class}/{file}"), "class", spectrogram);
    places.listener().say(sounds.summary());
    List<String> classes = sounds.values("class");
    if (classes.size() < 2 && known.isEmpty()) {
      throw new DataException(
          "%s has only the class %s, but at least two are needed: one folder of recordings a class"
              .formatted(path, classes.get(0)));
    }
    return SupportSet.of(sounds.pool());
  }

  @Override
  public Queries queries(List<Path> paths, List<String> classes) {
    Queries queries = new Queries();
    for (Path path : paths) {
      if (!Files.isDirectory(path)) {
        add(queries, path, Optional.empty());
        continue;
      }
      int before = queries.count();
      for (Path entry : entries(path)) {
        if (Files.isDirectory(entry)) {
          String name = entry.getFileName().toString();
          if (!classes.isEmpty() && !classes.contains(name)) {
            throw new DataException(
                "the query folder %s is named after no class that was learned; %s"
                    .formatted(entry, Nearest.hint(name, classes)));
          }
          recordings(entry).forEach(file -> add(queries, file, Optional.of(name)));
        }
      }
      recordings(path).forEach(file -> add(queries, file, Optional.empty()));
      if (queries.count() == before) {
        throw new DataException("the query folder " + path + " has no WAV files (.wav)");
      }
    }
    return queries;
  }

  private void add(Queries queries, Path file, Optional<String> truth) {
    queries.add(file.toString(), truth, spectrogram.read(file));
  }

  private List<Path> recordings(Path folder) {
    List<Path> files = entries(folder).stream().filter(file -> !Files.isDirectory(file)).toList();
    List<Path> sounds =
        files.stream()
            .filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".wav"))
            .toList();
    if (sounds.size() < files.size()) {
      places
          .listener()
          .say(
              "%s: %d other files, not read"
                  .formatted(folder.getFileName(), files.size() - sounds.size()));
    }
    return sounds;
  }

  /** What is in a folder, by name, without hidden files. */
  private static List<Path> entries(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> !path.getFileName().toString().startsWith(".")).sorted().toList();
    } catch (IOException e) {
      throw AtomicFile.failure("read the query folder", folder, e);
    }
  }
}
