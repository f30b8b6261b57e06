package dev.quickstudy.data.texts;

import dev.quickstudy.data.rows.Headers;
import dev.quickstudy.data.rows.ReadingException;
import dev.quickstudy.data.rows.ReadingException.Statement;
import dev.quickstudy.data.rows.RowFile;
import dev.quickstudy.data.rows.RowOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which columns of a file hold the texts and their labels: those that are named; or of a usual
 * name; or, where none is, the column of the most words, and the only other one that says
 * something.
 *
 * @param text its place
 * @param label its place; empty where the file has none
 * @param said of both, for people
 */
record TextColumns(int text, Optional<Integer> label, String said) {
  private static final List<String> TEXTS =
      List.of("text", "sentence", "utterance", "query", "question", "message", "content");
  private static final List<String> OTHER_TEXTS =
      List.of("data", "document", "review", "comment", "body", "title", "tweet");
  private static final List<String> LABELS =
      List.of("label", "category", "class", "intent", "relation", "target");
  private static final List<String> OTHER_LABELS =
      List.of("labels", "sentiment", "topic", "choice", "choices", "tag", "classes", "cats");

  /** Words that a text has at least, on average, where its column has no usual name. */
  private static final double WORDS = 3;

  /** What stands in a column that says of each text whether it is of one class. */
  private static final Set<String> MARKS = Set.of("0", "1", "0.0", "1.0", "true", "false");

  private static final int SHOWN = 5;

  /** Finds them. */
  private record Search(
      Path file, List<String> names, List<List<String>> rows, AnnotationExport export) {
    Optional<Integer> named(String wanted, Statement statement, String what) {
      int place = names.indexOf(wanted);
      if (place < 0) {
        throw new ReadingException(
            statement,
            "%s has no column '%s' for the %s; its columns are %s"
                .formatted(file, wanted, what, names));
      }
      if (names.lastIndexOf(wanted) != place) {
        throw new ReadingException(
            statement, "%s has two columns called '%s'; rename one".formatted(file, wanted));
      }
      return Optional.of(place);
    }

    Optional<Integer> usual(List<String> usual, int except, Statement statement, String what) {
      List<Integer> found = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        if (i != except && !export.about(names.get(i)) && usual.contains(last(names.get(i)))) {
          found.add(i);
        }
      }
      if (found.size() > 1) {
        throw new ReadingException(
            statement,
            "%s has several columns that could be the %s: %s; name one"
                .formatted(file, what, found.stream().map(names::get).toList()));
      }
      return found.stream().findFirst();
    }

    /** Of {@code data.text}, {@code text}; of {@code topic.choices}, {@code topic}. */
    private static String last(String name) {
      String bare = name.strip().toLowerCase(Locale.ROOT).replaceFirst("\\.choices$", "");
      return bare.substring(bare.lastIndexOf('.') + 1);
    }

    /** The column of the most words. */
    Optional<Integer> wordiest() {
      Optional<Integer> found = Optional.empty();
      double most = WORDS;
      for (int i = 0; i < names.size(); i++) {
        int place = i;
        double words =
            rows.stream()
                .filter(row -> row.size() == names.size())
                .mapToInt(row -> row.get(place).strip().split("\\s+").length)
                .average()
                .orElse(0);
        if (words >= most && !export.about(names.get(i)) && !mostlyFigures(i)) {
          most = words;
          found = Optional.of(i);
        }
      }
      return found;
    }

    /** Whether most cells are numbers or dates, of which a month may be a word. */
    private boolean mostlyFigures(int column) {
      List<String> cells =
          rows.stream()
              .filter(row -> row.size() == names.size() && !row.get(column).isBlank())
              .map(row -> row.get(column))
              .toList();
      return 2 * cells.stream().filter(Headers::figure).count() > cells.size();
    }

