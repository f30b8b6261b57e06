package dev.quickstudy.tables.files;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.tables.cells.CellWords;
import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.NumberText;
import dev.quickstudy.tables.cells.Rows;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tables.cells.Where;
import dev.quickstudy.tables.steps.FarCells;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Reads a table from a CSV or ARFF file. The file is read twice, row by row: once to find the types
 * of its columns and once for their values, so that no more is held than the table itself and the
 * numbers of its lines.
 *
 * <p>A column is of numbers, or of dates, where at least 95 % of its cells that have a value are
 * such – in tables of at most 40 rows all but two –; the other cells are then missing. Otherwise
 * its cells are words; spellings that differ in case, blanks or trailing punctuation only are one
 * word, spelled as it first occurs. Numbers may have the marks of any usual locale, a currency, a
 * percent sign or a unit; of dates become the days since 1970, and year, month, weekday and hour
 * where they differ among rows. Columns that only name or number rows are left out. In the column
 * of answers only empty cells are missing; elsewhere also cells such as {@code ?}, {@code NA},
 * {@code NaN}, {@code null}, and {@code -} or {@code none} unless they are as frequent as other
 * words of their column. What was taken and repaired is told: see {@link TableSummary}.
 *
 * @param answers what the answers are to be
 * @param options how the file is written; its label is the column of answers, the last if empty
 * @param leastOfClass rows of classes with fewer are left out; at least 1
 */
public record TableReader(Answers answers, RowOptions options, int leastOfClass) {
  /** Classes at most; a table that has more was hardly meant so. */
  static final int MOST_CLASSES = 1000;

  private static final int MOST_NUMERIC_CLASSES = 50;

  /** More numbers than this are no classes where most stand in one row only. */
  private static final int FEW_NUMERIC_CLASSES = 10;

  private static final double NUMERIC_SHARE = 0.95;
  private static final double MOST_RAGGED_SHARE = 0.1;
  private static final int MOST_SMALL = 5;

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

  /** What the rows of a file are like, apart from their values. */
  private static final class Counts {
    long read;
    long ragged;
    String firstRagged = "";
    long withoutAnswer;
    String firstWithoutAnswer = "";
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
    if (width == 1 && rows.unseparated()) {
      throw new DataException(
          file
              + " was read as one column, as no separator was found; state the separator (such as blank), or write its columns as CSV");
    }
    int answer = answerColumn(file, header);
    List<String> missingWords = options.missing().stream().map(CellWords::lower).toList();
    CellsReader cells =
        new CellsReader(header, rows.named(), answer, answers == Answers.CLASSES, missingWords);
    IntStream.range(0, width)
        .forEach(i -> rows.order(header.get(i)).ifPresent(order -> cells.state(i, order)));
    Counts counts = new Counts();
    rows.forEach((line, row) -> scan(rows.where(line), row, cells, counts));
    if (counts.ragged > MOST_RAGGED_SHARE * counts.read) {
      throw new DataException(
          file
              + " has "
              + counts.ragged
              + " of "
              + counts.read
              + " rows with more or fewer cells than its header's "
              + width
              + ", the first in "
              + counts.firstRagged
              + "; quote cells that hold separators, or repair the rows");
    }
    if (cells.rows() > 0 && !cells.hasValues()) {
      throw new DataException(
          file + " has no column with values beside its answers '" + header.get(answer) + "'");
    }
    cells.decide(rows.statedDecimal(), rows.decimalHint());
    Lines lines = new Lines();
    rows.forEach(
        (line, row) -> {
          if (row.size() == width && !cells.unanswered(row)) {
            cells.read(rows.where(line), row);
            lines.add(line);
          }
        });
    return table(file, rows, cells, lines, counts);
  }

  private static void scan(Where where, List<String> row, CellsReader cells, Counts counts) {
    counts.read++;
    if (row.size() != cells.width()) {
      counts.firstRagged =
          counts.ragged++ == 0
              ? "%s with %d".formatted(where.row(), row.size())
              : counts.firstRagged;
    } else if (cells.unanswered(row)) {
      counts.firstWithoutAnswer =
          counts.withoutAnswer++ == 0 ? where.row() : counts.firstWithoutAnswer;
    } else {
      cells.look(where, row);
    }
  }

  /** Numbers of lines, which are many. */
  private static final class Lines {
    private long[] lines = new long[64];
    private int count;

    void add(long line) {
      if (count == lines.length) {
        lines = Arrays.copyOf(lines, 2 * count);
      }
      lines[count++] = line;
    }

    long get(int row) {
      return lines[row];
    }
  }

  private int answerColumn(Path file, List<String> header) {
    if (options.label().isEmpty()) {
      return header.size() - 1;
    }
    String wanted = options.label().get();
    int exact = header.indexOf(wanted);
    return exact >= 0
        ? exact
        : IntStream.range(0, header.size())
            .filter(i -> Column.sameName(header.get(i), wanted))
            .findFirst()
            .orElseThrow(
                () ->
                    new DataException(
                        file
                            + " has no column '"
                            + wanted
                            + "' for the answers; its columns are "
                            + String.join(", ", header)));
  }

