package dev.quickstudy.survey;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.ExampleFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What kind of files a path leads to, by their names alone. */
enum Contents {
  PICTURES("png jpg jpeg jpe jfif gif bmp dib"),
  SOUNDS("wav wave"),
  ROWS("csv tsv jsonl ndjson json arff");

  /** Separated by blanks. */
  private final String endings;

  Contents(String endings) {
    this.endings = endings;
  }

  /** The kind that most files are of. */
  static Contents of(Path path) {
    List<String> names = names(path);
    long most = 0;
    Contents found = PICTURES;
    for (Contents kind : values()) {
      long count = names.stream().filter(kind::has).count();
      if (count > most) {
        most = count;
        found = kind;
      }
    }
    if (most == 0) {
      throw new DataException(
          path
              + " holds nothing that is known; expected folders of pictures (PNG, JPEG, GIF, BMP)"
              + " or of recordings (WAV), a folder a class, or files of texts or tables (CSV, TSV,"
              + " JSONL, ARFF)");
    }
    return found;
  }

  boolean has(String name) {
    return List.of(endings.split(" ")).contains(ending(name));
  }

  static String ending(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static List<String> names(Path path) {
    if (!Files.exists(path)) {
      throw new DataException("there is no file and no folder " + path);
    }
    return ExampleFiles.names(path);
  }
}
