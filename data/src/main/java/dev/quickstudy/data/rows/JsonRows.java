package dev.quickstudy.data.rows;

import dev.quickstudy.data.DataException;
import dev.quickstudy.files.AtomicFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Rows of JSON: one object a line, a list of objects or of lists, or one object that holds a list
 * or columns. Keys of objects within an object are joined by points; a list of one scalar is that
 * scalar.
 */
final class JsonRows extends RowFile {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private static final long MOST_OF_A_ROW = 16L << 20;

  /** One object that holds all rows is held as a whole. */
  private static final long MOST_OF_AN_OBJECT = 128L << 20;

  private static final int MOST_COLUMNS = 1 << 14;
  private static final int SHOWN = 100;

  /** spaCy's classes of a text, each with 1 or 0. */
  private static final String CATEGORIES = "cats";

  private static final Set<Object> CHOSEN = Set.of("1", "1.0", "true");
  private static final Set<Object> MARKS = Set.of("0", "0.0", "false", "1", "1.0", "true");

  private enum Layout {
    LINES,
    ENTRIES,
    HELD
  }

  private Layout layout = Layout.LINES;
  private String form = "JSON Lines";
  private List<?> held = List.of();
  private final List<String> header;
  private final List<String> named = new ArrayList<>();
  private final Set<String> nested = new LinkedHashSet<>();
  private final Set<String> controls = new LinkedHashSet<>();
  private final Optional<Character> decimal;
  private final boolean skipsFirst;
  private Notes notes = new Notes();
  private long rows;
  private long begun;

  JsonRows(Path file, Encoding encoding, RowOptions options) {
    super(file, encoding);
    reading(this::look);
    Set<String> names = new LinkedHashSet<>();
    Set<String> most = new LinkedHashSet<>();
    List<List<String>> lists = new ArrayList<>();
    records(
        (place, record) -> {
          if (record instanceof Map<?, ?>) {
            Set<String> keys = flat(record).keySet();
            names.addAll(keys);
            if (keys.size() > most.size()) {
              most.clear();
              most.addAll(keys);
            }
          } else if (record instanceof List<?> cells && lists.size() < 1000) {
            lists.add(cells.stream().map(JsonRows::cell).toList());
          }
          if (names.size() > MOST_COLUMNS) {
            throw unreadable(place, "the rows have more than " + MOST_COLUMNS + " different keys");
          }
        });
    if (!names.isEmpty() && !lists.isEmpty()) {
      throw unreadable(1, "some rows are objects and others lists; write all as objects");
    }
    if (names.isEmpty() && lists.isEmpty()) {
      throw new DataException(file + " holds no JSON objects with values; rows are needed");
    }
    skipsFirst = !lists.isEmpty() && options.header().orElseGet(() -> Headers.evidence(lists) >= 0);
    header = lists.isEmpty() ? inOrder(names, most) : names(lists.get(0));
    decimal = options.decimal().isPresent() ? options.decimal() : Optional.of('.');
  }

  /** The keys in the order of an object that has the most of them; others before. */
  private static List<String> inOrder(Set<String> names, Set<String> most) {
    return Stream.concat(names.stream().filter(name -> !most.contains(name)), most.stream())
        .toList();
  }

  private List<String> names(List<String> first) {
    return IntStream.range(0, first.size())
        .mapToObj(
            i -> {
              String given = skipsFirst ? first.get(i).strip() : "";
              if (given.isEmpty()) {
                named.add("column " + (i + 1));
              }
              return given.isEmpty() ? "column " + (i + 1) : given;
            })
        .toList();
  }

