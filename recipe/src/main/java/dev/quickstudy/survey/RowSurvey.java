package dev.quickstudy.survey;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.LabelledText;
import dev.quickstudy.data.TextCollection;
import dev.quickstudy.data.TextColumns;
import dev.quickstudy.data.TextFormat;
import dev.quickstudy.data.TextReader;
import dev.quickstudy.tables.AskedRows;
import dev.quickstudy.tables.Column;
import dev.quickstudy.tables.Table;
import dev.quickstudy.tables.TableDescription;
import dev.quickstudy.tables.TableFile;
import dev.quickstudy.tables.TableReader;
import dev.quickstudy.tensor.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Looks at files of rows: texts with labels, or tables. */
final class RowSurvey {
  /** Words that a text has at least, on average, where its column has no usual name. */
  private static final double WORDS = 3;

  private static final int LOOKED_AT = 200;

  private RowSurvey() {}

  static Survey of(Path path) {
    if (Files.isDirectory(path)) {
      return folder(path);
    }
    if (Contents.ending(path.toString()).equals("json")) {
      return json(path);
    }
    if (Contents.ending(path.toString()).equals("arff")) {
      return table(path);
    }
    return textColumns(path)
        .map(columns -> texts(path, TextFormat.of(path), columns))
        .orElseGet(() -> table(path));
  }

  static Kind kind(Path path, TextColumns given) {
    if (Files.isDirectory(path)) {
      return Kind.TABLES;
    }
    return switch (Contents.ending(path.toString())) {
      case "arff" -> Kind.TABLE;
      case "json" -> Kind.TEXTS;
      default -> columns(path, given).isPresent() ? Kind.TEXTS : Kind.TABLE;
    };
  }

  /** Which columns are the text and the label; empty if the file is no file of texts. */
  static Optional<TextColumns> columns(Path path, TextColumns given) {
    if (given.text().isPresent() || Contents.ending(path.toString()).equals("json")) {
      return Optional.of(given);
    }
    return textColumns(path)
        .map(found -> new TextColumns(found.text(), given.label().or(found::label)));
  }

  /** One file in a folder is that file; several are tables. */
  private static Survey folder(Path path) {
    try (Stream<Path> all = Files.list(path)) {
      List<Path> files =
          all.filter(Files::isRegularFile)
              .filter(file -> Contents.ROWS.has(file.getFileName().toString()))
              .toList();
      boolean one = files.size() == 1 && !files.get(0).endsWith("index.csv");
      return one ? of(files.get(0)) : TableSurvey.of(path);
    } catch (IOException e) {
      throw AtomicFile.failure("read", path, e);
    }
  }

  private static Survey json(Path path) {
    try {
      return texts(path, TextFormat.CLINC, TextColumns.FOUND);
    } catch (DataException clinc) {
      try {
        return texts(path, TextFormat.FEWREL, TextColumns.FOUND);
      } catch (DataException fewRel) {
        throw new DataException(
            path
                + " is JSON, but neither as CLINC150 nor as FewRel has it; write one object a line, with"
                + " a text and a label, and call it .jsonl",
            clinc);
      }
    }
  }

  /**
   * Which columns are the text and the label; empty if the file is no file of texts. Those of usual
   * names; or else the one of the most words, and the last of the others.
   */
  private static Optional<TextColumns> textColumns(Path path) {
    try {
      return looked(path, TextColumns.FOUND).isEmpty()
          ? Optional.empty()
          : Optional.of(TextColumns.FOUND);
    } catch (DataException unusual) {
      if (TextFormat.of(path) != TextFormat.CSV) {
        throw unusual;
      }
      return wordy(path);
    }
  }

  private static Optional<TextColumns> wordy(Path path) {
    List<String> header = AskedRows.header(path, StandardCharsets.UTF_8);
    Optional<String> text = Optional.empty();
    double most = WORDS;
    for (String name : header) {
      double words =
          looked(path, new TextColumns(Optional.of(name), Optional.empty())).stream()
              .mapToInt(row -> row.text().strip().split("\\s+").length)
              .average()
              .orElse(0);
      if (words >= most) {
        most = words;
        text = Optional.of(name);
      }
    }
    Optional<String> found = text;
    return found.flatMap(
        name ->
            header.stream()
                .filter(other -> !other.equals(name))
                .reduce((a, b) -> b)
                .map(label -> new TextColumns(found, Optional.of(label))));
  }

