package dev.quickstudy.kinds;

import dev.quickstudy.tensor.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an extension adds, by words. */
public final class Announcement {
  /** The list of built-in recipes beside a class. */
  private static final String INDEX = "index.txt";

  private final Map<Class<?>, Map<String, Class<?>>> types = new LinkedHashMap<>();
  private final Map<Class<?>, Map<String, Object>> values = new LinkedHashMap<>();
  private final Map<Class<?>, List<? extends Enum<?>>> constants = new LinkedHashMap<>();
  private final List<LaterSetting> laterSettings = new ArrayList<>();
  private final List<List<String>> recipes = new ArrayList<>();
  private final Map<String, Class<?>> recipeFiles = new LinkedHashMap<>();

  Announcement() {}

  /**
   * A setting that recipes of older versions lack.
   *
   * @param group the kind, or the key, of the group that it belongs to
   * @param key of the setting
   * @param value what it was then
   */
  public record LaterSetting(String group, String key, String value) {}

  /**
   * A word for a part of recipes: {@code {kind: WORD, …}} with a key for each component of the
   * record, which is its configuration. Its constructor refuses values that it cannot have ({@link
   * dev.quickstudy.tensor.Checks}).
   *
   * @param part what it is: a source, {@link dev.quickstudy.nn.Network}, {@link
   *     dev.quickstudy.head.Head}, a learner, {@link dev.quickstudy.nn.optim.Transform} – or a part
   *     of the extension's own
   * @param word as recipes write it
   * @param type a record
   * @throws UsageException if it is no record, or the word was announced before
   */
  public <P> Announcement kind(Class<P> part, String word, Class<? extends P> type) {
    if (!type.isRecord()) {
      throw new UsageException(
          "'" + word + "' is announced as " + type.getName() + ", which is no record");
    }
    if (type.getDeclaredConstructors().length == 0) { // looks for the classes of all components
      throw new UsageException(type.getName() + " has no constructor");
    }
    put(types, part, word, type);
    return this;
  }

  /**
   * A value that stands for a word: a source with its usual settings, a kind of files.
   *
   * @throws UsageException if the word was announced before
   */
  public <P> Announcement value(Class<P> part, String word, P value) {
    put(values, part, word, value);
    return this;
  }

  private static <T> void put(
      Map<Class<?>, Map<String, T>> all, Class<?> part, String word, T what) {
    if (all.computeIfAbsent(part, is -> new LinkedHashMap<>()).put(word, what) != null) {
      throw new UsageException("the word '" + word + "' is announced twice");
    }
  }

  /** The constants of an enumeration that recipes may name, {@code QUERY_BATCH} as query-batch. */
  public <E extends Enum<E>> Announcement constants(Class<E> type, List<E> allowed) {
    constants.put(type, List.copyOf(allowed));
    return this;
  }

  /** All constants of an enumeration. */
  public <E extends Enum<E>> Announcement constants(Class<E> type) {
    return constants(type, List.of(type.getEnumConstants()));
  }

  /** A setting that recipes of older versions lack, and what it was then. */
  public Announcement laterSetting(String group, String key, String value) {
    laterSettings.add(new LaterSetting(group, key, value));
    return this;
  }

  /**
   * Built-in recipes: resources {@code NAME.yaml} beside a class. Beside it is {@code index.txt},
   * which lists their names, a line each, in the order in which they are best read; a blank line
   * begins another family.
   *
   * @throws UsageException if there is no list
   */
  public Announcement recipes(Class<?> beside) {
    for (String family : resource(beside, INDEX).strip().split("\n\\s*\n", -1)) {
      List<String> names = family.lines().map(String::strip).toList();
      recipes.add(names);
      names.forEach(name -> recipeFiles.put(name, beside));
    }
    return this;
  }

  static String resource(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new UsageException(
            "the jar of %s lacks the resource %s beside it".formatted(beside.getName(), name));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the resource %s beside %s cannot be read".formatted(name, beside.getName()), e);
    }
  }

  Map<Class<?>, Map<String, Class<?>>> types() {
    return types;
  }

  Map<Class<?>, Map<String, Object>> values() {
    return values;
  }

  Map<Class<?>, List<? extends Enum<?>>> constants() {
    return constants;
  }

  List<LaterSetting> laterSettings() {
    return laterSettings;
  }

  List<List<String>> recipes() {
    return recipes;
  }

  Map<String, Class<?>> recipeFiles() {
    return recipeFiles;
  }
}
