package dev.quickstudy.data.rows;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cells that are written so that a spreadsheet keeps them as text: {@code ="0057"}, {@code '9}. */
final class SpreadsheetText {
  private static final Pattern FORMULA = Pattern.compile("\\s*=\"((?:[^\"]|\"\")*)\"\\s*");
  private static final Pattern APOSTROPHE = Pattern.compile("\\s*'([-+]?\\d[\\d.,]*)\\s*");

  private SpreadsheetText() {}

  /** What a cell holds; itself where it is not written so. */
  static String of(String cell) {
    if (cell.indexOf('=') < 0 && cell.indexOf('\'') < 0) {
      return cell;
    }
    Matcher formula = FORMULA.matcher(cell);
    if (formula.matches()) {
      return formula.group(1).replace("\"\"", "\"");
    }
    Matcher number = APOSTROPHE.matcher(cell);
    return number.matches() ? number.group(1) : cell;
  }

  /** The same of all cells of a row. */
  static List<String> of(List<String> cells) {
    return cells.stream().map(SpreadsheetText::of).toList();
  }
}
