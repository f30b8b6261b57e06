package dev.quickstudy.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Which columns, or keys, hold the text and its label.
 *
 * @param text the name; empty to take the one that has a usual name
 * @param label the same; a file may have none where labels are not needed
 */
public record TextColumns(Optional<String> text, Optional<String> label) {
  private static final List<String> TEXTS =
      List.of("text", "sentence", "utterance", "query", "question", "message", "content");
  private static final List<String> LABELS =
      List.of("label", "category", "class", "intent", "relation", "target");

  /** Columns of usual names. */
  public static final TextColumns FOUND = new TextColumns(Optional.empty(), Optional.empty());

  /**
   * The place of the text among a file's columns.
   *
   * @throws DataException if there is not exactly one that it can be
   */
  int textAmong(List<String> columns, Path file) {
    return place(file, columns, text, TEXTS, "text")
        .orElseThrow(() -> missing(file, columns, TEXTS, "text"));
  }

  /** The place of the label; empty where none was named and none is found. */
  Optional<Integer> labelAmong(List<String> columns, Path file) {
    return place(file, columns, label, LABELS, "label");
  }

  private static Optional<Integer> place(
      Path file, List<String> columns, Optional<String> named, List<String> usual, String what) {
    List<Integer> found =
        IntStream.range(0, columns.size())
            .filter(
                i ->
                    named.isPresent()
                        ? columns.get(i).equals(named.get())
                        : usual.contains(columns.get(i).strip().toLowerCase(Locale.ROOT)))
            .boxed()
            .toList();
    if (found.size() > 1) {
      throw new DataException(
          "%s has several columns that could be the %s: %s; name one"
              .formatted(file, what, found.stream().map(columns::get).toList()));
    }
    if (found.isEmpty() && named.isPresent()) {
      throw new DataException(
          "%s has no column '%s'; its columns are %s".formatted(file, named.get(), columns));
    }
    return found.stream().findFirst();
  }

  private static DataException missing(
      Path file, List<String> columns, List<String> usual, String what) {
    return new DataException(
        "%s has no column for the %s: its columns are %s; name one, or call it one of %s"
            .formatted(file, what, columns, usual));
  }
}
