package dev.quickstudy.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a folder of folders of pictures holds, by name, without hidden files. */
final class PictureFolder {
  private PictureFolder() {}

  /**
   * All files of all classes.
   *
   * @throws DataException if something lies in no class's folder, or a class has no files
   */
  static List<PictureEntry> entries(Path folder) {
    List<PictureEntry> entries = new ArrayList<>();
    for (Path path : visible(folder)) {
      if (!Files.isDirectory(path)) {
        throw new DataException(
            path
                + " is not in the folder of a class; put each picture into a folder named after its"
                + " class");
      }
      List<Path> files = visible(path);
      if (files.isEmpty()) {
        throw new DataException("the folder " + path + " has no pictures");
      }
      for (Path file : files) {
        entries.add(
            new PictureEntry(path.getFileName().toString(), file.toString(), () -> bytes(file)));
      }
    }
    return entries;
  }

  static byte[] bytes(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("it is a folder");
    }
    PictureEntry.requireSize(Files.size(file));
    return Files.readAllBytes(file);
  }

  private static List<Path> visible(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(path -> !hidden(path)).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      throw new DataException("the folder " + folder + " cannot be read", e);
    }
  }

  private static boolean hidden(Path path) {
    try {
      return path.getFileName().toString().startsWith(".") || Files.isHidden(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