    /** The only other column; or the only one with values that come again. */
    Optional<Integer> onlyOther(int text) {
      List<Integer> others = new ArrayList<>();
      List<Integer> repeating = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        if (i != text && !export.about(names.get(i)) && !numbersRows(i)) {
          others.add(i);
          if (repeats(i)) {
            repeating.add(i);
          }
        }
      }
      List<Integer> chosen = others.size() == 1 ? others : repeating;
      return chosen.size() == 1 ? Optional.of(chosen.get(0)) : Optional.empty();
    }

    /** Sentences beside columns of 0 and 1, one a class, are no table. */
    void requireNoColumnPerClass(int text) {
      List<Integer> others =
          IntStream.range(0, names.size())
              .filter(i -> i != text && !export.about(names.get(i)) && !numbersRows(i))
              .boxed()
              .toList();
      if (others.size() > 1 && others.stream().allMatch(this::marks) && sentences(text)) {
        throw new ReadingException(
            Statement.LABEL,
            "%s has texts in '%s' but no column of labels: %s mark classes; write the class of each text into one column called label, or name the column to learn"
                .formatted(
                    file,
                    names.get(text),
                    others.stream()
                        .limit(SHOWN)
                        .map(i -> "'" + names.get(i) + "'")
                        .collect(Collectors.joining(", "))));
      }
    }

    private boolean marks(int column) {
      return names.get(column).startsWith("cats.")
          || rows.stream()
              .filter(row -> row.size() == names.size())
              .allMatch(row -> MARKS.contains(row.get(column).strip().toLowerCase(Locale.ROOT)));
    }

    private boolean sentences(int column) {
      return rows.stream()
              .filter(row -> row.size() == names.size())
              .mapToInt(row -> row.get(column).strip().split("\\s+").length)
              .average()
              .orElse(0)
          >= WORDS;
    }

    private boolean numbersRows(int column) {
      Set<String> seen = new HashSet<>();
      return rows.size() > 2
          && rows.stream()
              .filter(row -> row.size() == names.size())
              .map(row -> row.get(column).strip())
              .allMatch(cell -> cell.matches("\\d+") && seen.add(cell));
    }

    private boolean repeats(int column) {
      Set<String> distinct = new HashSet<>();
      long filled =
          rows.stream()
              .filter(row -> row.size() == names.size() && !row.get(column).isBlank())
              .peek(row -> distinct.add(row.get(column)))
              .count();
      return filled > 0 && 2L * distinct.size() <= filled + 1;
    }
  }

  /**
   * Finds the columns.
   *
   * @param rows the first ones
   * @param labelled whether labels are needed, so that a column of another name is taken for them
   * @throws ReadingException if there is no text, or several columns could be one of the two
   */
  static TextColumns among(
      RowFile file,
      List<List<String>> rows,
      AnnotationExport export,
      RowOptions options,
      boolean labelled) {
    Search search = new Search(file.file(), file.header(), rows, export);
    boolean nameless = file.named().size() == file.header().size();
    Optional<Integer> text =
        options
            .text()
            .flatMap(name -> search.named(name, Statement.TEXT, "text"))
            .or(() -> search.usual(TEXTS, -1, Statement.TEXT, "text"))
            .or(() -> search.usual(OTHER_TEXTS, -1, Statement.TEXT, "text"))
            .or(() -> file.header().size() == 1 ? Optional.of(0) : search.wordiest());
    if (text.isEmpty()) {
      throw new ReadingException(
          Statement.TEXT,
          "%s has no column for the text: its columns are %s; name one, or call it one of %s"
              .formatted(file.file(), file.header(), TEXTS));
    }
    int place = text.get();
    Optional<Integer> label = Optional.empty();
    if (options.label().isPresent()) {
      label =
          labelled || file.header().contains(options.label().get())
              ? search.named(options.label().get(), Statement.LABEL, "label")
              : Optional.empty();
    } else {
      label =
          export
              .label(file)
              .or(() -> search.usual(LABELS, place, Statement.LABEL, "label"))
              .or(() -> search.usual(OTHER_LABELS, place, Statement.LABEL, "label"))
              .or(
                  () ->
                      labelled || nameless || export.known()
                          ? search.onlyOther(place)
                          : Optional.empty());
    }
    String name = file.header().get(place);
    boolean usual = options.text().isPresent() || TEXTS.contains(Search.last(name));
    if (labelled && label.isEmpty() && (usual || OTHER_TEXTS.contains(Search.last(name)))) {
      search.requireNoColumnPerClass(place);
    }
    String said =
        "text in '%s', %s"
            .formatted(
                file.header().get(place),
                label.map(at -> "label in '" + file.header().get(at) + "'").orElse("no label"));
    return new TextColumns(place, label, said);
  }
}
