package dev.quickstudy.survey;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.ExampleFiles;
import dev.quickstudy.data.rows.RowFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What kind of files a path leads to, by their names alone. */
enum Contents {
  PICTURES,
  SOUNDS,
  ROWS;

  /** Endings that say nothing of a folder's files, as of notes beside them. */
  private static final Set<String> ROWS_IF_NAMED = Set.of("txt", "tab", "dat");

  /** The kind that most files are of. */
  static Contents of(Path path) {
    if (Files.isRegularFile(path) && ROWS_IF_NAMED.contains(ending(path.toString()))) {
      return ROWS;
    }
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
    String ending = ending(name);
    return switch (this) {
      case PICTURES -> ExampleFiles.Kind.PICTURES.reads(ending);
      case SOUNDS -> ExampleFiles.Kind.SOUNDS.reads(ending);
      case ROWS -> RowFile.ENDINGS.contains(ending);
    };
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
