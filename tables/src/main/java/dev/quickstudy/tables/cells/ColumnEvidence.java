package dev.quickstudy.tables.cells;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the cells of a column look like, counted one by one, and how they are then to be read. A
 * column is of numbers, or of dates, where nearly all cells that have a value are: 95 %, or in
 * tables of at most 40 rows all but two. Otherwise its cells are words.
 */
public final class ColumnEvidence {
  private static final double SHARE = 0.95;
  private static final int FEW_ROWS = 40;
  private static final int FEW_BAD = 2;
  private static final int GOOD_FOR_BAD = 3;
  private static final int LEAST_COMPACT = 3;
  private static final int LEAST_OF_CODE = 3;
  private static final int MOST_UNITS = 50;
  private static final int MOST_WORDS = 200;
  private static final int MOST_DIGITS = 15;
  private static final String PERCENT = "%";

  /** Numbers of one unit. */
  private static final class Marks {
    long same;
    long onlyPoint;
    long onlyComma;
    long either;

    long all(CellForm.Decimal decimal) {
      return same + either + (decimal == CellForm.Decimal.POINT ? onlyPoint : onlyComma);
    }

    long any() {
      return same + either + onlyPoint + onlyComma;
    }
  }

  private final List<String> missingWords;
  private final Map<String, Marks> units = new HashMap<>();
  private final Marks plain = new Marks();
  private final Map<String, Long> words = new HashMap<>();
  private final Map<String, Long> perhaps = new HashMap<>();
  private final Remark eitherMark = new Remark();
  private final Remark eitherOrder = new Remark();
  private final Remark noNumbers = new Remark();
  private final Remark shortYears = new Remark();
  private final Remark leadingZeros = new Remark();
  private final Remark rounded = new Remark();
  private long rows;
  private long values;
  private long compact;
  private long whole;
  private int shortest = Integer.MAX_VALUE;
  private int longest;
  private long dates;
  private long dayFirst;
  private long monthFirst;
  private long moreWords;
  private final Remark durations = new Remark();
  private final Remark times = new Remark();
  private Optional<CellForm.Order> stated = Optional.empty();

  /**
   * Of a column.
   *
   * @param missingWords further words that stand for a missing value, in lower case
   */
  public ColumnEvidence(List<String> missingWords) {
    this.missingWords = missingWords;
    units.put("", plain);
  }

  /** The file states the order of day and month. */
  public void state(CellForm.Order order) {
    stated = Optional.of(order);
  }

  /** Looks at a cell of the row at {@code where}. */
  public void add(Where where, String cell) {
    rows++;
    double number = NumberText.plain(cell);
    boolean named = !missingWords.isEmpty() && missingWords.contains(CellWords.lower(cell));
    if (named) {
      return;
    }
    if (!Double.isNaN(number)) {
      values++;
      plain(where, cell);
      return;
    }
    CellWords.Missing missing = CellWords.missing(cell);
    if (missing == CellWords.Missing.BLANK || missing == CellWords.Missing.SURE) {
      return;
    }
    if (missing == CellWords.Missing.PERHAPS || missing == CellWords.Missing.AMONG_NUMBERS) {
      perhaps.merge(CellWords.lower(cell), 1L, Long::sum);
      return;
    }
    values++;
    Optional<DurationText> duration = DurationText.read(cell);
    if (duration.isPresent()) {
      (duration.get().timeOfDay() ? times : durations).add(where, cell);
    }
    if (!number(where, cell)) {
      noNumbers.add(where, cell);
      if (!date(where, cell)) {
        countWord(cell);
      }
    }
  }

  private void plain(Where where, String cell) {
    int point = cell.indexOf('.');
    if (point < 0) {
      whole(where, cell.strip());
      plain.same++;
      compact += DateText.compact(cell) ? 1 : 0;
    } else if (NumberText.grouped(cell)) {
      plain.either++;
      eitherMark.add(where, cell);
    } else {
      plain.onlyPoint++;
    }
  }

