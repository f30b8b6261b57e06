package dev.quickstudy.tables.cells;

import dev.quickstudy.data.Spelling;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A duration as {@code minutes:seconds} or {@code hours:minutes:seconds}, with decimals.
 *
 * @param seconds at least 0
 * @param timeOfDay whether it could be a time of day as well, as its first part is less than 24
 */
record DurationText(double seconds, boolean timeOfDay) {
  private static final Pattern PARTS =
      Pattern.compile("(\\d{1,6}):([0-5]\\d)(?::([0-5]\\d))?(?:[.,](\\d{1,9}))?");
  private static final int HOURS = 24;
  private static final int SIXTY = 60;

  /** Reads a cell; empty if it is none. */
  static Optional<DurationText> read(String cell) {
    Matcher parts = PARTS.matcher(Spelling.bare(cell));
    if (!parts.matches()) {
      return Optional.empty();
    }
    int first = Integer.parseInt(parts.group(1));
    double seconds = (double) SIXTY * first + Integer.parseInt(parts.group(2));
    if (parts.group(3) != null) {
      seconds = SIXTY * seconds + Integer.parseInt(parts.group(3));
    }
    if (parts.group(4) != null) {
      seconds += Double.parseDouble("0." + parts.group(4));
    }
    return Optional.of(new DurationText(seconds, first < HOURS));
  }
}
