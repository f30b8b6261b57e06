package dev.quickstudy.tables;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.rows.RowOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Reads a table from a CSV or ARFF file. The file is read twice, row by row: once to find the types
 * of its columns and once for their values, so that no more is held than the table itself and a
 * hash of each row.
 *
 * <p>A column is numeric where at least 95 % of its cells that have a value are numbers; the other
 * cells are then missing. Otherwise its cells are words; spellings that differ in case, blanks or
 * trailing punctuation only are one word, spelled as it first occurs. Cells that are empty or one
 * of {@code ?}, {@code NA}, {@code N/A}, {@code NaN} and {@code null} are missing. What else is
 * repaired is counted: see {@link TableSummary}.
 *
 * @param answers what the answers are to be
 * @param options how the file is written; its label is the column of answers, the last if empty
 * @param leastOfClass rows of classes with fewer are left out; at least 1
 */
public record TableReader(Answers answers, RowOptions options, int leastOfClass) {
  /** Classes at most; a table that has more was hardly meant so. */
  static final int MOST_CLASSES = 1000;

  private static final int MOST_NUMERIC_CLASSES = 50;
  private static final double NUMERIC_SHARE = 0.95;
  private static final double MOST_RAGGED_SHARE = 0.1;

  /** What a table's answers are. */
  public enum Answers {
    /** One of a few classes; numbers are read as names of classes. */
    CLASSES,
    /** Numbers. */
    VALUES
  }

  /** Classes in the last column. */
  public TableReader() {
    this(Answers.CLASSES, RowOptions.FOUND);
  }

  /** Where a class needs 2 rows, one to learn from and one to be judged on. */
  public TableReader(Answers answers, RowOptions options) {
    this(answers, options, 2);
  }

  /** What cells a column has. */
  static final class Found {
    long numbers;
    long words;

    void add(String cell) {
      if (!Words.missing(cell)) {
        boolean number = Words.number(cell).isPresent();
        numbers += number ? 1 : 0;
        words += number ? 0 : 1;
      }
    }

    boolean numeric() {
      return numbers > 0 && numbers >= NUMERIC_SHARE * (numbers + words);
    }
  }

  /**
   * Reads a file.
   *
   * @throws DataException if it cannot be read, or its answers cannot be learned: no such column,
   *     fewer than two classes or too many, numbers that are none
   */
  public TableFile read(Path file) {
    Rows rows = Rows.of(file, options);
    List<String> header = rows.header();
    int width = header.size();
    int answer = answerColumn(file, header);
    Found[] found = new Found[width];
    Arrays.setAll(found, i -> new Found());
    long[] counts = new long[5]; // read, ragged, first ragged line, without answer, duplicates
    rows.forEach((line, cells) -> scan(line, cells, found, answer, counts));
    if (counts[1] > MOST_RAGGED_SHARE * counts[0]) {
      throw new DataException(
          file
              + " has "
              + counts[1]
              + " of "
              + counts[0]
              + " rows with more or fewer cells than its header's "
              + width
              + ", the first in line "
              + counts[2]
              + "; quote cells that hold separators, and repair its rows");
    }
    requireColumns(file, header, found, answer);
    GrowingColumn[] growing = new GrowingColumn[width];
    Arrays.setAll(
        growing,
        i -> new GrowingColumn(i == answer ? answers == Answers.VALUES : found[i].numeric()));
    Set<Long> seen = new HashSet<>();
    rows.forEach(
        (line, cells) -> {
          if (cells.size() != width || Words.missing(cells.get(answer))) {
            return;
          }
          if (!seen.add(hash(cells))) {
            counts[4]++;
            return;
          }
          for (int i = 0; i < width; i++) {
            growing[i].add(cells.get(i));
          }
        });
    return table(file, rows, growing, answer, counts);
  }

  private void scan(long line, List<String> cells, Found[] found, int answer, long[] counts) {
    counts[0]++;
    if (cells.size() != found.length) {
      counts[2] = counts[1]++ == 0 ? line : counts[2];
    } else if (Words.missing(cells.get(answer))) {
      counts[3]++;
    } else {
      for (int i = 0; i < found.length; i++) {
        found[i].add(cells.get(i));
      }
    }
  }