  /** Looks for codes, which numbers do not keep: zeros in front, and more digits than fit. */
  private void whole(Where where, String cell) {
    int length = cell.length();
    if (!cell.chars().allMatch(sign -> sign >= '0' && sign <= '9')) {
      return;
    }
    whole++;
    shortest = Math.min(shortest, length);
    longest = Math.max(longest, length);
    if (length >= LEAST_OF_CODE && cell.charAt(0) == '0') {
      leadingZeros.add(where, cell);
    }
    if (length > MOST_DIGITS) {
      rounded.add(where, cell);
    }
  }

  /** Whether all values are digits of one length, some with zeros in front, as of postal codes. */
  private boolean codes() {
    return leadingZeros.count() > 0 && whole == values && shortest == longest;
  }

  private boolean number(Where where, String cell) {
    Optional<NumberText> point = NumberText.read(cell, CellForm.Decimal.POINT);
    Optional<NumberText> comma = NumberText.read(cell, CellForm.Decimal.COMMA);
    if (point.isEmpty() && comma.isEmpty()) {
      return false;
    }
    String unit = point.or(() -> comma).map(NumberText::unit).orElse("");
    if (units.size() >= MOST_UNITS && !units.containsKey(unit)) {
      return false;
    }
    Marks marks = units.computeIfAbsent(unit, none -> new Marks());
    if (point.isEmpty()) {
      marks.onlyComma++;
    } else if (comma.isEmpty()) {
      marks.onlyPoint++;
    } else if (point.equals(comma)) {
      marks.same++;
    } else {
      marks.either++;
      eitherMark.add(where, cell);
    }
    return true;
  }

  private boolean date(Where where, String cell) {
    Optional<DateText> day = DateText.read(cell, CellForm.Order.DAY_FIRST);
    Optional<DateText> month = DateText.read(cell, CellForm.Order.MONTH_FIRST);
    if (day.isEmpty() && month.isEmpty()) {
      return false;
    }
    if (DateText.shortYear(cell)) {
      shortYears.add(where, cell);
    }
    if (day.isEmpty()) {
      monthFirst++;
    } else if (month.isEmpty()) {
      dayFirst++;
    } else {
      dates++;
      if (!day.equals(month)) {
        eitherOrder.add(where, cell);
      }
    }
    return true;
  }

  private void countWord(String cell) {
    String key = CellWords.key(cell);
    if (words.size() < MOST_WORDS || words.containsKey(key)) {
      words.merge(key, 1L, Long::sum);
    } else {
      moreWords++;
    }
  }

  /** Whether no cell has a value. */
  public boolean empty() {
    return values == 0;
  }

  /** The mark that cells of this column show, if they do. */
  public Optional<CellForm.Decimal> shown() {
    long point = units.values().stream().mapToLong(marks -> marks.onlyPoint).sum();
    long comma = units.values().stream().mapToLong(marks -> marks.onlyComma).sum();
    return point == comma
        ? Optional.empty()
        : Optional.of(point > comma ? CellForm.Decimal.POINT : CellForm.Decimal.COMMA);
  }

  /** Cells that show a decimal point, less those that show a comma, where most are numbers. */
  long forPoint() {
    long numbers = units.values().stream().mapToLong(Marks::any).sum();
    return 2 * numbers < values
        ? 0
        : units.values().stream().mapToLong(marks -> marks.onlyPoint - marks.onlyComma).sum();
  }

  /** Cells that show the day first, less those that show the month first. */
  long forDayFirst() {
    return dayFirst - monthFirst;
  }

