package dev.quickstudy.tables.files;

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
 * @param duplicates rows that are the same as an earlier one in every column; they stay, as they
 *     are observations too
 * @param ofSingleClasses rows left out because no other row has their class
 * @param badNumbers cells of numeric columns that are no numbers, now missing
 * @param respelled cells whose word is now spelled as it is elsewhere in its column
 * @param missing cells of the table without a value
 * @param emptyColumns columns left out because no cell has a value
 * @param namedColumns columns without a name in the header, called {@code column N} now
 * @param ignored columns left out because they only name or number rows
 * @param notes what else was taken or repaired, a line each, with the column and the first lines
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
    List<String> namedColumns,
    List<String> ignored,
    List<String> notes) {
  /** Lines of notes at most; wide tables may have very many. */
  private static final int MOST_NOTES = 40;

  public TableSummary {
    emptyColumns = List.copyOf(emptyColumns);
    namedColumns = List.copyOf(namedColumns);
    ignored = List.copyOf(ignored);
    notes = List.copyOf(notes);
  }

  /** What was left out or read as something else, and how many of it; zeros too. */
  public Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("rows left out that have more or fewer cells than the header", ragged);
    counts.put("rows without an answer, not learned from", withoutAnswer);
    counts.put(
        "rows that repeat an earlier one in the columns that are read, kept as observations",
        duplicates);
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
    lines.addAll(notes.subList(0, Math.min(MOST_NOTES, notes.size())));
    if (notes.size() > MOST_NOTES) {
      lines.add((notes.size() - MOST_NOTES) + " more such lines");
    }
    return lines;
  }
}
