package dev.quickstudy.tables.cells;

import dev.quickstudy.data.Spelling;
import java.util.Currency;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A number as people write it: with a sign before or behind, in parentheses where it is negative,
 * with marks of thousands (point or comma, blank, apostrophe, also in groups of two as in India),
 * with an exponent, with a currency before or behind, a percent sign or a unit.
 *
 * @param value finite
 * @param unit the currency, {@code %} or unit; empty if there is none
 */
public record NumberText(double value, String unit) {
  private static final int LONGEST = 60;
  private static final Set<String> ISO_CODES =
      Currency.getAvailableCurrencies().stream()
          .map(Currency::getCurrencyCode)
          .collect(Collectors.toUnmodifiableSet());
  private static final Set<String> MONEY =
      Set.of(
          "kr",
          "kr.",
          "rs",
          "rs.",
          "r$",
          "us$",
          "a$",
          "c$",
          "ca$",
          "au$",
          "nz$",
          "hk$",
          "s$",
          "mx$",
          "z\u0142",
          "k\u010d",
          "ft",
          "lei",
          "fr.",
          "sfr.",
          "rm",
          "rp",
          "\u0440\u0443\u0431",
          "\u0440\u0443\u0431.",
          "\u5143",
          "\u5186",
          "euro",
          "euros",
          "dollar",
          "dollars",
          "eur",
          "usd");
  private static final Pattern UNIT =
      Pattern.compile(
          "[\\p{L}\\p{Sc}%\u2030\u00b0\u00b5\"][\\p{L}\\p{Sc}%\u00b0\u00b5\u00b2\u00b3/.^"
              + " \u00b7]{0,15}[23]?");

  /** A number of digits, at most one point and an exponent; NaN if a cell is none, or too large. */
  public static double plain(String cell) {
    int end = cell.length();
    int i = 0;
    while (i < end && cell.charAt(i) <= ' ') {
      i++;
    }
    while (end > i && cell.charAt(end - 1) <= ' ') {
      end--;
    }
    int start = i;
    if (i < end && (cell.charAt(i) == '-' || cell.charAt(i) == '+')) {
      i++;
    }
    int digits = i;
    i = digits(cell, i, end);
    int counted = i - digits;
    if (i < end && cell.charAt(i) == '.') {
      int fraction = i + 1;
      i = digits(cell, fraction, end);
      counted += i - fraction;
    }
    if (counted == 0) {
      return Double.NaN;
    }
    if (i < end && (cell.charAt(i) == 'e' || cell.charAt(i) == 'E')) {
      i++;
      if (i < end && (cell.charAt(i) == '-' || cell.charAt(i) == '+')) {
        i++;
      }
      int exponent = i;
      i = digits(cell, i, end);
      if (i == exponent) {
        return Double.NaN;
      }
    }
    return i == end ? finite(Double.parseDouble(cell.substring(start, end))) : Double.NaN;
  }

  /** Whether a plain number could have a mark of thousands where it has a point: 1.234. */
  static boolean grouped(String plain) {
    String bare = plain.strip();
    int start = bare.startsWith("-") || bare.startsWith("+") ? 1 : 0;
    int point = bare.indexOf('.');
    return point - start >= 1
        && point - start <= 3
        && bare.charAt(start) != '0'
        && bare.length() == point + 4
        && digits(bare, point + 1, bare.length()) == bare.length();
  }

  private static double finite(double number) {
    return Double.isFinite(number) ? number : Double.NaN;
  }

