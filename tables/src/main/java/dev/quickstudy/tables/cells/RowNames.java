package dev.quickstudy.tables.cells;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds columns that only name or number the rows of a table: nothing can be learned from them that
 * holds for other rows.
 */
public final class RowNames {
  private static final int FEWEST = 8;
  private static final int FEWEST_OF_ID = 3;
  private static final double NUMBERED_SHARE = 0.9;
  private static final double PRESENT_SHARE = 0.9;

  /** What programs write over the row numbers that they save. */
  private static final Pattern SAVED = Pattern.compile("|Unnamed: ?\\d+(_level_\\d+|\\.\\d+)*");

  private static final Pattern NAMED =
      Pattern.compile(
          "(?i:id|ids|index|idx|nr|no|row|rows|row[ _.-]?(id|nr|no|num|number|index)|rowid|obs|"
              + "observation|record|record[ _.-]?(id|no|nr)|uuid|guid|#|rownames)\\.?"
              + "|(?i:.+[ _.-](id|uuid|guid|idx|index))|.*[a-z](Id|ID)");

  private static final Pattern UUID =
      Pattern.compile("(?i)\\{?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\\}?");

  private RowNames() {}

  /**
   * Why a column is taken to name or number rows; empty if it is not.
   *
   * @param header its name as the file has it, empty if it has none
   * @param place among the columns of the file, from 0
   * @param different how many rows of the table differ in any cell
   */
  public static Optional<String> found(Column column, String header, int place, int different) {
    boolean saved = place == 0 && SAVED.matcher(header.strip()).matches();
    boolean named = NAMED.matcher(header.strip()).matches();
    if (different < 2 || column.form().kind() == CellForm.Kind.DATES) {
      return Optional.empty();
    }
    return column.numeric()
        ? numbers(column, place, saved, named, different)
        : words(column, saved, named, different);
  }

  private static Optional<String> numbers(
      Column column, int place, boolean saved, boolean named, int different) {
    double[] sorted = column.sorted();
    int distinct = column.distinct();
    boolean whole = Arrays.stream(sorted).allMatch(number -> number == Math.rint(number));
    boolean all = column.missing() == 0 && distinct >= different;
    if (!whole || !all || !column.form().unit().isEmpty()) {
      return Optional.empty();
    }
    double last = sorted[sorted.length - 1];
    if (saved) {
      return Optional.of("row numbers without a name");
    }
    boolean fromOne = sorted[0] == 0 || sorted[0] == 1;
    boolean inAnyOrder =
        place == 0 && different >= FEWEST && fromOne && last - sorted[0] == distinct - 1;
    if (inAnyOrder || rises(column)) {
      return Optional.of("whole numbers in a row, each once");
    }
    return named && different >= FEWEST_OF_ID
        ? Optional.of("different whole numbers, called so")
        : Optional.empty();
  }

  /** Whether whole numbers go up by 1 in nine of ten rows. */
  private static boolean rises(Column column) {
    if (column.rows() < FEWEST) {
      return false;
    }
    int steps = 0;
    for (int row = 1; row < column.rows(); row++) {
      steps += column.number(row) - column.number(row - 1) == 1 ? 1 : 0;
    }
    return steps >= NUMBERED_SHARE * (column.rows() - 1);
  }

  private static Optional<String> words(
      Column column, boolean saved, boolean named, int different) {
    int present = column.rows() - column.missing();
    int distinct = column.distinct();
    if (present == 0
        || distinct < present - (column.rows() - different)
        || present < PRESENT_SHARE * column.rows()) {
      return Optional.empty();
    }
    if (distinct >= 2
        && column.dictionary().stream().allMatch(word -> UUID.matcher(word).matches())) {
      return Optional.of("identifiers, each once");
    }
    if (saved) {
      return Optional.of("row names without a name");
    }
    boolean many = different >= FEWEST || (named && different >= FEWEST_OF_ID);
    return many ? Optional.of("words, another in each row") : Optional.empty();
  }
}