  /**
   * How the column is to be read.
   *
   * @param file what the file's other columns show
   * @param lines gets what is to be said of it
   */
  public CellForm decide(String name, FileEvidence file, List<String> lines) {
    long allDates = dates + dayFirst + monthFirst;
    if (compact == values && compact >= LEAST_COMPACT) {
      lines.add("column '%s': its numbers of eight digits are read as dates".formatted(name));
      return CellForm.NUMBERS.as(CellForm.Kind.DATES).with(missingWords);
    }
    if (codes()) {
      lines.add(
          "column '%s' is read as words: its values are codes with zeros in front, first %s"
              .formatted(name, leadingZeros.first()));
      return CellForm.WORDS.with(missingWords);
    }
    long lengths = durations.count() + times.count();
    if (durations.count() > 0 && enough(lengths, values - lengths)) {
      lines.add(
          "column '%s' is read as durations, in seconds (a:b as minutes and seconds), as %s is no time of day"
              .formatted(name, durations.first()));
      return CellForm.NUMBERS.as(CellForm.Kind.DURATIONS).with(missingWords);
    }
    CellForm numbers = numbers(file);
    long good = count(numbers);
    if (enough(good, values - good)) {
      tellNumbers(name, file, numbers, lines);
      return numbers.with(missingWords);
    }
    CellForm.Order order = order(file);
    long badDates = order == CellForm.Order.DAY_FIRST ? monthFirst : dayFirst;
    long goodDates = allDates - badDates;
    if (enough(goodDates, values - goodDates)) {
      tellDates(name, file, order, lines);
      if (times.count() > 0) {
        lines.add(
            "column '%s' is read as times of day, in hours, first %s; write durations as numbers of seconds"
                .formatted(name, times.first()));
      }
      return CellForm.NUMBERS.as(CellForm.Kind.DATES).with(order).with(missingWords);
    }
    if (2 * Math.max(good, goodDates) >= values && values > 0) {
      boolean more = good >= goodDates;
      lines.add(
          "column '%s' is read as words: %d of its %d values are %s, the others not%s"
              .formatted(
                  name,
                  more ? good : goodDates,
                  values,
                  (more ? "numbers" : "dates")
                      + (numbers.unit().isEmpty() || !more ? "" : " in " + numbers.unit()),
                  noNumbers.count() > 0 && more ? ", first " + noNumbers.first() : ""));
    }
    return CellForm.WORDS.with(missingWords);
  }

  /** How later cells are read, where they are of a column that is known. */
  public CellForm like(String name, CellForm known, FileEvidence file, List<String> lines) {
    if (known.kind() == CellForm.Kind.NUMBERS) {
      CellForm.Decimal decimal =
          file.stated()
              .or(this::shown)
              .or(() -> eitherMark.count() > 0 ? file.decimal() : Optional.empty())
              .orElse(known.decimal());
      if (decimal != known.decimal()) {
        lines.add(
            "column '%s' is read with a decimal %s, as this file has it; what was learned from has a decimal %s"
                .formatted(name, word(decimal), word(known.decimal())));
      }
      if (eitherMark.count() > 0 && shown().isEmpty() && file.known().isEmpty()) {
        lines.add(
            "column '%s': nothing in the file tells whether marks as in %s are of thousands or of decimals; a decimal %s is taken, as in what was learned from"
                .formatted(name, eitherMark.first(), word(decimal)));
      }
      return known.with(decimal);
    }
    if (known.kind() == CellForm.Kind.DATES) {
      CellForm.Order order =
          stated.orElseGet(
              () ->
                  forDayFirst() == 0
                      ? file.dayFirst().map(ColumnEvidence::order).orElse(known.order())
                      : order(forDayFirst() > 0));
      if (order != known.order() && eitherOrder.count() > 0) {
        lines.add(
            "column '%s' is read with the %s first, as this file has it"
                .formatted(name, order == CellForm.Order.DAY_FIRST ? "day" : "month"));
      }
      if (stated.isEmpty()
          && eitherOrder.count() > 0
          && forDayFirst() == 0
          && file.dayFirst().isEmpty()) {
        lines.add(
            "column '%s': nothing in the file tells whether the day or the month comes first in dates as %s; the %s is taken, as in what was learned from"
                .formatted(
                    name,
                    eitherOrder.first(),
                    order == CellForm.Order.DAY_FIRST ? "day" : "month"));
      }
      return known.with(order);
    }
    return known;
  }

  private boolean enough(long good, long bad) {
    if (good == 0) {
      return false;
    }
    return good >= SHARE * (good + bad)
        || (rows <= FEW_ROWS && bad <= FEW_BAD && good >= GOOD_FOR_BAD * bad);
  }