  /** The first rows of a file of texts. */
  private static List<LabelledText> looked(Path path, TextColumns columns) {
    List<LabelledText> rows = new ArrayList<>();
    TextReader.read(
        path,
        TextFormat.of(path),
        columns,
        row -> {
          if (rows.size() < LOOKED_AT) {
            rows.add(row);
          }
        });
    return rows;
  }

  private static Survey texts(Path path, TextFormat format, TextColumns columns) {
    TextCollection texts = TextCollection.read(List.of(path), format, columns);
    Map<String, Integer> classes = new TreeMap<>();
    texts.byClass().forEach((name, places) -> classes.put(name, places.size()));
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("read", texts.summary());
    columns.text().ifPresent(name -> facts.put("text column", name));
    columns.label().ifPresent(name -> facts.put("label column", name));
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("format", format.name().toLowerCase(Locale.ROOT));
    settings.put("text", columns.text().orElse("auto"));
    settings.put("label", columns.label().orElse("auto"));
    return new Survey(
        path, Kind.TEXTS, classes, facts, summary(texts, classes), settings, alike(texts));
  }

  private static Map<String, Double> summary(TextCollection texts, Map<String, Integer> classes) {
    Map<String, Double> numbers = Summary.ofSizes(classes.values());
    numbers.put(
        "mean log words of a text",
        texts.texts().stream()
            .mapToDouble(text -> Math.log1p(text.text().split("\\s+").length))
            .average()
            .orElse(0));
    return numbers;
  }

  private static Map<String, Double> summary(Table table) {
    List<Double> numbers = TableDescription.summary(table);
    Map<String, Double> named = new LinkedHashMap<>();
    for (int i = 0; i < numbers.size(); i++) {
      named.put(TableDescription.SUMMARY.get(i), numbers.get(i));
    }
    return named;
  }

  /** Texts of different classes that differ in nothing but case, marks and blanks. */
  private static List<String> alike(TextCollection texts) {
    Map<String, LabelledText> first = new HashMap<>();
    int pairs = 0;
    String example = "";
    for (LabelledText text : texts.texts()) {
      String words = text.text().toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ");
      LabelledText before = first.putIfAbsent(words.strip(), text);
      if (before != null && !before.label().equals(text.label())) {
        pairs++;
        example = example.isEmpty() ? before.where() + " and " + text.where() : example;
      }
    }
    return pairs == 0
        ? List.of()
        : List.of(
            "%d texts are the same as one of another class but for case and marks, such as %s"
                .formatted(pairs, example));
  }

  private static Survey table(Path path) {
    TableFile file = new TableReader().read(path);
    Table table = file.table();
    Column answers = table.answers();
    Map<String, Integer> classes = new TreeMap<>();
    for (int row = 0; row < table.rows(); row++) {
      classes.merge(answers.word(row), 1, Integer::sum);
    }
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "columns",
        "%d of numbers, %d of words, to predict '%s'"
            .formatted(
                table.columns().stream().filter(Column::numeric).count(),
                table.columns().stream().filter(column -> !column.numeric()).count(),
                answers.name()));
    facts.put("missing", file.summary().missing() + " cells");
    List<String> repairs = file.summary().repairs();
    facts.put("repairs", repairs.isEmpty() ? "none" : String.join("; ", repairs));
    return new Survey(
        path,
        Kind.TABLE,
        classes,
        facts,
        summary(table),
        Map.of("answers", answers.name()),
        contradictions(table));
  }

  private static List<String> contradictions(Table table) {
    Map<List<String>, String> first = new HashMap<>();
    int rows = 0;
    for (int row = 0; row < table.rows(); row++) {
      List<String> cells = new ArrayList<>();
      for (Column column : table.columns()) {
        cells.add(
            column.missing(row)
                ? "?"
                : column.numeric() ? Double.toString(column.number(row)) : column.word(row));
      }
      String answer = table.answers().word(row);
      String before = first.putIfAbsent(cells, answer);
      rows += before != null && !before.equals(answer) ? 1 : 0;
    }
    return rows == 0
        ? List.of()
        : List.of("%d rows are the same as one of another class".formatted(rows));
  }
}
