package dev.quickstudy.tables;

import dev.quickstudy.data.DataException;
import dev.quickstudy.task.Split;
import dev.quickstudy.tensor.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder of tables. Where it has a file {@code index.csv} with columns {@code name} and {@code
 * file}, these are its tables, and a column {@code origin}, if there is one, says which of them are
 * related; otherwise every CSV file in it is a table. The answers are in the last column.
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
   */
  public record Member(Table table, String origin, TableSummary summary) {}

  public TableFolder {
    members = List.copyOf(members);
  }

  /**
   * Reads all tables of a folder.
   *
   * @throws DataException if there are none, or one cannot be read
   */
  public static TableFolder read(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new DataException(folder + " is no folder; name one that holds CSV files");
    }
    Path index = folder.resolve("index.csv");
    Map<Path, String> files = Files.exists(index) ? indexed(folder, index) : all(folder);
    if (files.isEmpty()) {
      throw new DataException(folder + " has no CSV file; put one into it for every table");
    }
    TableReader reader = new TableReader();
    List<Member> members = new ArrayList<>();
    files.forEach(
        (file, origin) -> {
          TableFile read = reader.read(file);
          members.add(new Member(read.table(), origin, read.summary()));
        });
    members.sort(Comparator.comparing(member -> member.table().name()));
    return new TableFolder(folder, members);
  }

  private static Map<Path, String> indexed(Path folder, Path index) {
    Map<Path, String> files = new LinkedHashMap<>();
    Map<String, String> related = related();
    Rows rows = Rows.of(index, StandardCharsets.UTF_8);
    int name = place(index, rows, "name");
    int file = place(index, rows, "file");
    int origin = rows.header().indexOf("origin");
    rows.forEach(
        (line, cells) -> {
          if (cells.size() != rows.header().size()) {
            throw new DataException(
                index + " has another number of cells in line " + line + " than in its header");
          }
          String own = cells.get(name);
          files.put(
              folder.resolve(cells.get(file)),
              origin < 0 ? related.getOrDefault(own, own) : cells.get(origin));
        });
    return files;
  }

  private static int place(Path index, Rows rows, String column) {
    int place = rows.header().indexOf(column);
    if (place < 0) {
      throw new DataException(
          index + " lacks the column '" + column + "'; it needs columns name and file");
    }
    return place;
  }

  private static Map<Path, String> all(Path folder) {
    Map<Path, String> files = new LinkedHashMap<>();
    try (Stream<Path> entries = Files.list(folder)) {
      entries
          .filter(entry -> entry.getFileName().toString().endsWith(".csv"))
          .sorted()
          .forEach(entry -> files.put(entry, entry.getFileName().toString().replace(".csv", "")));
    } catch (IOException e) {
      throw AtomicFile.failure("list", folder, e);
    }
    return files;
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
            .sorted(Comparator.comparing(origin -> Hash.of("origin", origin)))
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
    List<String> texts = new ArrayList<>();
    for (Member member : members) {
      texts.add(member.origin());
      texts.add(TableText.of(member.table()));
    }
    return Hash.of(texts.toArray(String[]::new));
  }

  /** Tasks from the folder's tables. */
  public TableTasks tasks(Preparation preparation, int width) {
    return new TableTasks(
        "tables (" + members.size() + ")", splits(), preparation, width, fingerprint());
  }
}
