package dev.quickstudy.cli;

import dev.quickstudy.data.ImageFolder;
import dev.quickstudy.recipe.Nearest;
import dev.quickstudy.tensor.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The pictures that a user wants classified. */
final class QueryPictures {
  /**
   * A picture.
   *
   * @param truth the class whose folder it is in, if any
   */
  record Query(Path file, Optional<String> truth) {}

  private final long[] shape;
  private final List<String> classes;
  private final List<Query> queries = new ArrayList<>();
  private final List<float[]> pixels = new ArrayList<>();

  private QueryPictures(long[] shape, List<String> classes) {
    this.shape = shape;
    this.classes = classes;
  }

  /**
   * Reads files, folders of files and folders of classes.
   *
   * @param shape of one example
   * @param classes that a folder of pictures may be named after
   */
  static QueryPictures read(List<Path> paths, long[] shape, List<String> classes) {
    QueryPictures pictures = new QueryPictures(shape, classes);
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        pictures.addFolder(path);
      } else if (Files.exists(path)) {
        pictures.add(path, Optional.empty());
      } else {
        throw new CommandFailure("there is no query picture and no folder " + path);
      }
    }
    return pictures;
  }

  int count() {
    return queries.size();
  }

  Query get(int index) {
    return queries.get(index);
  }

  /** As the learner wants it. */
  float[] pixels(int index) {
    return pixels.get(index);
  }

  private void addFolder(Path folder) {
    for (Path entry : entries(folder)) {
      if (!Files.isDirectory(entry)) {
        add(entry, Optional.empty());
        continue;
      }
      String name = entry.getFileName().toString();
      if (!classes.contains(name)) {
        throw new CommandFailure(
            "the query folder "
                + entry
                + " is named after no class of --support; "
                + Nearest.hint(name, classes));
      }
      entries(entry).forEach(file -> add(file, Optional.of(name)));
    }
  }

  private void add(Path file, Optional<String> truth) {
    queries.add(new Query(file, truth));
    pixels.add(ImageFolder.picture(file, shape));
  }

  /** What is in a folder, by name, without hidden files. */
  private static List<Path> entries(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> entries =
          all.filter(path -> !path.getFileName().toString().startsWith(".")).sorted().toList();
      if (entries.isEmpty()) {
        throw new CommandFailure("the query folder " + folder + " has no pictures");
      }
      return entries;
    } catch (IOException e) {
      throw AtomicFile.failure("read the query folder", folder, e);
    }
  }
}
