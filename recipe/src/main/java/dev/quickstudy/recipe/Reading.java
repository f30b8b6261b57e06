package dev.quickstudy.recipe;

import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.InvalidValueException;
import dev.quickstudy.tensor.UsageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a recipe's files of rows are written. What is {@code auto} is found in each file.
 *
 * @param encoding its name, such as {@code windows-1252}
 * @param separator between cells: one character, or comma, semicolon, tab, pipe or blank
 * @param decimal the mark before decimals: point or comma
 * @param header {@code present} where the first row names the columns, {@code absent} where not
 * @param missing words that stand for no value, beside the usual ones
 */
public record Reading(
    String encoding, String separator, String decimal, String header, List<String> missing) {
  private static final String AUTO = "auto";
  private static final String PRESENT = "present";
  private static final String ABSENT = "absent";

  /** All is found in the files. */
  public static final Reading FOUND = new Reading(AUTO, AUTO, AUTO, AUTO, List.of());

  public Reading {
    missing = List.copyOf(missing);
    stated("encoding", encoding, RowOptions::charset);
    stated("separator", separator, RowOptions::separator);
    stated("decimal", decimal, RowOptions::decimal);
    Checks.require(
        List.of(AUTO, PRESENT, ABSENT).contains(header),
        "header",
        "must be auto, present or absent, but is '" + header + "'");
  }

  /** How options read, without the columns that they name. */
  public static Reading of(RowOptions options) {
    return new Reading(
        options.encoding().map(Object::toString).orElse(AUTO),
        options.separator().map(Object::toString).orElse(AUTO),
        options.decimal().map(Object::toString).orElse(AUTO),
        options.header().map(present -> present ? PRESENT : ABSENT).orElse(AUTO),
        options.missing());
  }

  /**
   * The same as options.
   *
   * @param text the column of the texts; {@code auto} for the one that is found
   * @param label the column of the classes; the same
   */
  public RowOptions options(String text, String label) {
    return new RowOptions(
        stated("text", text, Function.identity()),
        stated("label", label, Function.identity()),
        stated("encoding", encoding, RowOptions::charset),
        stated("separator", separator, RowOptions::separator),
        stated("decimal", decimal, RowOptions::decimal),
        stated("header", header, PRESENT::equals),
        missing);
  }

  /** The settings by their keys. */
  public Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("encoding", encoding);
    settings.put("separator", separator);
    settings.put("decimal", decimal);
    settings.put("header", header);
    settings.put("missing", missing);
    return settings;
  }

  private static <T> Optional<T> stated(String key, String word, Function<String, T> reader) {
    if (word.equals(AUTO)) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.apply(word));
    } catch (UsageException e) {
      throw new InvalidValueException(key, "cannot be read: " + e.getMessage());
    }
  }
}
