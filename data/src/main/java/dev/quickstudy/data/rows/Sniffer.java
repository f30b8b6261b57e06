package dev.quickstudy.data.rows;

import dev.quickstudy.data.rows.ReadingException.Statement;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the dialect of separated values in the first rows of a file: that in which the rows have as
 * many cells as the first one, and the cells look whole (the two measures of van den Burg, Nazábal
 * and Sutton 2019).
 */
final class Sniffer {
  /** Separators that are tried, the usual ones first. */
  private static final List<Character> SEPARATORS = List.of(',', ';', '\t', '|');

  private static final int MOST_RECORDS = 1000;
  private static final double MOST = 0.9;
  private static final double ANOMALY = 0.02;

  private final Path file;
  private final String sample;
  private final boolean whole;

  /**
   * Looks at the first characters of a file.
   *
   * @param sample without what stands before the first row
   * @param whole whether the file has no more
   */
  Sniffer(Path file, String sample, boolean whole) {
    this.file = file;
    this.sample = sample;
    this.whole = whole;
  }

  /** One try. */
  record Found(Dialect dialect, List<List<String>> records, int width, double score) {}

  /** The dialect that fits best. */
  Found find(Optional<Character> stated) {
    List<Found> found = new ArrayList<>();
    for (char separator : stated.map(List::of).orElse(SEPARATORS)) {
      for (Dialect dialect : dialects(separator)) {
        tried(dialect, stated.isPresent()).ifPresent(found::add);
      }
    }
    Found best = null;
    for (Found one : found) {
      best = best == null || one.score() > best.score() ? one : best;
    }
    if (best != null) {
      return best;
    }
    Found single = single();
    if (stated.isEmpty()) {
      requireNoTitle(single);
    }
    return single;
  }

  private List<Dialect> dialects(char separator) {
    List<Dialect> dialects = new ArrayList<>();
    dialects.add(Dialect.of(separator));
    if (sample.contains("\\\"")) {
      dialects.add(new Dialect(separator, '"', true));
    }
    if (separator == '\t') {
      dialects.add(new Dialect(separator, Dialect.NONE, false));
    }
    return dialects;
  }

  private Found single() {
    List<List<String>> records = new ArrayList<>();
    cut(Dialect.of(Dialect.NONE), splitter -> records.add(splitter.cells()));
    return new Found(Dialect.of(Dialect.NONE), records, 1, 0);
  }

  private interface Taker {
    void take(Splitter splitter);
  }

  private void cut(Dialect dialect, Taker taker) {
    try {
      Splitter splitter = new Splitter(new StringReader(sample), dialect, 1);
      int count = 0;
      while (count < MOST_RECORDS && splitter.next()) {
        if (splitter.blank()) {
          continue;
        }
        boolean last = splitter.atEnd();
        if (!last || whole || count == 0) {
          taker.take(splitter);
        }
        count++;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // of a string: never
    }
  }

  /** How well a dialect fits; empty where the first row has one cell. */
  private Optional<Found> tried(Dialect dialect, boolean stated) {
    List<List<String>> records = new ArrayList<>();
    int[] counts = new int[3]; // cells, clean ones, odd quotes
    cut(
        dialect,
        splitter -> {
          records.add(splitter.cells());
          counts[2] += splitter.literal() + (splitter.problem().isPresent() ? 5 : 0);
          for (int i = 0; i < splitter.cells().size(); i++) {
            String cell = splitter.cells().get(i);
            boolean asWritten = dialect.quote() == Dialect.NONE && wrapped(cell);
            counts[0]++;
            counts[1] += splitter.quoted(i) || clean(cell, dialect.separator()) ? 1 : 0;
            counts[2] += asWritten ? 1 : 0;
          }
        });
    if (records.isEmpty() || (records.get(0).size() < 2 && !stated)) {
      return Optional.empty();
    }
    int width = records.get(0).size();
    int same = 0;
    for (List<String> record : records) {
      same += record.size() == width ? 1 : 0;
    }
    if (same == 1 && width >= 2 && records.size() > 1) {
      int next = width + 1;
      long wider = records.stream().skip(1).filter(record -> record.size() == next).count();
      same = wider >= MOST * (records.size() - 1) ? (int) wider : same;
    }
    if (!stated && prose(records.get(0)) && same < MOST * records.size()) {
      return Optional.empty();
    }
    double fit = (double) same / records.size();
    double whole = (double) counts[1] / Math.max(1, counts[0]);
    double score =
        (fit + 0.001) * (0.25 + 0.75 * whole) * (1 - 1.0 / (width + 1))
            - ANOMALY * Math.min(10, counts[2]);
    return Optional.of(new Found(dialect, records, width, score));
  }

  private static boolean wrapped(String cell) {
    String bare = cell.strip();
    return bare.length() > 1 && bare.startsWith("\"") && bare.endsWith("\"");
  }

  /** Whether all cells but the first begin with a blank, as behind the commas of a sentence. */
  private static boolean prose(List<String> record) {
    return record.stream().skip(1).allMatch(cell -> cell.startsWith(" "));
  }

  /** Whether no other separator stands in a cell, but for those of sentences and of decimals. */
  private static boolean clean(String cell, char separator) {
    if (Decimals.number(cell)) {
      return true;
    }
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      boolean other = c != separator && SEPARATORS.contains(c);
      if (other && (i + 1 == cell.length() || !Character.isWhitespace(cell.charAt(i + 1)))) {
        return false;
      }
    }
    return true;
  }

  /** A first line without separators over rows that have them is a title, not a header. */
  private void requireNoTitle(Found single) {
    for (char separator : SEPARATORS) {
      List<List<String>> below = new ArrayList<>();
      cut(Dialect.of(separator), splitter -> below.add(splitter.cells()));
      if (below.size() < 4) {
        continue;
      }
      Map<Integer, Integer> widths = new HashMap<>();
      below.stream().skip(1).forEach(record -> widths.merge(record.size(), 1, Integer::sum));
      widths.remove(1);
      widths.forEach(
          (width, count) -> {
            long loose =
                below.stream()
                    .skip(1)
                    .filter(record -> record.size() == width && prose(record))
                    .count();
            if (count >= MOST * (below.size() - 1) && loose < 0.1 * count) {
              throw new ReadingException(
                  Statement.SEPARATOR,
                  "%s: its first line has no separator, but the rows below have %d cells separated by %s; delete a title above the header, or state the separator"
                      .formatted(file, width, RowOptions.noun(separator)));
            }
          });
    }
    if (single.records().isEmpty()) {
      throw new ReadingException(Statement.NONE, file + " is empty; a header and rows are needed");
    }
  }
}
