package dev.quickstudy.predict;

import dev.quickstudy.data.DataException;
import dev.quickstudy.recipe.Nearest;
import dev.quickstudy.tensor.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A picture to classify.
 *
 * @param truth its class, where it lies in a folder named after one
 */
record QueryPicture(Path file, Optional<String> truth) {
  /**
   * Finds pictures: files, folders of files and folders of classes.
   *
   * @param classes that they can be of
   * @throws DataException if there is nothing, or a folder is named after no class
   */
  static List<QueryPicture> find(List<Path> paths, List<String> classes) {
    List<QueryPicture> found = new ArrayList<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        addFolder(found, path, classes);
      } else if (Files.exists(path)) {
        found.add(new QueryPicture(path, Optional.empty()));
      } else {
        throw new DataException("there is no query picture and no folder " + path);
      }
    }
    return found;
  }

  private static void addFolder(List<QueryPicture> found, Path folder, List<String> classes) {
    for (Path entry : entries(folder)) {
      if (!Files.isDirectory(entry)) {
        found.add(new QueryPicture(entry, Optional.empty()));
        continue;
      }
      String name = entry.getFileName().toString();
      if (!classes.isEmpty() && !classes.contains(name)) {
        throw new DataException(
            "the query folder "
                + entry
                + " is named after no class that was learned; "
                + Nearest.hint(name, classes));
      }
      entries(entry).forEach(file -> found.add(new QueryPicture(file, Optional.of(name))));
    }
  }

  /** What is in a folder, by name, without hidden files. */
  private static List<Path> entries(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> entries =
          all.filter(path -> !path.getFileName().toString().startsWith(".")).sorted().toList();
      if (entries.isEmpty()) {
        throw new DataException("the query folder " + folder + " has no pictures");
      }
      return entries;
    } catch (IOException e) {
      throw AtomicFile.failure("read the query folder", folder, e);
    }
  }
}
