package dev.quickstudy.data.rows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was taken from a file of rows, and what was repaired or left out.
 *
 * @param form how its rows are written: {@code separated by semicolons}, {@code JSON Lines} …
 * @param encoding and how it was found
 * @param header where the names of the columns are from
 * @param columns which of them are used for what; empty where nothing is said
 * @param unit what numbers of rows count: {@code line} or {@code entry}
 * @param decimal the mark before decimals; empty where no number tells
 * @param rows how many there are
 * @param notes what was repaired or left out
 */
public record RowAccount(
    Path file,
    String form,
    String encoding,
    String header,
    String columns,
    String unit,
    Optional<Character> decimal,
    long rows,
    List<Note> notes) {
  /**
   * Something that was repaired or left out.
   *
   * @param what in words that follow a count: {@code blank lines skipped}
   * @param first where it was first: {@code line 12}; empty where that is no place
   */
  public record Note(String what, long count, String first) {
    /** For people: {@code 3 blank lines skipped, the first in line 12}. */
    public String line() {
      return count
          + " "
          + what
          + (first.isEmpty() ? "" : (count == 1 ? ", in " : ", the first in ") + first);
    }
  }

  public RowAccount {
    notes = List.copyOf(notes);
  }

  /** The same with what its columns are used for, and other notes. */
  public RowAccount with(String use, List<Note> all) {
    return new RowAccount(file, form, encoding, header, use, unit, decimal, rows, all);
  }

  /** What was taken, in one line. */
  public String taken() {
    String numbers =
        decimal.filter(mark -> mark != '.').map(mark -> "decimals behind commas").orElse("");
    String all =
        Stream.of(form, encoding, header, columns, numbers)
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining(", "));
    return "%s: %d %s, %s".formatted(file.getFileName(), rows, rows == 1 ? "row" : "rows", all);
  }

  /** What was taken, and what was repaired or left out, a line each. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(taken());
    notes.forEach(note -> lines.add(file.getFileName() + ": " + note.line()));
    return lines;
  }

  /** The same for programs, by name. */
  public Map<String, Object> object() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("file", file.toString());
    object.put("form", form);
    object.put("encoding", encoding);
    object.put("header", header);
    object.put("columns", columns);
    decimal.ifPresent(mark -> object.put("decimal", mark.toString()));
    object.put("rows", rows);
    object.put("notes", notes.stream().map(Note::line).toList());
    return object;
  }
}
