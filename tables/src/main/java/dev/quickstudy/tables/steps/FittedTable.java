package dev.quickstudy.tables.steps;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.quickstudy.data.DataException;
import dev.quickstudy.tables.cells.CellForm;
import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the support rows of a task say of how its rows become numbers of one width: which columns
 * there are, the fitted steps of preparation, and which of the prepared columns stand where. A
 * value: it can be written as JSON and read back, and prepares the same way then.
 *
 * <p>Of the prepared columns, those that differ among the support rows stay; where they are more
 * than the width, as many of them at random; their order is random; what is left of the width is 0.
 *
 * @param inputs the columns that are read
 * @param answers the column of answers
 * @param prepared fitted on the support rows alone
 * @param width numbers a row
 * @param order prepared columns, at most {@code width}, in the places that they take
 * @param ignored columns that the support rows have and nothing is learned from: those that only
 *     name or number rows
 */
public record FittedTable(
    List<Input> inputs,
    String answers,
    Prepared prepared,
    int width,
    List<String> order,
    List<String> ignored) {
  private static final int COLUMNS = 0;
  private static final int MOST_BALANCED = 200_000;
  private static final String FORMAT = "quickstudy-fitted-table";
  private static final int FORMAT_VERSION = 3;
  private static final int LOWEST_FORMAT_VERSION = 1;
  private static final JsonMapper JSON = mapper();

  /**
   * A column that is read.
   *
   * @param name of the column
   * @param from the column of the file that it is read from: another one for parts of dates
   * @param form how its cells are read
   * @param words those of the support rows
   */
  public record Input(String name, String from, CellForm form, List<String> words) {
    public Input {
      words = List.copyOf(words);
    }

    static Input of(Column column) {
      List<String> words =
          column.numeric()
              ? List.of()
              : IntStream.range(0, column.rows())
                  .filter(row -> !column.missing(row))
                  .mapToObj(column::word)
                  .distinct()
                  .toList();
      return new Input(column.name(), column.from(), column.form(), words);
    }
  }

  public FittedTable {
    inputs = List.copyOf(inputs);
    order = List.copyOf(order);
    ignored = List.copyOf(ignored);
    if (width < 1 || order.size() > width || Set.copyOf(order).size() < order.size()) {
      throw new UsageException(
          "a row of %d numbers cannot hold the columns %s".formatted(width, order));
    }
  }

  /**
   * Learns from support rows, and from nothing else.
   *
   * @param support with answers, at least 1 row
   * @param width at least 1
   * @param key of the random choice and order of columns
   */
  public static FittedTable fit(Preparation preparation, int width, Table support, RandomKey key) {
    Prepared prepared = preparation.fit(support);
    List<List<String>> telling = telling(prepared.apply(support).columns(), prepared.together());
    int[] chosen =
        key.fold(COLUMNS)
            .choose(Math.min(width / prepared.together(), telling.size()), telling.size());
    return new FittedTable(
        support.columns().stream().map(Input::of).toList(),
        support.answers().name(),
        prepared,
        width,
        IntStream.of(chosen).mapToObj(telling::get).flatMap(List::stream).toList(),
        List.of());
  }

  /** Groups of prepared columns, of which one at least differs among the support rows. */
  private static List<List<String>> telling(List<Column> prepared, int together) {
    List<List<String>> telling = new ArrayList<>();
    for (int first = 0; first < prepared.size(); first += together) {
      List<Column> group = prepared.subList(first, first + together);
      if (group.stream().allMatch(column -> column.numeric() && column.missing() == 0)
          && group.stream().anyMatch(column -> column.distinct() > 1)) {
        telling.add(group.stream().map(Column::name).toList());
      }
    }
    return telling;
  }

  /**
   * The same for rows as users have them, where the rows of a task are drawn: all classes say as
   * much of how columns are scaled and filled, however many rows they have, and a single number of
   * a small table, 20 times as far out as all others of its column reach, says nothing of it.
   */
  public static FittedTable fitRobustly(
      Preparation preparation, int width, Table support, RandomKey key) {
    Table calm = FarCells.without(support);
    return fit(preparation, width, calm.at(balanced(support.answers())), key);
  }

  /** All rows, those of rarer classes as often as it takes to be as many as of the largest. */
  private static int[] balanced(Column answers) {
    if (answers.numeric()) {
      return IntStream.range(0, answers.rows()).toArray();
    }
    int[] sizes = new int[answers.dictionary().size()];
    IntStream.range(0, answers.rows()).forEach(row -> sizes[answers.code(row)]++);
    int most = IntStream.of(sizes).max().orElse(0);
    long all = (long) most * IntStream.of(sizes).filter(size -> size > 0).count();
    if (all > MOST_BALANCED) {
      return IntStream.range(0, answers.rows()).toArray();
    }
    List<Integer> rows = new ArrayList<>();
    for (int code = 0; code < sizes.length; code++) {
      int[] places = answers.rowsOf(code);
      for (int i = 0; i < most && places.length > 0; i++) {
        rows.add(places[i % places.length]);
      }
    }
    boolean even = rows.size() == answers.rows();
    return even
        ? IntStream.range(0, answers.rows()).toArray()
        : rows.stream().mapToInt(row -> row).toArray();
  }

  /** The same, with the names of columns that the support rows have too. */
  public FittedTable ignoring(List<String> names) {
    return new FittedTable(inputs, answers, prepared, width, order, names);
  }

  /**
   * Rows as the learner takes them, one after another, {@code width} numbers each. No row changes
   * what becomes of another.
   *
   * @throws UsageException if the table lacks one of {@link #inputs}
   */
  public float[] rows(Table table) {
    Table known = prepared.apply(table);
    float[] x = new float[Math.multiplyExact(table.rows(), width)];
    for (int c = 0; c < order.size(); c++) {
      Column column = known.column(order.get(c));
      for (int row = 0; row < table.rows(); row++) {
        double number = column.number(row);
        x[row * width + c] = Double.isNaN(number) ? 0 : (float) number;
      }
    }
    return x;
  }

  /** The file's form. */
  private record Content(
      String format,
      int formatVersion,
      List<Input> inputs,
      String answers,
      List<Step.Fitted> steps,
      int width,
      List<String> order,
      List<String> ignored) {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  private interface Kind {}

  private static JsonMapper mapper() {
    Map<String, Class<?>> kinds =
        Map.of(
            "unified-words", UnifyWords.Unified.class,
            "filled", FillMissing.Filled.class,
            "encoded", Encode.Encoded.class,
            "scaled", Scale.Scaled.class,
            "selected", Select.Selected.class,
            "cells", Cells.Celled.class);
    JsonMapper.Builder builder =
        JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .addMixIn(Step.Fitted.class, Kind.class);
    kinds.forEach((name, type) -> builder.registerSubtypes(new NamedType(type, name)));
    return builder.build();
  }

  /** As JSON, with its format and version. */
  public String json() {
    return JSON.writerWithDefaultPrettyPrinter()
        .writeValueAsString(
            new Content(
                FORMAT, FORMAT_VERSION, inputs, answers, prepared.steps(), width, order, ignored));
  }

  /**
   * From JSON.
   *
   * @param origin what messages call it
   * @throws DataException if it is of another format, a later version, or has keys that are unknown
   */
  public static FittedTable parse(String json, String origin) {
    try {
      JsonNode tree = JSON.readTree(json);
      if (!FORMAT.equals(tree.path("format").asString(""))) {
        throw new DataException(origin + " is no fitted table of Quickstudy");
      }
      int version = tree.path("formatVersion").asInt(0);
      if (version < LOWEST_FORMAT_VERSION || version > FORMAT_VERSION) {
        throw new DataException(
            "%s has fitted-table format %d, but this version reads formats %d to %d; use the version of Quickstudy that wrote it"
                .formatted(origin, version, LOWEST_FORMAT_VERSION, FORMAT_VERSION));
      }
      if (version == 1 && tree instanceof ObjectNode fields) {
        fields.putArray("ignored"); // which the first format did not tell
      }
      if (version <= 2) {
        tree.path("inputs").forEach(FittedTable::addForm);
      }
      Content content = JSON.treeToValue(tree, Content.class);
      return new FittedTable(
          content.inputs(),
          content.answers(),
          new Prepared(content.steps()),
          content.width(),
          content.order(),
          content.ignored());
    } catch (JacksonException e) {
      throw new DataException(origin + " is no fitted table: " + firstLine(e), e);
    } catch (UsageException e) {
      throw new DataException(origin + " is no fitted table: " + e.getMessage());
    }
  }

  /** The first two formats told only whether a column is of numbers. */
  private static void addForm(JsonNode input) {
    if (input instanceof ObjectNode fields && fields.has("numeric")) {
      boolean numeric = fields.remove("numeric").asBoolean(false);
      fields.set("from", fields.path("name"));
      fields.set("form", JSON.valueToTree(numeric ? CellForm.NUMBERS : CellForm.WORDS));
    }
  }

  /** The columns of files that are read, each once, in the order of the inputs. */
  public List<String> columns() {
    return inputs.stream().map(Input::from).distinct().toList();
  }

  private static String firstLine(JacksonException e) {
    return String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
  }
}