  private static int digits(String text, int from, int end) {
    int i = from;
    while (i < end && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i;
  }

  /**
   * Reads a cell.
   *
   * @param decimal what stands before the fraction; the other mark then groups thousands
   * @return empty if it is no number, or not one with this mark
   */
  static Optional<NumberText> read(String cell, CellForm.Decimal decimal) {
    String text = usual(Spelling.bare(cell), decimal);
    int first = firstOfNumber(text);
    if (first < 0 || text.length() > LONGEST) {
      return Optional.empty();
    }
    int last = endOfNumber(text, first, decimal.mark());
    double size = size(text.substring(first, last), decimal.mark());
    Affix before = Affix.of(text.substring(0, first), false);
    Affix behind = Affix.of(text.substring(last), true);
    boolean signed = before.minus || before.plus || behind.minus;
    if (Double.isNaN(size)
        || !before.valid
        || !behind.valid
        || before.open != behind.open
        || (signed && before.open)
        || ((before.minus || before.plus) && behind.minus)) {
      return Optional.empty();
    }
    Optional<String> unit = unit(before.word, behind.word);
    boolean negative = before.minus || behind.minus || before.open;
    return unit.map(one -> new NumberText(negative ? -size : size, one));
  }

  /** What stands around a number. */
  private record Affix(boolean valid, boolean open, boolean minus, boolean plus, String word) {
    static Affix of(String text, boolean behind) {
      boolean valid = true;
      boolean open = false;
      boolean minus = false;
      boolean plus = false;
      StringBuilder word = new StringBuilder();
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == (behind ? ')' : '(')) {
          valid &= !open;
          open = true;
        } else if (c == '-' || (c == '+' && !behind)) {
          valid &= !minus && !plus;
          valid &= !behind || i == text.length() - 1; // 5-, as ledgers have it
          minus |= c == '-';
          plus |= c == '+';
        } else {
          word.append(c);
        }
      }
      return new Affix(valid, open, minus, plus, word.toString().strip());
    }
  }

  private static Optional<String> unit(String before, String behind) {
    if (before.isEmpty()) {
      return behind.isEmpty() || UNIT.matcher(behind).matches()
          ? Optional.of(behind)
          : Optional.empty();
    }
    if (!money(before) || !(behind.isEmpty() || UNIT.matcher(behind).matches())) {
      return Optional.empty();
    }
    return Optional.of(behind.isEmpty() ? before : before + " " + behind);
  }

  /** Whether a unit is a currency. */
  static boolean money(String unit) {
    return (unit.length() == 1 && Character.getType(unit.charAt(0)) == Character.CURRENCY_SYMBOL)
        || ISO_CODES.contains(unit)
        || MONEY.contains(unit.toLowerCase(Locale.ROOT));
  }

  /** Digits of any script, signs, blanks and apostrophes as those of ASCII. */
  private static String usual(String cell, CellForm.Decimal decimal) {
    StringBuilder text = new StringBuilder(cell.length());
    cell.codePoints()
        .forEach(
            c -> {
              if (c < 0x80) {
                text.append((char) c);
              } else if (Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER) {
                text.append((char) ('0' + Character.digit(c, 10)));
              } else if (c == 0x2212 || c == 0xFE63 || c == 0xFF0D || c == 0x2013) {
                text.append('-');
              } else if (Character.isSpaceChar(c)) {
                text.append(' ');
              } else if (c == 0x2019 || c == 0x02BC || c == 0x02B9) {
                text.append('\'');
              } else if (c == 0x066B) {
                text.append(decimal.mark());
              } else if (c == 0x066C) {
                text.append(decimal.other());
              } else if (c == 0xFF05 || c == 0x066A) {
                text.append('%');
              } else if (Character.getType(c) != Character.FORMAT) {
                text.appendCodePoint(c);
              }
            });
    return text.toString();
  }

  private static boolean digit(String text, int i) {
    return i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9';
  }

  private static int firstOfNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      boolean mark = text.charAt(i) == '.' || text.charAt(i) == ',';
      boolean ofWord = i > 0 && Character.isLetter(text.charAt(i - 1)); // Rs.5
      if (digit(text, i) || (mark && !ofWord && digit(text, i + 1))) {
        return i;
      }
    }
    return -1;
  }

  private static int endOfNumber(String text, int first, char decimal) {
    int i = first;
    while (i < text.length()) {
      char c = text.charAt(i);
      boolean mark = c == '.' || c == ',' || c == ' ' || c == '\'';
      boolean trailing = c == decimal && i > first && !digit(text, i + 1);
      if (digit(text, i) || (mark && digit(text, i + 1))) {
        i++;
      } else {
        i += trailing ? 1 : 0;
        break;
      }
    }
    int exponent = i + 1;
    if (i < text.length() && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
      if (exponent < text.length()
          && (text.charAt(exponent) == '-' || text.charAt(exponent) == '+')) {
        exponent++;
      }
      if (digit(text, exponent)) {
        return digits(text, exponent, text.length());
      }
    }
    return i;
  }

  /** NaN where marks do not stand as those of one number. */
  private static double size(String number, char decimal) {
    int exponent = Math.max(number.indexOf('e'), number.indexOf('E'));
    String digits = exponent < 0 ? number : number.substring(0, exponent);
    int point = digits.indexOf(decimal);
    String whole = point < 0 ? digits : digits.substring(0, point);
    String fraction = point < 0 ? "" : digits.substring(point + 1);
    if (!fraction.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Double.NaN;
    }
    String ungrouped = ungrouped(whole);
    if (ungrouped.isEmpty() && (!whole.isEmpty() || fraction.isEmpty())) {
      return Double.NaN;
    }
    return finite(
        Double.parseDouble(
            ungrouped + "." + fraction + (exponent < 0 ? "" : number.substring(exponent))));
  }

  /** The digits of a whole number; empty if its groups are none. */
  private static String ungrouped(String whole) {
    int mark = -1;
    for (int i = 0; i < whole.length() && mark < 0; i++) {
      mark = digit(whole, i) ? -1 : i;
    }
    if (mark < 0) {
      return whole;
    }
    String[] groups = whole.split(Pattern.quote(whole.substring(mark, mark + 1)), -1);
    boolean thousands = true;
    boolean indian = groups.length > 2;
    for (int i = 0; i < groups.length; i++) {
      String group = groups[i];
      if (!group.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return "";
      }
      boolean firstFits = !group.isEmpty() && group.charAt(0) != '0';
      thousands &= i == 0 ? firstFits && group.length() <= 3 : group.length() == 3;
      indian &=
          i == 0
              ? firstFits && group.length() <= 2
              : group.length() == (i == groups.length - 1 ? 3 : 2);
    }
    return thousands || indian ? String.join("", groups) : "";
  }
}