  private static void requireColumns(Path file, List<String> header, Found[] found, int answer) {
    boolean answered = found[answer].numbers + found[answer].words > 0;
    boolean told =
        IntStream.range(0, found.length)
            .anyMatch(i -> i != answer && found[i].numbers + found[i].words > 0);
    if (answered && !told) {
      throw new DataException(
          file + " has no column with values beside its answers '" + header.get(answer) + "'");
    }
  }

  private int answerColumn(Path file, List<String> header) {
    int answer = options.label().map(header::indexOf).orElse(header.size() - 1);
    if (answer < 0) {
      throw new DataException(
          file
              + " has no column '"
              + options.label().orElse("")
              + "' for the answers; its columns are "
              + String.join(", ", header));
    }
    return answer;
  }

  /**
   * 64 bits of a row's cells, blanks around them aside. Two different rows agree by chance never.
   */
  private static long hash(List<String> cells) {
    long hash = 0xcbf29ce484222325L;
    for (String cell : cells) {
      String bare = cell.strip();
      for (int i = 0; i < bare.length(); i++) {
        hash = (hash ^ bare.charAt(i)) * 0x9E3779B97F4A7C15L;
        hash ^= hash >>> 29;
      }
      hash = (hash ^ 0x1F) * 0xBF58476D1CE4E5B9L;
      hash ^= hash >>> 32;
    }
    return hash;
  }

  private TableFile table(
      Path file, Rows rows, GrowingColumn[] growing, int answer, long[] counts) {
    List<String> header = rows.header();
    Column answers = growing[answer].column(header.get(answer));
    int[] kept = kept(file, answers);
    List<Column> columns = new ArrayList<>();
    List<String> empty = new ArrayList<>();
    long missing = 0;
    for (int i = 0; i < header.size(); i++) {
      if (i != answer) {
        Column column = growing[i].column(header.get(i)).at(kept);
        if (column.missing() == column.rows()) {
          empty.add(column.name());
        } else {
          columns.add(column);
          missing += column.missing();
        }
      }
    }
    TableSummary summary =
        new TableSummary(
            counts[0],
            kept.length,
            counts[1],
            counts[3],
            counts[4],
            answers.rows() - kept.length,
            Arrays.stream(growing).mapToLong(column -> column.badNumbers).sum(),
            Arrays.stream(growing).mapToLong(column -> column.respelled).sum(),
            missing,
            empty,
            rows.named());
    return new TableFile(
        new Table(name(file), columns, Optional.of(answers.at(kept))), summary, rows.account());
  }

  /** Which rows can be learned from. */
  private int[] kept(Path file, Column column) {
    if (column.rows() == 0) {
      throw new DataException(file + " has no row with an answer in '" + column.name() + "'");
    }
    if (answers == Answers.VALUES) {
      int[] kept = IntStream.range(0, column.rows()).filter(row -> !column.missing(row)).toArray();
      if (kept.length < NUMERIC_SHARE * column.rows()) {
        throw new DataException(
            file
                + " has words in the column '"
                + column.name()
                + "', whose values were asked for as numbers; ask for classes, or name another column");
      }
      return kept;
    }
    int[] sizes = new int[column.dictionary().size()];
    for (int row = 0; row < column.rows(); row++) {
      sizes[column.code(row)]++;
    }
    requireFewClasses(file, column);
    int classes = (int) Arrays.stream(sizes).filter(size -> size >= leastOfClass).count();
    if (classes < 2) {
      throw new DataException(
          file
              + " has "
              + (classes == 0 ? "no class" : "1 class")
              + " with at least "
              + leastOfClass
              + (leastOfClass == 1 ? " row" : " rows")
              + " in the column '"
              + column.name()
              + "'; a task needs 2 such classes");
    }
    return IntStream.range(0, column.rows())
        .filter(row -> sizes[column.code(row)] >= leastOfClass)
        .toArray();
  }

  private static void requireFewClasses(Path file, Column column) {
    List<String> classes = column.dictionary();
    boolean numbers = classes.stream().allMatch(word -> Words.number(word).isPresent());
    boolean manyNumbers =
        numbers && classes.size() > MOST_NUMERIC_CLASSES && 4 * classes.size() > column.rows();
    if (classes.size() > MOST_CLASSES || manyNumbers) {
      throw new DataException(
          file
              + " has "
              + classes.size()
              + " different "
              + (numbers ? "numbers" : "words")
              + " in the column '"
              + column.name()
              + "', which was asked for as classes; "
              + (numbers ? "ask for values" : "name a column with fewer than " + MOST_CLASSES));
    }
  }

  private static String name(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