  /** Whether a file is JSON: it begins as an object or a list does, to the second token. */
  static boolean begin(Path file, String text) {
    String bare = text.stripLeading();
    if (!bare.startsWith("{") && !bare.startsWith("[")) {
      return false;
    }
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".json") || name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
      return true;
    }
    try (JsonParser parser =
        FACTORY.createParser(ObjectReadContext.empty(), new StringReader(bare))) {
      parser.nextToken();
      JsonToken second = parser.nextToken();
      boolean member = second == JsonToken.PROPERTY_NAME;
      return member
          ? parser.nextToken() != null
          : second == JsonToken.START_OBJECT
              || second == JsonToken.START_ARRAY
              || second == JsonToken.VALUE_STRING;
    } catch (JacksonException e) {
      return false;
    }
  }

  private interface Reading {
    void with(JsonParser parser);
  }

  private void reading(Reading reading) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), reader())) {
      try {
        reading.with(parser);
      } catch (JacksonException e) {
        throw broken(e);
      } catch (JsonTree.TooLongException e) {
        throw unreadable(
            parser.currentTokenLocation().getLineNr(),
            "a value is too long to be one row; write one object a line (JSON Lines)");
      }
    } catch (IOException e) {
      throw AtomicFile.failure("read", file(), e);
    }
  }

  private RuntimeException broken(JacksonException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof DataException refusal) {
        return refusal;
      }
    }
    String all = String.valueOf(e.getOriginalMessage()).replaceAll("\\s+", " ");
    String own = all.replaceAll("\\(start marker at .*|\\[Source: .*?\\]", "").strip();
    TokenStreamLocation at = e.getLocation();
    long line = at == null ? 1 : at.getLineNr();
    if (e instanceof UnexpectedEndOfInputException && begun > 0) {
      return new ReadingException(
          ReadingException.Statement.NONE,
          "%s, line %d: broken JSON: what begins here has no end".formatted(file(), begun));
    }
    return new ReadingException(
        ReadingException.Statement.NONE,
        "%s, line %d, column %d: broken JSON: %s%s"
            .formatted(
                file(),
                line,
                at == null ? 1 : at.getColumnNr(),
                own.length() <= SHOWN ? own : own.substring(0, SHOWN) + "…",
                begun > 0 && begun < line ? " (in what begins in line %d)".formatted(begun) : ""));
  }

  /** Finds the layout. */
  private void look(JsonParser parser) {
    JsonToken first = parser.nextToken();
    if (first == JsonToken.START_ARRAY) {
      JsonToken second = parser.nextToken();
      if (second != JsonToken.START_OBJECT && second != JsonToken.START_ARRAY) {
        throw unreadable(1, "a JSON list of scalars; rows are objects with names");
      }
      layout = Layout.ENTRIES;
      form = second == JsonToken.START_OBJECT ? "a JSON list" : "a JSON list of lists";
      return;
    }
    begun = parser.currentTokenLocation().getLineNr();
    Object object = JsonTree.read(parser, MOST_OF_AN_OBJECT);
    begun = 0;
    if (parser.nextToken() == null && object instanceof Map<?, ?> map) {
      try {
        Optional<JsonLayout.Rows> found = JsonLayout.of(map);
        if (found.isPresent()) {
          layout = Layout.HELD;
          form = found.get().form();
          held = found.get().rows();
        }
      } catch (JsonLayout.IllegalLayoutException e) {
        throw new DataException(file() + " " + e.getMessage());
      }
    }
  }

  /** All records, with their places. */
  private void records(BiConsumer<Long, Object> taker) {
    if (layout == Layout.HELD) {
      for (int i = 0; i < held.size(); i++) {
        taker.accept(skipsFirst ? i : i + 1L, held.get(i));
      }
      return;
    }
    reading(
        parser -> {
          if (layout == Layout.LINES) {
            while (parser.nextToken() != null) {
              long line = parser.currentTokenLocation().getLineNr();
              taker.accept(line, record(parser, line));
            }
            return;
          }
          parser.nextToken();
          for (long entry = 1; parser.nextToken() != JsonToken.END_ARRAY; entry++) {
            taker.accept(entry, record(parser, entry));
          }
          if (parser.nextToken() != null) {
            throw unreadable(
                parser.currentTokenLocation().getLineNr(), "something follows the JSON list");
          }
        });
  }

  private Object record(JsonParser parser, long place) {
    begun = parser.currentTokenLocation().getLineNr();
    Object record = JsonTree.read(parser, MOST_OF_A_ROW);
    begun = 0;
    if (record instanceof String) {
      throw unreadable(place, "a JSON scalar where an object is expected");
    }
    return record;
  }

  /** The cells of an object by their keys. */
  private Map<String, String> flat(Object record) {
    Map<String, String> cells = new LinkedHashMap<>();
    Object row = record;
    if (record instanceof Map<?, ?> task && LabelStudioTask.is(record)) {
      row = LabelStudioTask.row(task);
      controls.addAll(LabelStudioTask.controls(task));
    }
    ((Map<?, ?>) row).forEach((name, value) -> flatten(name.toString(), value, cells));
    return cells;
  }

  private void flatten(String name, Object value, Map<String, String> cells) {
    if (value instanceof Map<?, ?> map) {
      if (name.equals(CATEGORIES)
          && !map.isEmpty()
          && map.values().stream().allMatch(MARKS::contains)) {
        List<String> chosen =
            map.entrySet().stream()
                .filter(entry -> CHOSEN.contains(entry.getValue()))
                .map(entry -> entry.getKey().toString())
                .toList();
        cells.put(name, cell(chosen));
        return;
      }
      map.forEach((key, inner) -> flatten(name + "." + key, inner, cells));
      return;
    }
    if (value instanceof List<?> list && !(list.size() == 1 && list.get(0) instanceof String)) {
      if (!list.isEmpty()) {
        nested.add(name);
      }
    }
    cells.put(name, cell(value));
  }

  private static String cell(Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof List<?> list && list.isEmpty()) {
      return "";
    }
    return value instanceof List<?> list && list.size() == 1 && list.get(0) instanceof String one
        ? one
        : JsonTree.write(value);
  }

  @Override
  public List<String> header() {
    return header;
  }

  @Override
  public List<String> named() {
    return named;
  }

  @Override
  public Set<String> nested() {
    return nested;
  }

  @Override
  public Set<String> controls() {
    return controls;
  }

  @Override
  public Optional<Character> decimal() {
    return decimal;
  }

  @Override
  public String unit() {
    return layout == Layout.LINES ? "line" : "entry";
  }

  @Override
  public void forEach(Sink sink) {
    notes = new Notes();
    rows = 0;
    boolean[] skip = {skipsFirst};
    records(
        (place, record) -> {
          if (skip[0]) {
            skip[0] = false;
            return;
          }
          if (skipsFirst
              && record instanceof List<?> cells
              && cells.stream().map(cell -> cell(cell).strip()).toList().equals(header)) {
            notes.add("rows skipped that repeat the header", place(place));
            return;
          }
          rows++;
          if (record instanceof List<?> cells) {
            if (cells.size() != header.size()) {
              notes.add("rows have more or fewer cells than the header", place(place));
            }
            sink.take(place, cells.stream().map(JsonRows::cell).toList());
            return;
          }
          Map<String, String> cells = flat(record);
          if (cells.size() < header.size()) {
            notes.add("rows lack keys that others have", place(place));
          }
          sink.take(place, header.stream().map(name -> cells.getOrDefault(name, "")).toList());
        });
  }

  @Override
  public RowAccount account() {
    return new RowAccount(
        file(),
        form,
        encoding().said(),
        named.isEmpty() ? header.size() + " keys" : "no header",
        "",
        unit(),
        Optional.empty(),
        rows,
        notes.all());
  }
}
