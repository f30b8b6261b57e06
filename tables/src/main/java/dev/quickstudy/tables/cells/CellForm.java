package dev.quickstudy.tables.cells;

import java.util.List;

/**
 * How the cells of a column are read: found from all cells of the rows that are learned from, and
 * kept with the task, so that later cells are read the same way. A value.
 *
 * @param kind what the cells are
 * @param decimal of numbers: what stands before the fraction
 * @param unit of numbers: the currency, {@code %} or unit that they are in; empty for none
 * @param order of dates whose first two numbers could be day or month
 * @param part of dates: what of them the column holds
 * @param missing further words that stand for a missing value, in lower case
 */
public record CellForm(
    Kind kind, Decimal decimal, String unit, Order order, Part part, List<String> missing) {
  /** Numbers with a decimal point. */
  public static final CellForm NUMBERS = of(Kind.NUMBERS);

  /** CellWords. */
  public static final CellForm WORDS = of(Kind.WORDS);

  /** What cells are. */
  public enum Kind {
    /** Numbers. */
    NUMBERS,
    /** CellWords out of a dictionary. */
    WORDS,
    /** Dates, times of day or both; the column holds one part of them as numbers. */
    DATES,
    /** Durations such as 9:22 or 29:09:16; the column holds their seconds. */
    DURATIONS
  }

  /** What stands before the fraction of a number. */
  public enum Decimal {
    /** As in 1,234.5. */
    POINT('.', ','),
    /** As in 1.234,5. */
    COMMA(',', '.');

    private final char mark;
    private final char other;

    Decimal(char mark, char other) {
      this.mark = mark;
      this.other = other;
    }

    char mark() {
      return mark;
    }

    char other() {
      return other;
    }
  }

  /** Which number comes first in dates such as 3/4/2024. */
  public enum Order {
    /** The third of April. */
    DAY_FIRST,
    /** The fourth of March. */
    MONTH_FIRST
  }

  /** What of a date a column holds. */
  public enum Part {
    /** It holds no date. */
    NONE(""),
    /** Days since the first of January 1970, with a fraction where there is a time (UTC). */
    DAYS("days"),
    /** The year. */
    YEAR("year"),
    /** 1 to 12. */
    MONTH("month"),
    /** 1 for Monday to 7. */
    WEEKDAY("weekday"),
    /** Hours since midnight as written, 0 to 24. */
    HOUR("hour");

    private final String label;

    Part(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  public CellForm {
    missing = List.copyOf(missing);
  }

  private static CellForm of(Kind kind) {
    return new CellForm(kind, Decimal.POINT, "", Order.MONTH_FIRST, Part.NONE, List.of());
  }

  /** Whether the column holds numbers rather than words. */
  public boolean numeric() {
    return kind != Kind.WORDS;
  }

  public CellForm with(Decimal other) {
    return new CellForm(kind, other, unit, order, part, missing);
  }

  public CellForm with(Order other) {
    return new CellForm(kind, decimal, unit, other, part, missing);
  }

  public CellForm with(Part other) {
    return new CellForm(kind, decimal, unit, order, other, missing);
  }

  CellForm in(String otherUnit) {
    return new CellForm(kind, decimal, otherUnit, order, part, missing);
  }

  CellForm as(Kind other) {
    return new CellForm(other, decimal, unit, order, part, missing);
  }

  public CellForm with(List<String> missingWords) {
    return new CellForm(kind, decimal, unit, order, part, missingWords);
  }
}
