package dev.quickstudy.data;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where an input is from: a file, or a row of one.
 *
 * @param unit what {@code number} counts, {@code line} or {@code entry}; empty for a whole file
 * @param number from 1; 0 for a whole file
 */
public record InputOrigin(Path file, Optional<String> unit, long number) {
  /** A file that is one input. */
  public static InputOrigin of(Path file) {
    return new InputOrigin(file, Optional.empty(), 0);
  }

  /** A row of a file. */
  public static InputOrigin row(Path file, String unit, long number) {
    return new InputOrigin(file, Optional.of(unit), number);
  }

  /** The row without its file, for people: {@code line 12}; empty for a whole file. */
  public String row() {
    return unit.map(what -> what + " " + number).orElse("");
  }

  /** For people: {@code mails.csv, line 12}. */
  @Override
  public String toString() {
    return unit.isEmpty() ? file.toString() : file + ", " + row();
  }
}
