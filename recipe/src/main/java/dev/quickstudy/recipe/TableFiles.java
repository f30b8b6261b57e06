package dev.quickstudy.recipe;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.TextColumns;
import dev.quickstudy.tables.AskedRows;
import dev.quickstudy.tables.Column;
import dev.quickstudy.tables.FittedTable;
import dev.quickstudy.tables.Preparation;
import dev.quickstudy.tables.Table;
import dev.quickstudy.tables.TableFile;
import dev.quickstudy.tables.TablePool;
import dev.quickstudy.tables.TableReader;
import dev.quickstudy.tensor.RandomKey;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tables: a file of labelled rows to learn from; files of rows with the same columns to classify.
 * How rows are prepared is fitted on the rows to learn from alone.
 */
final class TableFiles implements UserFiles {
  private static final Charset CHARSET = StandardCharsets.UTF_8;

  /** Of all columns' random order; the same in every run, as nothing is lost by that. */
  private static final RandomKey ORDER = RandomKey.of(0).fold("columns");

  private final Preparation preparation;
  private final int width;
  private final TextColumns columns;
  private final Places places;
  private Optional<FittedTable> fitted = Optional.empty();

  /**
   * Tables, nothing of which is read yet.
   *
   * @param columns of the user's files; the answers are in the last one if none is named
   */
  TableFiles(Preparation preparation, int width, TextColumns columns, Places places) {
    if (columns.text().isPresent()) {
      throw new DataException(
          "tables have no column of texts, but '" + columns.text().get() + "' was named as one");
    }
    this.preparation = preparation;
    this.width = width;
    this.columns = columns;
    this.places = places;
  }

  /**
   * The tables that {@link #fitted()} was said of: they are ready for queries.
   *
   * @throws DataException if it is no text of {@link #fitted()}
   */
  static TableFiles restored(TextColumns columns, Places places, String fitted) {
    if (!columns.equals(TextColumns.FOUND)) {
      throw new DataException(
          "a table that was learned knows its columns by name; name none of them again");
    }
    FittedTable table = FittedTable.parse(fitted, "what was learned of the table's columns");
    TableFiles files =
        new TableFiles(new Preparation(List.of()), table.width(), TextColumns.FOUND, places);
    files.fitted = Optional.of(table);
    return files;
  }

  @Override
  public String one() {
    return "row";
  }

  @Override
  public String fitted() {
    return fitted.map(FittedTable::json).orElse("");
  }

  @Override
  public Support support(Path path, List<String> known) {
    return known.isEmpty() ? first(path) : further(path, known);
  }

  /** Rows of known or new classes, prepared as the first ones were. */
  private Support further(Path path, List<String> known) {
    AskedRows rows = asked(path);
    float[] x = learned().rows(rows.table());
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
          "%s has no row with an answer in '%s' to learn from"
              .formatted(path, learned().answers()));
    }
    if (unlabelled > 0) {
      say(path, List.of(unlabelled + " rows left out whose answer is missing"));
    }
    return new Support(new long[] {width}, byClass);
  }

  /** The spelling of a class that is known, or else as it is. */
  private static String spelled(String answer, List<String> known, Set<String> before) {
    return Stream.concat(known.stream(), before.stream())
        .filter(one -> Column.sameWord(one, answer))
        .findFirst()
        .orElse(answer);
  }

  private Support first(Path path) {
    columns.label().ifPresent(label -> requireColumn(path, label, "the classes", "--label-column"));
    TableFile file =
        new TableReader(columns.label(), TableReader.Answers.CLASSES, CHARSET, 1).read(path);
    Table table = withoutNames(path, file.table());
    FittedTable learned = FittedTable.fit(preparation, width, table, ORDER);
    if (learned.order().isEmpty()) {
      throw new DataException(
          "%s has no column to learn '%s' from: each is the same in all of its %d rows"
              .formatted(path, table.answers().name(), table.rows()));
    }
    say(path, file.summary().repairs());
    fitted = Optional.of(learned);
    return Support.of(TablePool.of(table, learned));
  }

  /** Columns that only name or number rows say nothing of other rows. */
  private Table withoutNames(Path path, Table table) {
    List<String> names =
        table.columns().stream().filter(Column::namesRows).map(Column::name).toList();
    if (names.isEmpty()) {
      return table;
    }
    List<Column> rest =
        table.columns().stream().filter(column -> !names.contains(column.name())).toList();
    if (rest.isEmpty()) {
      throw new DataException(
          "%s has no column to learn '%s' from: %s only name or number its rows"
              .formatted(path, table.answers().name(), String.join(", ", names)));
    }
    say(
        path,
        List.of("columns left out that only name or number rows: " + String.join(", ", names)));
    return new Table(table.name(), rest, table.target());
  }

  private void say(Path path, List<String> repairs) {
    repairs.forEach(repair -> places.listener().say(path.getFileName() + ": " + repair));
  }

  @Override
  public Queries queries(List<Path> paths, List<String> classes) {
    Queries queries = new Queries();
    for (Path path : paths) {
      AskedRows asked = asked(path);
      float[] x = learned().rows(asked.table());
      for (int row = 0; row < asked.lines().size(); row++) {
        String where = path.getFileName() + ":" + asked.lines().get(row);
        queries.add(
            where,
            asked.answers().get(row).map(answer -> known(where, answer, classes)),
            Arrays.copyOfRange(x, row * width, (row + 1) * width));
      }
    }
    return queries;
  }

  private FittedTable learned() {
    return fitted.orElseThrow(() -> new IllegalStateException("rows to learn from come first"));
  }

  private AskedRows asked(Path path) {
    learned()
        .inputs()
        .forEach(input -> requireColumn(path, input.name(), "what was learned from", "rename one"));
    AskedRows asked = AskedRows.read(path, CHARSET, learned());
    say(path, asked.repairs());
    return asked;
  }

  /** The class that a word is a spelling of. */
  private static String known(String where, String answer, List<String> classes) {
    return classes.stream()
        .filter(one -> Column.sameWord(one, answer))
        .findFirst()
        .orElseThrow(
            () ->
                new DataException(
                    "%s: '%s' is no class that was learned; %s"
                        .formatted(where, answer, Nearest.hint(answer, classes))));
  }

  private static void requireColumn(Path path, String wanted, String what, String where) {
    List<String> header = AskedRows.header(path, CHARSET);
    if (!header.contains(wanted)) {
      throw new DataException(
          "%s has no column '%s' for %s (%s); %s"
              .formatted(path, wanted, what, where, Nearest.hint(wanted, header)));
    }
  }
}
