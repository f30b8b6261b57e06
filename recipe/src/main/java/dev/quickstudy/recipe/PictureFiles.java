package dev.quickstudy.recipe;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.ImageFolder;
import dev.quickstudy.tensor.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Pictures: a folder of folders of classes to learn from; files, folders of files and folders of
 * classes to classify.
 */
final class PictureFiles implements UserFiles {
  private final long[] shape;

  /**
   * Pictures of a size.
   *
   * @param shape of one example
   */
  PictureFiles(long[] shape) {
    this.shape = shape.clone();
  }

  @Override
  public String one() {
    return "picture";
  }

  @Override
  public Support support(Path path, boolean further) {
    return Support.of(ImageFolder.read(path, shape));
  }

  @Override
  public Queries queries(List<Path> paths, List<String> classes) {
    Queries queries = new Queries();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        addFolder(queries, path, classes);
      } else if (Files.exists(path)) {
        add(queries, path, Optional.empty());
      } else {
        throw new DataException("there is no query picture and no folder " + path);
      }
    }
    return queries;
  }

  private void addFolder(Queries queries, Path folder, List<String> classes) {
    for (Path entry : entries(folder)) {
      if (!Files.isDirectory(entry)) {
        add(queries, entry, Optional.empty());
        continue;
      }
      String name = entry.getFileName().toString();
      if (!classes.contains(name)) {
        throw new DataException(
            "the query folder "
                + entry
                + " is named after no class of --support; "
                + Nearest.hint(name, classes));
      }
      entries(entry).forEach(file -> add(queries, file, Optional.of(name)));
    }
  }

  private void add(Queries queries, Path file, Optional<String> truth) {
    queries.add(file.toString(), truth, ImageFolder.picture(file, shape));
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
