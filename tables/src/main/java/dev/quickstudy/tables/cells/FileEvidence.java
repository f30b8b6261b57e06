package dev.quickstudy.tables.cells;

import java.util.Collection;
import java.util.Optional;

/**
 * What the columns of a file show together, for those that do not show it themselves.
 *
 * @param stated the mark before fractions that the user named; it stands above what is shown
 * @param decimal the mark before fractions that other columns show
 * @param dayFirst whether dates begin with the day rather than the month
 * @param hint the mark that files of this form usually have
 */
public record FileEvidence(
    Optional<CellForm.Decimal> stated,
    Optional<CellForm.Decimal> decimal,
    Optional<Boolean> dayFirst,
    Optional<CellForm.Decimal> hint) {
  public static FileEvidence of(
      Collection<ColumnEvidence> columns,
      Optional<CellForm.Decimal> stated,
      Optional<CellForm.Decimal> hint) {
    long point = columns.stream().mapToLong(ColumnEvidence::forPoint).sum();
    long day = columns.stream().mapToLong(ColumnEvidence::forDayFirst).sum();
    return new FileEvidence(
        stated,
        point == 0
            ? Optional.empty()
            : Optional.of(point > 0 ? CellForm.Decimal.POINT : CellForm.Decimal.COMMA),
        day == 0 ? Optional.empty() : Optional.of(day > 0),
        hint);
  }

  /** The mark before fractions, if anything but a habit tells it. */
  Optional<CellForm.Decimal> known() {
    return stated.or(this::decimal);
  }
}
