package dev.quickstudy.tables.cells;

import dev.quickstudy.data.Spelling;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A date, a time of day, or both, as people write them: 2024-12-31, 31.12.2024, 12/31/2024, 31 Dec
 * 2024, December 2024, 20241231, each with a time behind, with seconds, a.m. and p.m. and a time
 * zone; 23:59.
 *
 * @param day since the first of January 1970; empty for a time of day alone
 * @param hour since midnight, as written, 0 to 24
 * @param ahead hours that the time zone is ahead of UTC; 0 where none is given
 */
record DateText(Optional<LocalDate> day, double hour, double ahead) {
  private static final int LONGEST = 48;
  private static final int HOURS = 24;
  private static final int NOON = 12;
  private static final int FIRST_SHORT_YEAR = 69; // as POSIX has it: 69 is 1969, 68 is 2068
  private static final int LEAST_PREFIX = 3;
  private static final Set<String> CENTURIES = Set.of("18", "19", "20", "21");

  private static final Pattern TIME =
      Pattern.compile(
          "(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?\\s*(?:([ap])\\.?m\\.?)?\\s*"
              + "(z|utc|gmt|[+-]\\d{2}(?::?\\d{2})?)?");
  private static final Pattern PARTS =
      Pattern.compile("(.*?)(?:(?:(?<=\\d)t|[,\\s]+)(\\d{1,2}:.*))?");
  private static final Pattern YEAR_FIRST =
      Pattern.compile("(\\d{4})([-/.])(\\d{1,2})(?:\\2(\\d{1,2}))?");
  private static final Pattern YEAR_LAST =
      Pattern.compile("(\\d{1,2})([-/.])\\s?(\\d{1,2})\\2\\s?(\\d{4}|\\d{2})");
  private static final Pattern MONTH_YEAR = Pattern.compile("(\\d{1,2})/(\\d{4})");
  private static final Pattern COMPACT = Pattern.compile("(\\d{4})(\\d{2})(\\d{2})");
  private static final Pattern DAY_NAME_YEAR =
      Pattern.compile(
          "(\\d{1,2})(?:st|nd|rd|th|er|\\.)?[\\s-]*(?:de\\s+|of\\s+)?(\\p{L}{3,12})\\.?,?[\\s-]*(?:de\\s+)?(\\d{4}|\\d{2})");
  private static final Pattern NAME_DAY_YEAR =
      Pattern.compile("(\\p{L}{3,12})\\.?[\\s-]+(\\d{1,2})(?:st|nd|rd|th)?,?[\\s-]+(\\d{4})");
  private static final Pattern YEAR_NAME_DAY =
      Pattern.compile("(\\d{4})[\\s-]+(\\p{L}{3,12})\\.?[\\s-]+(\\d{1,2})");
  private static final Pattern NAME_YEAR = Pattern.compile("(\\p{L}{3,12})\\.?[\\s-]+(\\d{4})");
  private static final Pattern WEEKDAY = Pattern.compile("^\\p{L}{2,10}\\.?,?\\s+(?=\\d|\\p{L})");

  /** Names of months: English, German, French, Spanish, Italian, Portuguese, Dutch, Swedish. */
  private static final String NAMES =
      """
      january february march april may june july august september october november december
      januar februar marz april mai juni juli august september oktober november dezember
      janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
      enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
      gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
      janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
      januari februari maart april mei juni juli augustus september oktober november december
      januari februari mars april maj juni juli augusti september oktober november december
      """;

  private static final Map<String, Integer> MONTHS = months();

  /** Every beginning, of 3 letters at least, that only one month has. */
  private static Map<String, Integer> months() {
    Map<String, Integer> months = new HashMap<>();
    Set<String> several = new HashSet<>();
    NAMES
        .lines()
        .map(line -> line.split(" ", -1))
        .forEach(
            names -> {
              for (int month = 1; month <= names.length; month++) {
                String name = names[month - 1];
                for (int end = LEAST_PREFIX; end <= name.length(); end++) {
                  String beginning = name.substring(0, end);
                  Integer other = months.putIfAbsent(beginning, month);
                  if (other != null && other != month) {
                    several.add(beginning);
                  }
                }
              }
            });
    several.forEach(months::remove);
    return Map.copyOf(months);
  }

  /** What a column can hold of it: a number of the part, NaN where it has none. */
  double part(CellForm.Part part) {
    if (part == CellForm.Part.HOUR) {
      return hour;
    }
    if (day.isEmpty()) {
      return Double.NaN;
    }
    LocalDate date = day.get();
    return switch (part) {
      case DAYS -> date.toEpochDay() + (hour - ahead) / HOURS;
      case YEAR -> date.getYear();
      case MONTH -> date.getMonthValue();
      case WEEKDAY -> date.getDayOfWeek().getValue();
      case NONE, HOUR -> Double.NaN;
    };
  }

  /** A date of eight digits, from 1900 to 2099; what else it could be is a number. */
  static boolean compact(String cell) {
    String bare = Spelling.bare(cell);
    return bare.length() == 8
        && (bare.startsWith("19") || bare.startsWith("20"))
        && date(bare, CellForm.Order.MONTH_FIRST).isPresent();
  }

  /** Whether a cell's year has two digits. */
  static boolean shortYear(String cell) {
    Matcher parts = PARTS.matcher(Spelling.bare(cell).toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      return false;
    }
    Matcher last = YEAR_LAST.matcher(parts.group(1));
    Matcher named = DAY_NAME_YEAR.matcher(parts.group(1));
    return (last.matches() && last.group(4).length() == 2)
        || (named.matches() && named.group(3).length() == 2);
  }

