package dev.quickstudy.data.rows;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which mark stands before the decimals of numbers. */
final class Decimals {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?[0-9][0-9.,' \u00a0\u202f]*([eE][+-]?[0-9]+)?|[+-]?[.,][0-9]+");

  /** Not three decimals, or behind a zero or groups: these can be no marks of thousands. */
  private static final Pattern COMMA =
      Pattern.compile(
          "[+-]?([0-9]*,([0-9]{1,2}|[0-9]{4,})|0?,[0-9]+|[0-9]{1,3}(\\.[0-9]{3})+,[0-9]+)([eE][+-]?[0-9]+)?");

  private static final Pattern POINT =
      Pattern.compile(
          "[+-]?([0-9]*\\.([0-9]{1,2}|[0-9]{4,})|0?\\.[0-9]+|[0-9]{1,3}(,[0-9]{3})+\\.[0-9]+)([eE][+-]?[0-9]+)?");

  private Decimals() {}

  /** Whether a cell is a number, with whatever marks. */
  static boolean number(String cell) {
    return NUMBER.matcher(cell.strip()).matches();
  }

  /** The mark of a file's numbers; empty where none tells, or both are there. */
  static Optional<Character> among(List<List<String>> records) {
    boolean comma = false;
    boolean point = false;
    for (List<String> record : records) {
      for (String cell : record) {
        String bare = cell.strip();
        comma |= COMMA.matcher(bare).matches();
        point |= POINT.matcher(bare).matches();
      }
    }
    return comma == point ? Optional.empty() : Optional.of(comma ? ',' : '.');
  }
}
