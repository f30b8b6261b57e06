package dev.quickstudy.survey;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.rows.RowOptions;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What files that a user brings hold: the first thing to know before anything is learned from them.
 *
 * @param classes examples of each class, by name; of a folder of tables, rows of each table
 * @param facts what else was seen, by what it is about, in the order to be told
 * @param summary the data in numbers, by name: the order of examples and the names of classes
 *     change none of them
 * @param settings what a recipe for these files must say of them, by key
 * @param warnings what to look into before training, a line each
 */
public record Survey(
    Path path,
    Kind kind,
    Map<String, Integer> classes,
    Map<String, String> facts,
    Map<String, Double> summary,
    Map<String, String> settings,
    List<String> warnings) {
  /** How many times as many examples the largest class may have before it is told. */
  private static final double IMBALANCE = 3;

  public Survey {
    classes = Collections.unmodifiableMap(new TreeMap<>(classes));
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    summary = Collections.unmodifiableMap(new LinkedHashMap<>(summary));
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    warnings = List.copyOf(warnings);
  }

  /**
   * Looks at files.
   *
   * @param path a file of texts or of a table; a folder, or zip archive, of folders of pictures or
   *     recordings; a folder of tables
   * @param threads to read on, at least 1; changes nothing that is seen
   * @throws DataException if there is nothing that is known, or a file cannot be read
   */
  public static Survey of(Path path, int threads) {
    return of(path, threads, RowOptions.FOUND);
  }

  /**
   * The same with what is known of files of rows.
   *
   * @param options how they are written, and the columns of texts and labels
   */
  public static Survey of(Path path, int threads, RowOptions options) {
    return Contents.of(path, options).survey(path, threads, options);
  }

  /**
   * What kind of labelled files a path leads to, by their names and the first rows.
   *
   * @param options how files of rows are written; where a column of texts is named, they hold texts
   * @throws DataException if there is nothing that is known
   */
  public static Kind kind(Path path, RowOptions options) {
    return Contents.of(path, options);
  }

  /** A setting; empty where there is none. */
  public String setting(String key) {
    return settings.getOrDefault(key, "");
  }

  /** Examples of all classes. */
  public int examples() {
    return classes.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Examples of the smallest class, of the one in the middle and of the largest. */
  public List<Integer> sizes() {
    List<Integer> sorted = classes.values().stream().sorted().toList();
    return List.of(sorted.get(0), sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1));
  }

  /** Whether the largest class has several times as many examples as the smallest. */
  public boolean imbalanced() {
    return sizes().get(2) > IMBALANCE * sizes().get(0);
  }
}
