package dev.quickstudy.reproduce;

import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A table of figures: what is trained, on which split, and how it is judged.
 *
 * @param name the word that names it
 * @param title what it says
 * @param split the data and its division
 * @param protocol what is common to the judging of all rows
 * @param rows in the order of the table
 */
public record PublishedTable(
    String name, String title, String split, String protocol, List<Row> rows) {
  private static final String FILE = "tables.yaml";

  public PublishedTable {
    rows = List.copyOf(rows);
  }

  /**
   * One learner.
   *
   * @param learner as papers call it
   * @param recipe the built-in recipe that it is trained by
   * @param name what its runs are called; the recipe's name if empty
   * @param set changes of the recipe, {@code PATH=VALUE}
   * @param seeds how many runs, with seeds 1, 2, …
   * @param figures what is judged of each run
   */
  public record Row(
      String learner,
      String recipe,
      Optional<String> name,
      List<String> set,
      int seeds,
      List<Figure> figures) {
    public Row {
      set = List.copyOf(set);
      figures = List.copyOf(figures);
    }

    /** What its runs are called. */
    public String runName() {
      return name.orElse(recipe);
    }
  }

  /**
   * One figure of a run.
   *
   * @param label the column, such as {@code 5 ways, 1 shot}
   * @param kind what is measured
   * @param source where test tasks come from; the recipe's own if empty
   * @param ways classes of a task; the recipe's own if empty, as with the next three
   * @param episodes how many test tasks
   * @param innerSteps for learners that descend
   * @param published the paper's figure as it prints it, and the paper; empty if it has none
   * @param aim what a run here should reach at least (of an error: at most), in the unit of the
   *     table; empty if nothing is asked
   */
  public record Figure(
      String label,
      Kind kind,
      Optional<String> source,
      Optional<Integer> ways,
      Optional<Integer> shots,
      Optional<Integer> queries,
      Optional<Integer> episodes,
      Optional<Integer> innerSteps,
      Optional<String> published,
      Optional<Double> aim) {}

  /** What a figure measures. */
  public enum Kind {
    /** Accuracy in %, each query answered by itself. */
    INDUCTIVE,
    /** Accuracy in %, queries of a task answered together. */
    TRANSDUCTIVE,
    /** 100 % less the inductive accuracy. */
    ERROR,
    /** Mean squared error. */
    SQUARED
  }

  /** All tables, in the order of the pages. */
  public static List<PublishedTable> all() {
    YAMLMapper yaml =
        YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(tools.jackson.databind.MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();
    try (var in = PublishedTable.class.getResourceAsStream(FILE)) {
      return List.of(yaml.readValue(in, PublishedTable[].class));
    } catch (JacksonException | java.io.IOException e) {
      throw new IllegalStateException("the resource " + FILE + " cannot be read", e);
    }
  }

  /**
   * Tables by their names; {@code TABLE/ROW} is a table with one of its rows only, as runs are
   * called: {@code sinusoids/sinusoid-anp}.
   *
   * @param names all if empty
   * @throws UsageException if there is none of a name, naming those that there are
   */
  public static List<PublishedTable> named(List<String> names) {
    Map<String, PublishedTable> known = new LinkedHashMap<>();
    all().forEach(table -> known.put(table.name(), table));
    if (names.isEmpty()) {
      return List.copyOf(known.values());
    }
    List<PublishedTable> chosen = new ArrayList<>();
    for (String name : names) {
      String[] parts = name.split("/", 2);
      PublishedTable table = known.get(parts[0]);
      if (table == null) {
        throw new UsageException(
            "there is no table '%s'; there are %s"
                .formatted(parts[0], String.join(", ", known.keySet())));
      }
      chosen.add(parts.length == 1 ? table : table.with(parts[1]));
    }
    return chosen;
  }

  /** The same table with one row. */
  private PublishedTable with(String row) {
    List<Row> found = rows.stream().filter(one -> one.runName().equals(row)).toList();
    if (found.isEmpty()) {
      throw new UsageException(
          "the table %s has no row '%s'; it has %s"
              .formatted(name, row, String.join(", ", rows.stream().map(Row::runName).toList())));
    }
    return new PublishedTable(name, title, split, protocol, found);
  }
}