  private TableFile table(Path file, Rows rows, CellsReader cells, Lines lines, Counts counts) {
    Column all = cells.answers();
    int[] kept = kept(file, all);
    CellsReader.Read read = cells.columns(kept);
    if (read.columns().isEmpty() && read.ignored().isEmpty()) {
      throw new DataException(
          "%s has no column with values beside its answers '%s'".formatted(file, all.name()));
    }
    if (read.columns().isEmpty()) {
      throw new DataException(
          "%s has no column to learn '%s' from: %s only name or number its rows"
              .formatted(file, all.name(), String.join(", ", read.ignored())));
    }
    Table table = new Table(name(file), read.columns(), Optional.of(all.at(kept)));
    List<String> notes = new ArrayList<>();
    if (counts.ragged > 0) {
      notes.add(
          "the first row with more or fewer cells than the header is %s"
              .formatted(counts.firstRagged));
    }
    if (counts.withoutAnswer > 0) {
      notes.add("%s is the first row without an answer".formatted(counts.firstWithoutAnswer));
    }
    if (!rows.nested().isEmpty()) {
      notes.add("columns left out that hold lists or objects: " + String.join(", ", rows.nested()));
    }
    tellSmallClasses(all, row -> rows.where(lines.get(row)).row(), kept, notes);
    notes.addAll(read.notes());
    tellFarCells(table, row -> rows.where(lines.get(kept[row])), notes);
    int[] groups = table.groups();
    int[] repeats = IntStream.range(0, groups.length).filter(row -> groups[row] != row).toArray();
    if (repeats.length > 0) {
      notes.add(
          "%s is the first row that repeats another, that of %s"
              .formatted(
                  rows.where(lines.get(kept[repeats[0]])).row(),
                  rows.where(lines.get(kept[groups[repeats[0]]])).row()));
    }
    TableSummary summary =
        new TableSummary(
            counts.read,
            kept.length,
            counts.ragged,
            counts.withoutAnswer,
            repeats.length,
            all.rows() - kept.length,
            cells.badNumbers(),
            cells.respelled(),
            read.columns().stream().mapToLong(Column::missing).sum(),
            read.empty(),
            rows.named(),
            read.ignored(),
            notes);
    String use =
        "%s in '%s'%s"
            .formatted(
                answers == Answers.CLASSES ? "classes" : "values",
                all.name(),
                options.label().isEmpty() ? ", the last column" : "");
    return new TableFile(
        table, summary, Optional.of(rows.account().with(use, rows.account().notes())));
  }

  /** Says which single numbers do not set the scale of their column. */
  static void tellFarCells(Table table, IntFunction<Where> where, List<String> notes) {
    for (Column column : table.columns()) {
      for (int row : FarCells.rows(column)) {
        notes.add(
            "column '%s': %s (%s) is far outside of all other numbers; the column is scaled by the others"
                .formatted(column.name(), column.shown(row), where.apply(row).row()));
      }
    }
  }

  /** Says which rows are left out, as their class has too few. */
  private void tellSmallClasses(
      Column all, IntFunction<String> where, int[] kept, List<String> notes) {
    if (all.numeric() || kept.length == all.rows()) {
      return;
    }
    Map<String, Integer> sizes = all.counts();
    List<String> small =
        IntStream.range(0, all.rows())
            .filter(row -> sizes.getOrDefault(all.word(row), 0) < leastOfClass)
            .mapToObj(row -> "'%s' (%s)".formatted(all.word(row), where.apply(row)))
            .toList();
    notes.add(
        "rows left out as their class has fewer than %d: %s%s"
            .formatted(
                leastOfClass,
                String.join(", ", small.subList(0, Math.min(MOST_SMALL, small.size()))),
                small.size() > MOST_SMALL ? " …" : ""));
  }

  /** Which rows can be learned from. */
  private int[] kept(Path file, Column column) {
    if (column.rows() == 0) {
      throw new DataException(
          file
              + " has no row with an answer in '"
              + column.name()
              + "'; name the column of the answers");
    }
    if (answers == Answers.VALUES) {
      int[] kept = IntStream.range(0, column.rows()).filter(row -> !column.missing(row)).toArray();
      if (kept.length == 0 || kept.length < NUMERIC_SHARE * column.rows()) {
        throw new DataException(
            file
                + " has words in the column '"
                + column.name()
                + "', whose values were asked for as numbers; ask for classes, or name another"
                + " column");
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
    boolean numbers = classes.stream().noneMatch(word -> Double.isNaN(NumberText.plain(word)));
    boolean manyNumbers =
        numbers
            && ((classes.size() > MOST_NUMERIC_CLASSES && 4 * classes.size() > column.rows())
                || (classes.size() > FEW_NUMERIC_CLASSES && 2 * classes.size() > column.rows()));
    if (classes.size() > MOST_CLASSES || manyNumbers) {
      throw new DataException(
          file
              + " has "
              + classes.size()
              + " different "
              + (numbers ? "numbers" : "words")
              + " in the column '"
              + column.name()
              + "', too many for classes; name the column of the classes"
              + (numbers ? ", or ask for values" : ", which has at most " + MOST_CLASSES));
    }
  }

  private static String name(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
