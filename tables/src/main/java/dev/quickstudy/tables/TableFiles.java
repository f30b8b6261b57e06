package dev.quickstudy.tables;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.InputOrigin;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.predict.Modality;
import dev.quickstudy.predict.Queries;
import dev.quickstudy.predict.SupportSet;
import dev.quickstudy.predict.UserFiles;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.NearestNames;
import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.files.AskedRows;
import dev.quickstudy.tables.files.RowReader;
import dev.quickstudy.tables.files.TableFile;
import dev.quickstudy.tables.files.TableReader;
import dev.quickstudy.tables.steps.FittedTable;
import dev.quickstudy.tables.steps.Preparation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Tables: a file of labelled rows to learn from; files of rows with the same columns to classify.
 *
 * @param options how the files are written
 * @param table how rows are prepared, fitted on the task's support rows alone
 */
record TableFiles(FittedTable table, RowOptions options, DataLocations places)
    implements UserFiles {
  @Override
  public String one() {
    return "row";
  }

  @Override
  public String fitted() {
    return table.json();
  }

  /** Refuses columns that are named for a table whose columns are known. */
  static void requireNoNames(RowOptions options) {
    if (options.text().isPresent() || options.label().isPresent()) {
      throw new DataException(
          "a table that was learned knows its columns by name; name none of them again");
    }
  }

  /**
   * Reads the first rows to learn from, and fits on them how all rows of the task are prepared.
   *
   * @param options how the files are written; the answers are in the last one if none is named
   */
  static Modality.FirstFiles first(
      Path path, Preparation preparation, int width, RowOptions options, DataLocations places) {
    if (options.text().isPresent()) {
      throw new DataException(
          "tables have no column of texts, but '" + options.text().get() + "' was named as one");
    }
    options.label().ifPresent(label -> requireColumn(path, options, label, "the classes"));
    TableFile file = new TableReader(TableReader.Answers.CLASSES, options, 1).read(path);
    file.said(path.getFileName().toString()).forEach(places.listener()::say);
    TableFit fit = TableFit.of(preparation, width, file, path.toString());
    return new Modality.FirstFiles(
        new TableFiles(fit.fitted(), options, places),
        SupportSet.of(TablePool.of(fit.table(), fit.fitted())));
  }

  /** Rows of known or new classes, prepared as the first ones were. */
  @Override
  public SupportSet support(Path path, List<String> known) {
    AskedRows rows = asked(path);
    int width = table.width();
    float[] x = table.rows(rows.table());
    Map<String, List<float[]>> byClass = new LinkedHashMap<>();
    int unlabelled = 0;
    for (int row = 0; row < rows.lines().size(); row++) {
      Optional<String> answer = rows.answers().get(row);
      if (answer.isPresent()) {
        byClass
            .computeIfAbsent(
                spelled(answer.get(), known, byClass.keySet()), name -> new ArrayList<>())
            .add(Arrays.copyOfRange(x, row * width, (row + 1) * width));
      } else {
        unlabelled++;
      }
    }
    if (byClass.isEmpty()) {
      throw new DataException(
          "%s has no row with an answer in '%s' to learn from".formatted(path, table.answers()));
    }
    if (unlabelled > 0) {
      say(places, path, List.of(unlabelled + " rows without an answer, not learned from"));
    }
    return new SupportSet(new long[] {width}, byClass);
  }

  /** The spelling of a class that is known, or else as it is. */
  private static String spelled(String answer, List<String> known, Set<String> before) {
    List<String> all = Stream.concat(known.stream(), before.stream()).toList();
    return all.contains(answer) ? answer : like(answer, all).orElse(answer);
  }

  /** The only class that an answer is a spelling of; empty if there is none, or are several. */
  private static Optional<String> like(String answer, List<String> classes) {
    List<String> found = classes.stream().filter(one -> Column.sameClass(one, answer)).toList();
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  private static void say(DataLocations places, Path path, List<String> repairs) {
    repairs.forEach(repair -> places.listener().say(path.getFileName() + ": " + repair));
  }

  @Override
  public boolean sameClass(String one, String other) {
    return Column.sameClass(one, other);
  }

  @Override
  public Queries queries(List<Path> paths, List<String> classes) {
    Queries queries = new Queries();
    int width = table.width();
    for (Path path : paths) {
      AskedRows asked = asked(path);
      float[] x = table.rows(asked.table());
      Answers answers = new Answers(path, classes);
      for (int row = 0; row < asked.lines().size(); row++) {
        long line = asked.lines().get(row);
        int place = row;
        String name = path.getFileName() + ":" + line;
        InputOrigin origin = InputOrigin.row(path, asked.account().unit(), line);
        Optional<String> truth =
            asked.answers().get(row).flatMap(answer -> answers.known(origin, answer));
        if (asked.table().columns().stream().allMatch(column -> column.missing(place))) {
          queries.addUnknown(name, truth, origin, RowReader.NO_VALUE);
        } else {
          queries.add(name, truth, origin, Arrays.copyOfRange(x, row * width, (row + 1) * width));
        }
      }
      say(places, path, answers.told());
    }
    return queries;
  }

  /** The answers of a file's rows, as the classes that they name. */
  private static final class Answers {
    private final Path path;
    private final List<String> classes;
    private final Map<String, String> otherwise = new TreeMap<>();
    private final Map<String, String> none = new TreeMap<>();

    Answers(Path path, List<String> classes) {
      this.path = path;
      this.classes = classes;
    }

    /** The class that an answer is a spelling of; empty if it says that there is no answer. */
    Optional<String> known(InputOrigin origin, String answer) {
      if (classes.isEmpty() || classes.contains(answer)) {
        return Optional.of(answer);
      }
      Optional<String> found = like(answer, classes);
      if (found.isPresent()) {
        otherwise.putIfAbsent(
            answer,
            "'%s' is the class '%s', first in %s".formatted(answer, found.get(), origin.row()));
      } else if (Column.missingWord(answer)) {
        none.putIfAbsent(
            answer,
            "'%s' is no class that was learned and read as no answer, first in %s"
                .formatted(answer, origin.row()));
      } else {
        throw new DataException(
            "%s:%d: '%s' is no class that was learned; %s"
                .formatted(
                    path.getFileName(),
                    origin.number(),
                    answer,
                    NearestNames.hint(answer, classes)));
      }
      return found;
    }

    List<String> told() {
      return Stream.concat(otherwise.values().stream(), none.values().stream()).toList();
    }
  }

  private AskedRows asked(Path path) {
    table.columns().forEach(name -> requireColumn(path, options, name, "what was learned from"));
    AskedRows asked = AskedRows.read(path, options, table);
    asked.account().lines().forEach(places.listener()::say);
    say(places, path, asked.repairs());
    return asked;
  }

  private static void requireColumn(Path path, RowOptions options, String wanted, String what) {
    List<String> header = AskedRows.header(path, options);
    if (header.stream().noneMatch(name -> Column.sameName(name, wanted))) {
      throw new DataException(
          "%s has no column '%s' for %s; rename one, or name another: %s"
              .formatted(path, wanted, what, NearestNames.hint(wanted, header)));
    }
  }
}
