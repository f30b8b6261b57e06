package dev.quickstudy.data.rows;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Whether the first of some rows names their columns. */
public final class Headers {
  /** What columns are often called, in lower case. */
  private static final Set<String> USUAL =
      Set.of(
          "text",
          "texts",
          "sentence",
          "utterance",
          "query",
          "question",
          "message",
          "content",
          "document",
          "review",
          "title",
          "body",
          "comment",
          "label",
          "labels",
          "category",
          "class",
          "intent",
          "relation",
          "target",
          "topic",
          "sentiment",
          "choice",
          "tag",
          "kind",
          "type",
          "species",
          "id",
          "index",
          "name",
          "date",
          "time",
          "age",
          "sex",
          "gender",
          "price",
          "answer",
          "annotator",
          "data",
          "unnamed: 0",
          "file",
          "origin");

  /** Numbers, dates, times, money and shares. */
  private static final Pattern FIGURE =
      Pattern.compile("[-+(]?[$€£¥]?[-+]?[0-9.][-0-9 \u00a0\u202f.,:/TZ'eE+]*[%)€$£]?");

  /** Dates with the month as a word: {@code 5 March 2024}, {@code Mon, Mar 5 2024}. */
  private static final Pattern NAMED_MONTH =
      Pattern.compile(
          "(\\p{L}{2,10}[.,]*\\s+)?(\\d{1,4}[.,]?[\\s-]+\\p{L}{3,12}[.,]?|\\p{L}{3,12}[.,]?[\\s-]+\\d{1,2}(st|nd|rd|th)?)[.,]?([\\s-]+\\d{1,4})?([\\s,T]+\\d{1,2}:\\d{2}\\S*(\\s?[aApP][mM])?)?");

  private static final double MOSTLY = 0.8;
  private static final int PROSE = 3;

  private Headers() {}

  /** Whether a cell is a number, a date, a time, money or a share. */
  public static boolean figure(String cell) {
    String bare = cell.strip();
    return FIGURE.matcher(bare).matches() || NAMED_MONTH.matcher(bare).matches();
  }

  /** Whether one of these names is a usual one. */
  static boolean usual(List<String> names) {
    return names.stream().anyMatch(name -> USUAL.contains(name.strip().toLowerCase(Locale.ROOT)));
  }

  /**
   * What speaks for a header.
   *
   * @return more than 0 if the first row names the columns, less if it is a row like the others, 0
   *     where nothing tells
   */
  static int evidence(List<List<String>> records) {
    List<String> first = records.get(0);
    if (usual(first)) {
      return 1;
    }
    boolean numbered = numbered(first);
    List<List<String>> rest = withoutRepeats(first, records.subList(1, records.size()));
    int evidence = 0;
    for (int column = 0; column < first.size(); column++) {
      String cell = first.get(column).strip();
      if (!cell.isEmpty() && !(numbered && figure(cell))) {
        evidence += evidence(cell, column, rest);
      }
    }
    return evidence == 0 && repeats(first) ? -1 : evidence;
  }

  /**
   * The rows below, without those that repeat the first one as where files were put together with
   * their headers: words of which none stands in any other row.
   */
  private static List<List<String>> withoutRepeats(List<String> first, List<List<String>> below) {
    List<List<String>> others = below.stream().filter(row -> !row.equals(first)).toList();
    boolean header =
        others.size() > 1
            && first.stream().noneMatch(Headers::figure)
            && IntStream.range(0, first.size())
                .allMatch(
                    i ->
                        others.stream()
                            .noneMatch(row -> i < row.size() && row.get(i).equals(first.get(i))));
    return header ? others : below;
  }

  private static int evidence(String cell, int column, List<List<String>> rest) {
    int filled = 0;
    int figures = 0;
    int words = 0;
    boolean again = false;
    Set<String> distinct = new HashSet<>();
    for (List<String> record : rest) {
      String other = column < record.size() ? record.get(column).strip() : "";
      if (!other.isEmpty()) {
        filled++;
        figures += figure(other) ? 1 : 0;
        words += words(other);
        again |= other.equals(cell);
        distinct.add(other);
      }
    }
    if (filled == 0) {
      return figure(cell) ? -1 : 0;
    }
    if (figures >= MOSTLY * filled) {
      return figure(cell) ? -1 : 1;
    }
    if (again && words < PROSE * filled) {
      return -1;
    }
    if (words >= PROSE * filled && filled > 1) {
      return words(cell) == 1 ? 1 : words(cell) >= PROSE ? -1 : 0;
    }
    return figure(cell) ? -1 : 2 * distinct.size() <= filled ? 1 : 0;
  }

  private static int words(String cell) {
    return cell.split("\\s+").length;
  }

  /** 0, 1, 2 … or 1, 2, 3 …: columns that were never named. */
  private static boolean numbered(List<String> first) {
    int next = -1;
    int found = 0;
    for (String cell : first) {
      String bare = cell.strip();
      if (bare.matches("[0-9]{1,4}")) {
        int number = Integer.parseInt(bare);
        boolean begins = number <= 1 || (number >= 1900 && number <= 2100); // or years
        if (next >= 0 ? number != next : !begins) {
          return false;
        }
        next = number + 1;
        found++;
      }
    }
    return found > 1;
  }

  private static boolean repeats(List<String> first) {
    Set<String> seen = new HashSet<>();
    return first.stream().map(String::strip).anyMatch(cell -> !cell.isEmpty() && !seen.add(cell));
  }
}