  /**
   * Reads a cell.
   *
   * @param order of day and month where both could come first
   * @return empty if it is no date, or not one in this order
   */
  static Optional<DateText> read(String cell, CellForm.Order order) {
    String text = usual(Spelling.bare(cell));
    if (text.length() > LONGEST || text.chars().noneMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    Matcher time = TIME.matcher(text);
    if (time.matches()) {
      return time(time, Optional.empty());
    }
    Matcher parts = PARTS.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Optional<LocalDate> date = date(parts.group(1), order);
    String behind = parts.group(2);
    if (date.isEmpty() || behind == null) {
      return date.map(day -> new DateText(Optional.of(day), 0, 0));
    }
    Matcher timeBehind = TIME.matcher(behind);
    return timeBehind.matches() ? time(timeBehind, date) : Optional.empty();
  }

  /** Without accents, in lower case, with blanks and signs of ASCII. */
  private static String usual(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKD)
        .replaceAll("\\p{M}", "")
        .replaceAll("[\\p{Z}\\s]+", " ")
        .replace('\u2212', '-')
        .replace("\u5E74", "-")
        .replace("\u6708", "-")
        .replace("\u65E5", "")
        .toLowerCase(Locale.ROOT);
  }

  private static Optional<DateText> time(Matcher time, Optional<LocalDate> day) {
    int hour = Integer.parseInt(time.group(1));
    int minute = Integer.parseInt(time.group(2));
    double second = time.group(3) == null ? 0 : Integer.parseInt(time.group(3));
    if (time.group(4) != null) {
      second += Double.parseDouble("0." + time.group(4));
    }
    String half = time.group(5);
    boolean valid = half == null ? hour < HOURS : hour >= 1 && hour <= NOON;
    if (!valid || minute > 59 || second >= 61) {
      return Optional.empty();
    }
    if (half != null) {
      hour = hour % NOON + (half.equals("p") ? NOON : 0);
    }
    return Optional.of(
        new DateText(day, hour + minute / 60.0 + second / 3600.0, ahead(time.group(6))));
  }

  private static double ahead(@Nullable String zone) {
    if (zone == null || Character.isLetter(zone.charAt(0))) {
      return 0;
    }
    String digits = zone.substring(1).replace(":", "");
    double hours =
        Integer.parseInt(digits.substring(0, 2))
            + (digits.length() > 2 ? Integer.parseInt(digits.substring(2)) / 60.0 : 0);
    return zone.charAt(0) == '-' ? -hours : hours;
  }

  private static Optional<LocalDate> date(String text, CellForm.Order order) {
    Optional<LocalDate> numbers = numbers(text, order);
    if (numbers.isPresent()) {
      return numbers;
    }
    Optional<LocalDate> named = named(text);
    return named.isPresent() ? named : named(WEEKDAY.matcher(text).replaceFirst(""));
  }

  private static Optional<LocalDate> numbers(String text, CellForm.Order order) {
    Matcher first = YEAR_FIRST.matcher(text);
    if (first.matches()) {
      boolean whole = first.group(4) != null;
      String century = first.group(1).substring(0, 2);
      if (!whole && !(first.group(2).equals("-") && CENTURIES.contains(century))) {
        return Optional.empty(); // 2024.12 is a number, 1001-05 a code
      }
      return day(first.group(1), first.group(3), whole ? first.group(4) : "1");
    }
    Matcher compact = COMPACT.matcher(text);
    if (compact.matches()) {
      return day(compact.group(1), compact.group(2), compact.group(3));
    }
    Matcher month = MONTH_YEAR.matcher(text);
    if (month.matches()) {
      return day(month.group(2), month.group(1), "1");
    }
    Matcher last = YEAR_LAST.matcher(text);
    if (!last.matches()) {
      return Optional.empty();
    }
    boolean dayFirst = last.group(2).equals(".") || order == CellForm.Order.DAY_FIRST;
    return day(last.group(4), last.group(dayFirst ? 3 : 1), last.group(dayFirst ? 1 : 3));
  }

  private static Optional<LocalDate> named(String text) {
    Matcher day = DAY_NAME_YEAR.matcher(text);
    if (day.matches()) {
      return named(day.group(3), day.group(2), day.group(1));
    }
    Matcher name = NAME_DAY_YEAR.matcher(text);
    if (name.matches()) {
      return named(name.group(3), name.group(1), name.group(2));
    }
    Matcher year = YEAR_NAME_DAY.matcher(text);
    if (year.matches()) {
      return named(year.group(1), year.group(2), year.group(3));
    }
    Matcher month = NAME_YEAR.matcher(text);
    return month.matches() ? named(month.group(2), month.group(1), "1") : Optional.empty();
  }

  private static Optional<LocalDate> named(String year, String name, String day) {
    Integer month = MONTHS.get(name);
    return month == null ? Optional.empty() : day(year, month.toString(), day);
  }

  private static Optional<LocalDate> day(String year, String month, String day) {
    int number = Integer.parseInt(year);
    if (year.length() == 2) {
      number += number < FIRST_SHORT_YEAR ? 2000 : 1900;
    }
    try {
      return Optional.of(LocalDate.of(number, Integer.parseInt(month), Integer.parseInt(day)));
    } catch (DateTimeException e) {
      return Optional.empty(); // such as a 13th month
    }
  }
}
