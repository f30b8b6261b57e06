package dev.quickstudy.tables;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.quickstudy.data.DataException;
import dev.quickstudy.tensor.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;

/**
 * Fitted steps of preparing tables. A value: it can be written as JSON and read back, and prepares
 * the same way then.
 *
 * @param steps in their order
 */
public record Prepared(List<Step.Fitted> steps) {
  private static final String FORMAT = "quickstudy-preparation";
  private static final int FORMAT_VERSION = 1;
  private static final JsonMapper JSON = mapper();

  public Prepared {
    steps = List.copyOf(steps);
  }

  /**
   * Prepares a table, row by row.
   *
   * @throws IllegalArgumentException if it lacks a column that a step was fitted on
   */
  public Table apply(Table table) {
    Table now = table;
    for (Step.Fitted step : steps) {
      now = step.apply(now);
    }
    return now;
  }

  /** The file's form. */
  private record Content(String format, int formatVersion, List<Step.Fitted> steps) {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  private interface Kind {}

  private static JsonMapper mapper() {
    Map<String, Class<?>> kinds =
        Map.of(
            "unified-words", UnifyWords.Unified.class,
            "filled", FillMissing.Filled.class,
            "encoded", Encode.Encoded.class,
            "scaled", Scale.Scaled.class,
            "selected", Select.Selected.class);
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
        .writeValueAsString(new Content(FORMAT, FORMAT_VERSION, steps));
  }

  /**
   * From JSON.
   *
   * @param origin what messages call it
   * @throws DataException if it is of another format, a later version, or has keys that are unknown
   */
  public static Prepared parse(String json, String origin) {
    try {
      JsonNode tree = JSON.readTree(json);
      if (!FORMAT.equals(tree.path("format").asString(""))) {
        throw new DataException(origin + " is no fitted preparation of Quickstudy");
      }
      int version = tree.path("formatVersion").asInt(0);
      if (version != FORMAT_VERSION) {
        throw new DataException(
            origin
                + " has preparation format "
                + version
                + ", but this version reads formats up to "
                + FORMAT_VERSION
                + "; use the version of Quickstudy that wrote it");
      }
      return new Prepared(JSON.treeToValue(tree, Content.class).steps());
    } catch (JacksonException e) {
      throw new DataException(origin + " is no fitted preparation: " + firstLine(e), e);
    }
  }

  private static String firstLine(JacksonException e) {
    return String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
  }

  /** Writes the JSON, replacing the file as a whole. */
  public void save(Path file) {
    AtomicFile.replace(file, json());
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws DataException as {@link #parse}
   */
  public static Prepared load(Path file) {
    try {
      return parse(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw AtomicFile.failure("read", file, e);
    }
  }
}
