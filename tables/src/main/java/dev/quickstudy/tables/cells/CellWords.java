package dev.quickstudy.tables.cells;

import dev.quickstudy.data.Spelling;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What words in cells mean: which of them stand for a missing value, and which are the same. */
public final class CellWords {
  /** How far a word says that there is no value. */
  public enum Missing {
    /** It is a value. */
    NO,
    /** An empty cell. */
    BLANK,
    /** It says so in any column: {@code NaN}, {@code ?}. */
    SURE,
    /** It says so among numbers; among words it may be one of them: {@code none}, {@code -}. */
    PERHAPS,
    /** It says so among numbers only: {@code inf}. */
    AMONG_NUMBERS
  }

  private static final Set<String> SURE =
      Set.of("?", "n/a", "nan", "-nan", "+nan", "null", "\\n", "<na>", "<null>", "n.a.", "#nv");
  private static final Set<String> PERHAPS =
      Set.of(
          "na",
          "none",
          "nil",
          "missing",
          "nd",
          "n.d.",
          "n/d",
          "nv",
          "k.a.",
          "k. a.",
          "no data",
          "not available",
          "not applicable",
          "(null)",
          "(none)",
          "(missing)",
          "-",
          "--",
          "---",
          "\u2013",
          "\u2014",
          "\u2212",
          ".",
          "..",
          "...",
          "\u2026",
          "*");
  private static final Set<String> AMONG_NUMBERS =
      Set.of(
          "inf",
          "+inf",
          "-inf",
          "infinity",
          "+infinity",
          "-infinity",
          "\u221E",
          "+\u221E",
          "-\u221E",
          "\u2212\u221E",
          "\u2212inf",
          "1.#inf",
          "-1.#inf",
          "1.#qnan",
          "-1.#ind",
          "1.#ind");
  private static final int LONGEST = 16;

  /** An error in a cell of a spreadsheet: {@code #DIV/0!}, {@code #N/A}, {@code #BEZUG!}. */
  private static final Pattern SPREADSHEET_ERROR = Pattern.compile("#[a-z0-9/_]{1,12}[!?]|#n/a");

  private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]+");
  private static final Pattern TAIL = Pattern.compile("[\\s.,;:]+$");
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,40}([.,]\\d{0,40})?");
  private static final Pattern THOUSANDS = Pattern.compile("[+-]?[1-9]\\d{0,2},\\d{3}");

  private CellWords() {}

  /** What a cell says of its value. */
  public static Missing missing(String cell) {
    String bare = Spelling.bare(cell);
    if (bare.isEmpty()) {
      return Missing.BLANK;
    }
    if (bare.length() > LONGEST) {
      return Missing.NO;
    }
    String word = bare.toLowerCase(Locale.ROOT);
    if (SURE.contains(word)
        || (word.charAt(0) == '#' && SPREADSHEET_ERROR.matcher(word).matches())) {
      return Missing.SURE;
    }
    return PERHAPS.contains(word)
        ? Missing.PERHAPS
        : AMONG_NUMBERS.contains(word) ? Missing.AMONG_NUMBERS : Missing.NO;
  }

  /** A cell without what is not seen around it, in lower case. */
  public static String lower(String cell) {
    return Spelling.bare(cell).toLowerCase(Locale.ROOT);
  }

  /** Whether a cell is empty. */
  public static boolean blank(String cell) {
    return Spelling.bare(cell).isEmpty();
  }

  /**
   * What all spellings of a word share: {@code Yes}, {@code "yes ,"} and {@code " YES"} are one.
   */
  public static String key(String word) {
    return cased(word).toLowerCase(Locale.ROOT);
  }

  /** The same with case; of numbers, which have none, as {@link #classKey} has them. */
  public static String cased(String word) {
    String one = BLANKS.matcher(Spelling.composed(Spelling.bare(word))).replaceAll(" ");
    String bare = TAIL.matcher(one).replaceAll("");
    return bare.isEmpty() ? one : bare;
  }

  /** The same for names of classes, among which equal numbers are one: 0, 0.0 and -0. */
  public static String classKey(String name) {
    String bare = Spelling.bare(name);
    if (NUMBER.matcher(bare).matches() && !THOUSANDS.matcher(bare).matches()) {
      return new BigDecimal(bare.replace(',', '.')).stripTrailingZeros().toPlainString();
    }
    return key(name);
  }
}
