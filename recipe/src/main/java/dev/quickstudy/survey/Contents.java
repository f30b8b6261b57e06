package dev.quickstudy.survey;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.files.ExampleFiles;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.kinds.Kinds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What kind of files a path leads to. */
final class Contents {
  private Contents() {}

  /** The kind that most files are of, by their names; of several, that which holds them. */
  static Kind of(Path path, RowOptions options) {
    if (!Files.exists(path)) {
      throw new DataException("there is no file and no folder " + path);
    }
    List<Kind> able =
        Files.isRegularFile(path)
            ? Kind.all().stream().filter(kind -> kind.readsIfNamed(path.toString())).toList()
            : List.of();
    List<String> names = able.isEmpty() ? ExampleFiles.names(path) : List.of();
    List<Kind> most = able.isEmpty() ? most(names) : able;
    return most.stream()
        .filter(kind -> kind.holds(path, options))
        .findFirst()
        .orElseThrow(() -> unknown(path, most.isEmpty() ? names : List.of(path.toString())));
  }

  private static List<Kind> most(List<String> names) {
    Map<Kind, Long> counts = new LinkedHashMap<>();
    Kind.all().forEach(kind -> counts.put(kind, names.stream().filter(kind::reads).count()));
    long most = counts.values().stream().mapToLong(Long::longValue).max().orElse(0);
    return counts.keySet().stream()
        .filter(kind -> most > 0 && counts.getOrDefault(kind, 0L) == most)
        .toList();
  }

  private static DataException unknown(Path path, List<String> names) {
    Kinds kinds = Kinds.known();
    Optional<String> absent =
        names.stream()
            .flatMap(name -> kinds.missing(Kind.class, "files." + ending(name)).stream())
            .findFirst();
    return new DataException(
        path
            + absent
                .map(why -> " cannot be read: " + why)
                .orElse(
                    " holds nothing that is known; expected folders of pictures (PNG, JPEG, GIF, BMP)"
                        + " or of recordings (WAV), a folder a class, or files of texts or tables"
                        + " (CSV, TSV, JSONL, ARFF)"));
  }

  static String ending(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
