package dev.quickstudy.tables;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;

/** How cells are read. */
final class Words {
  private static final Set<String> MISSING = Set.of("", "?", "na", "n/a", "nan", "null");
  private static final int LONGEST = 4;
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern TAIL = Pattern.compile("[\\s.,;:]+$");

  private Words() {}

  /** Whether a cell stands for a missing value: empty, ?, NA, N/A, NaN or null. */
  static boolean missing(String cell) {
    String bare = cell.strip();
    return bare.length() <= LONGEST && MISSING.contains(bare.toLowerCase(Locale.ROOT));
  }

  /** A finite number with a decimal point; empty for anything else. */
  static OptionalDouble number(String cell) {
    String text = cell.strip();
    if (!NUMBER.matcher(text).matches()) {
      return OptionalDouble.empty();
    }
    double number = Double.parseDouble(text);
    return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
  }

  /**
   * What all spellings of a word share: {@code Yes}, {@code "yes ,"} and {@code " YES"} are one.
   */
  static String key(String word) {
    String bare = TAIL.matcher(BLANKS.matcher(word.strip()).replaceAll(" ")).replaceAll("");
    return (bare.isEmpty() ? word.strip() : bare).toLowerCase(Locale.ROOT);
  }
}