  /** The mark and the unit of the column, if it is one of numbers. */
  private CellForm numbers(FileEvidence file) {
    CellForm.Decimal decimal =
        file.stated()
            .or(this::shown)
            .or(file::decimal)
            .or(file::hint)
            .orElse(CellForm.Decimal.POINT);
    String unit = "";
    long most = 0;
    long inUnits = 0;
    for (Map.Entry<String, Marks> one : units.entrySet()) {
      long count = one.getValue().all(decimal);
      if (!one.getKey().isEmpty() && count > 0) {
        inUnits++;
        if (count > most || (count == most && one.getKey().compareTo(unit) < 0)) {
          most = count;
          unit = one.getKey();
        }
      }
    }
    boolean onlyMoney = inUnits == 1 && NumberText.money(unit);
    boolean usual = most > plain.all(decimal);
    return CellForm.NUMBERS.with(decimal).in(onlyMoney || usual ? unit : "");
  }

  /** How many cells can be read so. */
  private long count(CellForm numbers) {
    Marks own = units.getOrDefault(numbers.unit(), plain);
    boolean both = !numbers.unit().isEmpty() && !numbers.unit().equals(PERCENT);
    return own.all(numbers.decimal()) + (both ? plain.all(numbers.decimal()) : 0);
  }

  private CellForm.Order order(FileEvidence file) {
    if (stated.isPresent()) {
      return stated.get();
    }
    return forDayFirst() == 0
        ? file.dayFirst().map(ColumnEvidence::order).orElse(CellForm.Order.MONTH_FIRST)
        : order(forDayFirst() > 0);
  }

  static CellForm.Order order(boolean dayFirst) {
    return dayFirst ? CellForm.Order.DAY_FIRST : CellForm.Order.MONTH_FIRST;
  }

  private static String word(CellForm.Decimal decimal) {
    return decimal == CellForm.Decimal.POINT ? "point" : "comma";
  }

  private void tellNumbers(String name, FileEvidence file, CellForm numbers, List<String> lines) {
    if (!numbers.unit().isEmpty()) {
      lines.add("column '%s' is read as numbers in %s".formatted(name, numbers.unit()));
    }
    if (eitherMark.count() > 0 && shown().isEmpty() && file.known().isEmpty()) {
      lines.add(
          "column '%s': nothing in the file tells whether marks as in %s are of thousands or of decimals; a decimal %s is taken"
              .formatted(name, eitherMark.first(), word(numbers.decimal())));
    }
    if (leadingZeros.count() > 0) {
      lines.add(
          "column '%s' is read as numbers, without the zeros in front of %d of them, first %s"
              .formatted(name, leadingZeros.count(), leadingZeros.first()));
    }
    if (rounded.count() > 0) {
      lines.add(
          "column '%s': %d numbers of more than %d digits are rounded, first %s"
              .formatted(name, rounded.count(), MOST_DIGITS, rounded.first()));
    }
  }

  private void tellDates(String name, FileEvidence file, CellForm.Order order, List<String> lines) {
    if (stated.isEmpty()
        && eitherOrder.count() > 0
        && forDayFirst() == 0
        && file.dayFirst().isEmpty()) {
      lines.add(
          "column '%s': nothing in the file tells whether the day or the month comes first in dates as %s; the %s is taken"
              .formatted(
                  name, eitherOrder.first(), order == CellForm.Order.DAY_FIRST ? "day" : "month"));
    }
    if (shortYears.count() > 0) {
      lines.add(
          "column '%s': years of two digits are taken as 1969 to 2068, first %s"
              .formatted(name, shortYears.first()));
    }
  }

  /**
   * Whether a word that may stand for a missing value is one of the words of the column: it is at
   * least half as frequent as the rarest of the others.
   */
  private boolean category(long count) {
    long rarest =
        moreWords > 0
            ? 1
            : words.values().stream().mapToLong(own -> own).min().orElse(Long.MAX_VALUE);
    return count >= FEW_BAD && 2 * count >= rarest;
  }

  /**
   * The words of a column of words that may stand for a missing value and do not.
   *
   * @param lines gets what is to be said of them
   */
  public List<String> categories(String name, List<String> lines) {
    List<String> kept =
        perhaps.entrySet().stream()
            .filter(
                word ->
                    CellWords.missing(word.getKey()) == CellWords.Missing.AMONG_NUMBERS
                        || category(word.getValue()))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    for (String word : kept) {
      lines.add(
          "column '%s': '%s' is taken as one of its words and not as a missing value, as %d rows have it"
              .formatted(name, word, perhaps.getOrDefault(word, 0L)));
    }
    return kept;
  }
}
