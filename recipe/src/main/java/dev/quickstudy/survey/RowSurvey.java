package dev.quickstudy.survey;

import dev.quickstudy.data.rows.LabelledText;
import dev.quickstudy.data.rows.ReadingException;
import dev.quickstudy.data.rows.RowAccount;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.data.rows.TextCollection;
import dev.quickstudy.data.rows.TextFile;
import dev.quickstudy.data.rows.TextFormat;
import dev.quickstudy.recipe.Reading;
import dev.quickstudy.tables.Column;
import dev.quickstudy.tables.Table;
import dev.quickstudy.tables.TableDescription;
import dev.quickstudy.tables.TableFile;
import dev.quickstudy.tables.TableReader;
import dev.quickstudy.tensor.AtomicFile;
import java.io.IOException;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** Looks at files of rows: texts with labels, or tables. */
final class RowSurvey {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private RowSurvey() {}

  static Survey of(Path path, RowOptions options) {
    if (Files.isDirectory(path)) {
      return folder(path, options);
    }
    TextFormat format = TextFormat.of(path, options);
    return texts(path, format, options)
        .map(file -> texts(path, format, options, file))
        .orElseGet(() -> table(path, options));
  }

  static Kind kind(Path path, RowOptions options) {
    if (Files.isDirectory(path)) {
      return Kind.TABLES;
    }
    return texts(path, TextFormat.of(path, options), options).isPresent() ? Kind.TEXTS : Kind.TABLE;
  }

  /** The same with the columns of the text and the label, if the file is one of texts. */
  static RowOptions columns(Path path, RowOptions options) {
    return texts(path, TextFormat.of(path, options), options)
        .map(found -> options.columns(found.textColumn(), found.labelColumn()))
        .orElse(options);
  }

  /** One file in a folder is that file; several are tables. */
  private static Survey folder(Path path, RowOptions options) {
    try (Stream<Path> all = Files.list(path)) {
      List<Path> files =
          all.filter(Files::isRegularFile)
              .filter(file -> Contents.ROWS.has(file.getFileName().toString()))
              .toList();
      boolean one = files.size() == 1 && !files.get(0).endsWith("index.csv");
      return one ? of(files.get(0), options) : TableSurvey.of(path, options);
    } catch (IOException e) {
      throw AtomicFile.failure("read", path, e);
    }
  }

  /** The file as one of texts; empty if none of its columns can be a text with a label. */
  private static Optional<TextFile> texts(Path path, TextFormat format, RowOptions options) {
    try {
      TextFile file = TextFile.open(path, format, options, true);
      return Optional.of(file).filter(TextFile::labelled);
    } catch (ReadingException e) {
      if (e.statement() == ReadingException.Statement.TEXT && options.text().isEmpty()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Survey texts(Path path, TextFormat format, RowOptions options, TextFile file) {
    RowOptions found = options.columns(file.textColumn(), file.labelColumn());
    TextCollection texts = TextCollection.read(List.of(path), format, found);
    Map<String, Integer> classes = new TreeMap<>();
    texts.byClass().forEach((name, places) -> classes.put(name, places.size()));
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("taken", texts.accounts().get(0).taken());
    List<RowAccount.Note> notes = texts.accounts().get(0).notes();
    if (!notes.isEmpty()) {
      facts.put(
          "repaired", notes.stream().map(RowAccount.Note::line).collect(Collectors.joining("; ")));
    }
    facts.put("read", texts.summary());
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("format", format.name().toLowerCase(Locale.ROOT));
    settings.put("text", found.text().orElse("auto"));
    settings.put("label", found.label().orElse("auto"));
    settings.put("reading", reading(options));
    return new Survey(
        path, Kind.TEXTS, classes, facts, summary(texts, classes), settings, alike(texts));
  }

  /** What a recipe says of how rows are written, as YAML. */
  static String reading(RowOptions options) {
    return JSON.writeValueAsString(Reading.of(options).settings());
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
        example =
            example.isEmpty() ? before.origin().row() + " and " + text.origin().row() : example;
      }
    }
    return pairs == 0
        ? List.of()
        : List.of(
            "%d texts are the same as one of another class but for case and marks, such as %s"
                .formatted(pairs, example));
  }

  private static Survey table(Path path, RowOptions options) {
    TableFile file = new TableReader(TableReader.Answers.CLASSES, options).read(path);
    Table table = file.table();
    Column answers = table.answers();
    Map<String, Integer> classes = new TreeMap<>();
    for (int row = 0; row < table.rows(); row++) {
      classes.merge(answers.word(row), 1, Integer::sum);
    }
    Map<String, String> facts = new LinkedHashMap<>();
    file.account().ifPresent(account -> facts.put("taken", account.taken()));
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
