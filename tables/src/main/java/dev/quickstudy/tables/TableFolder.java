package dev.quickstudy.tables;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.rows.RowFile;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.files.AtomicFile;
import dev.quickstudy.files.Hash;
import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Rows;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tables.files.TableFile;
import dev.quickstudy.tables.files.TableReader;
import dev.quickstudy.tables.files.TableSummary;
import dev.quickstudy.tables.steps.Preparation;
import dev.quickstudy.tables.tasks.TableTasks;
import dev.quickstudy.task.Split;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder of tables. Where it has a file {@code index.csv} with columns {@code name} and {@code
 * file}, these are its tables, and a column {@code origin}, if there is one, says which of them are
 * related: those of one origin, where one is given. Otherwise every file of rows in it ({@link
 * RowFile#ENDINGS}) is a table, and tables with the same column names are related. The answers are
 * in the last column, unless another is named.
 *
 * <p>Tables are divided among the splits by origin, so that related ones stay together: origins in
 * the order of a hash of their names; the first half is meta-train, the next fifth meta-validation,
 * the rest meta-test.
 *
 * @param members in the order of their names
 */
public record TableFolder(Path folder, List<Member> members) {
  private static final double TRAIN_SHARE = 0.5;
  private static final double VALIDATION_SHARE = 0.2;

  /**
   * A table of the folder.
   *
   * @param origin what related tables have in common; otherwise the table's own name
   * @param said what was taken from its file and what was repaired, a line each
   */
  public record Member(Table table, String origin, TableSummary summary, List<String> said) {
    public Member {
      said = List.copyOf(said);
    }
  }

  public TableFolder {
    members = List.copyOf(members);
  }

  /**
   * Reads all tables of a folder.
   *
   * @param options how its tables are written; the column of labels is each table's answers
   * @throws DataException if there are none, or one cannot be read
   */
  public static TableFolder read(Path folder, RowOptions options) {
    if (!Files.isDirectory(folder)) {
      throw new DataException(
          folder + " is no folder; name one that holds tables, such as CSV files");
    }
    Path index = folder.resolve("index.csv");
    List<Listed> files = Files.exists(index) ? indexed(folder, index) : all(folder);
    if (files.isEmpty()) {
      throw new DataException(
          folder + " has no table; put a file into it for every one, such as CSV");
    }
    TableReader reader = new TableReader(TableReader.Answers.CLASSES, options);
    List<Member> members = new ArrayList<>();
    for (Listed one : files) {
      TableFile read = reader.read(one.file());
      Table table = new Table(one.name(), read.table().columns(), read.table().target());
      members.add(
          new Member(
              table,
              one.origin().orElseGet(() -> header(table)),
              read.summary(),
              read.said(one.name())));
    }
    members.sort(Comparator.comparing(member -> member.table().name()));
    return new TableFolder(folder, members);
  }

  /**
   * A file to read.
   *
   * @param origin empty for that of all tables with its header
   */
  private record Listed(String name, Path file, Optional<String> origin) {}

  private static String header(Table table) {
    return Stream.concat(table.columns().stream(), table.target().stream())
        .map(Column::name)
        .sorted()
        .collect(Collectors.joining("\t", "header\t", ""));
  }

  private static List<Listed> indexed(Path folder, Path index) {
    List<Listed> files = new ArrayList<>();
    Map<String, String> related = related();
    Rows rows = Rows.of(index, RowOptions.FOUND);
    int name = place(index, rows, "name");
    int file = place(index, rows, "file");
    int origin = rows.header().indexOf("origin");
    Set<String> names = new HashSet<>();
    Set<Path> paths = new HashSet<>();
    rows.forEach(
        (line, cells) -> {
          if (cells.size() != rows.header().size()) {
            throw new DataException(
                index + " has another number of cells in line " + line + " than in its header");
          }
          String own = cells.get(name).strip();
          Path path = folder.resolve(cells.get(file).strip()).normalize();
          requireNew(index, line, "table", own, names.add(own));
          requireNew(index, line, "file", cells.get(file), paths.add(path));
          String given = origin < 0 ? "" : cells.get(origin).strip();
          files.add(
              new Listed(
                  own,
                  path,
                  Optional.of(given.isEmpty() ? related.getOrDefault(own, own) : given)));
        });
    return files;
  }

  private static void requireNew(Path index, long line, String what, String name, boolean added) {
    if (!added) {
      throw new DataException(
          index
              + " lists the "
              + what
              + " '"
              + name
              + "' again in line "
              + line
              + "; list it once");
    }
  }

  private static int place(Path index, Rows rows, String column) {
    int place = rows.header().indexOf(column);
    if (place < 0) {
      throw new DataException(
          index + " lacks the column '" + column + "'; it needs columns name and file");
    }
    return place;
  }

  private static String ending(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static List<Listed> all(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> RowFile.ENDINGS.contains(ending(entry)))
          .sorted()
          .map(
              entry ->
                  new Listed(
                      entry.getFileName().toString().replaceFirst("\\.csv$", ""),
                      entry,
                      Optional.empty()))
          .toList();
    } catch (IOException e) {
      throw AtomicFile.failure("list", folder, e);
    }
  }

  /** Known relatives among public tables: from a table's name to its origin. */
  private static Map<String, String> related() {
    try (InputStream in = TableFolder.class.getResourceAsStream("origins.csv")) {
      if (in == null) {
        throw new IllegalStateException("origins.csv is missing from the program");
      }
      Map<String, String> origins = new LinkedHashMap<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> line.split(",", 2))
          .forEach(cells -> origins.put(cells[0], cells[1]));
      return origins;
    } catch (IOException e) {
      throw new UncheckedIOException("origins.csv cannot be read", e);
    }
  }

  /** The tables of each split. */
  public Map<Split, List<Table>> splits() {
    List<String> origins =
        members.stream()
            .map(Member::origin)
            .distinct()
            .sorted(Comparator.comparing(origin -> Hash.fingerprint("origin").add(origin).hex()))
            .toList();
    Map<Split, List<Table>> splits = new EnumMap<>(Split.class);
    for (Member member : members) {
      double place = (origins.indexOf(member.origin()) + 0.5) / origins.size();
      Split split =
          place < TRAIN_SHARE
              ? Split.TRAIN
              : place < TRAIN_SHARE + VALIDATION_SHARE ? Split.VALIDATION : Split.TEST;
      splits.computeIfAbsent(split, any -> new ArrayList<>()).add(member.table());
    }
    return splits;
  }

  /** A hash of all tables' values and of how they are divided. */
  public String fingerprint() {
    Hash hash = Hash.fingerprint("tables, version 1");
    for (Member member : members) {
      member.table().addTo(hash.add(member.origin()));
    }
    return hash.hex();
  }

  /** What was repaired in reading, over all tables, a line each; empty where nothing was. */
  public List<String> repairs() {
    Map<String, Long> counts = new LinkedHashMap<>();
    Map<String, Integer> tables = new LinkedHashMap<>();
    for (Member member : members) {
      Map<String, Long> own = new LinkedHashMap<>(member.summary().counts());
      own.put("columns left out that are empty", (long) member.summary().emptyColumns().size());
      own.put(
          "columns named that the header does not", (long) member.summary().namedColumns().size());
      own.forEach(
          (what, count) -> {
            counts.merge(what, count, Long::sum);
            tables.merge(what, count > 0 ? 1 : 0, Integer::sum);
          });
    }
    return counts.entrySet().stream()
        .filter(count -> count.getValue() > 0)
        .map(
            count ->
                count.getValue()
                    + " "
                    + count.getKey()
                    + " (tables: "
                    + tables.getOrDefault(count.getKey(), 0)
                    + ")")
        .toList();
  }

  /** Tasks from the folder's tables. */
  public TableTasks tasks(Preparation preparation, int width) {
    return new TableTasks(
        "tables (" + members.size() + ")", splits(), preparation, width, fingerprint());
  }
}
