package dev.quickstudy.tables;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was read, and what was repaired while reading.
 *
 * @param rowsRead rows below the header
 * @param rowsKept rows of the table
 * @param ragged rows left out because they have more or fewer cells than the header
 * @param withoutAnswer rows left out because their answer is missing
 * @param duplicates rows left out because an earlier one is the same in every cell
 * @param ofSingleClasses rows left out because no other row has their class
 * @param badNumbers cells of numeric columns that are no numbers, now missing
 * @param respelled cells whose word is now spelled as it is elsewhere in its column
 * @param missing cells of the table without a value
 * @param emptyColumns columns left out because no cell has a value
 * @param namedColumns columns without a name in the header, called {@code column N} now
 */
public record TableSummary(
    long rowsRead,
    long rowsKept,
    long ragged,
    long withoutAnswer,
    long duplicates,
    long ofSingleClasses,
    long badNumbers,
    long respelled,
    long missing,
    List<String> emptyColumns,
    List<String> namedColumns) {
  public TableSummary {
    emptyColumns = List.copyOf(emptyColumns);
    namedColumns = List.copyOf(namedColumns);
  }

  /** What was left out or read as something else, and how many of it; zeros too. */
  public Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("rows left out that have more or fewer cells than the header", ragged);
    counts.put("rows left out whose answer is missing", withoutAnswer);
    counts.put("rows left out that repeat an earlier one", duplicates);
    counts.put("rows left out that are the only one of their class", ofSingleClasses);
    counts.put("cells made missing that are no numbers in a column of numbers", badNumbers);
    counts.put("words respelled as they are elsewhere in their column", respelled);
    return counts;
  }

  /** What was repaired, a line each; empty where nothing was. */
  public List<String> repairs() {
    List<String> lines = new ArrayList<>();
    counts()
        .forEach(
            (what, count) -> {
              if (count > 0) {
                lines.add(count + " " + what);
              }
            });
    if (!emptyColumns.isEmpty()) {
      lines.add("columns left out that are empty: " + String.join(", ", emptyColumns));
    }
    if (!namedColumns.isEmpty()) {
      lines.add("columns named that the header does not: " + String.join(", ", namedColumns));
    }
    return lines;
  }
}
