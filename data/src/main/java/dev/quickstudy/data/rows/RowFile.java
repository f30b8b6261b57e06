package dev.quickstudy.data.rows;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.rows.ReadingException.Statement;
import dev.quickstudy.files.AtomicFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A file of rows: separated values, JSON or ARFF, told by what is in it rather than by its name.
 * Opening it finds its form; its rows are then read as often as asked for, one after another, and
 * no more is held than a row and a buffer. For one thread.
 */
public abstract sealed class RowFile permits SeparatedRows, JsonRows {
  /** How names of files of rows end, in lower case; what a file holds is told by its text. */
  public static final Set<String> ENDINGS = Set.of("csv", "tsv", "jsonl", "ndjson", "json", "arff");

  /** Endings that say nothing of a folder's files, as of notes beside them. */
  private static final Set<String> ENDINGS_IF_NAMED = Set.of("txt", "tab", "dat");

  /** Endings of files that are refused by what they are, with what to do. */
  private static final Set<String> ENDINGS_OF_OTHERS =
      Set.of(
          "xlsx", "xls", "ods", "parquet", "feather", "orc", "avro", "sqlite", "h5", "npy", "pkl",
          "pdf", "tar", "tgz", "gz", "bz2", "xz", "7z", "rar");

  /** Characters that are looked at to find a form. */
  static final int SAMPLE = 1 << 19;

  private final Path file;
  private final Encoding encoding;

  RowFile(Path file, Encoding encoding) {
    this.file = file;
    this.encoding = encoding;
  }

  /** Whether a file of such a name, in a folder, is taken for one of rows. */
  public static boolean reads(String fileName) {
    return ENDINGS.contains(ending(fileName));
  }

  /** The same of a file that a user names itself; notes beside others end so too. */
  public static boolean readsIfNamed(String fileName) {
    String ending = ending(fileName);
    return reads(fileName)
        || ENDINGS_IF_NAMED.contains(ending)
        || ENDINGS_OF_OTHERS.contains(ending);
  }

  private static String ending(String fileName) {
    return fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /** Takes a row. */
  public interface Sink {
    /**
     * Takes a row.
     *
     * @param place the line where it begins, or the number of the entry, from 1: see {@link #place}
     * @param cells as they are written, of JSON null and absent ones empty; of separated values
     *     there may be more or fewer than columns
     */
    void take(long place, List<String> cells);
  }

  /**
   * Opens a file and finds its form.
   *
   * @throws DataException if it is missing, no regular file, no rows of text, of an unknown
   *     encoding, or empty; names the place and what to do
   */
  public static RowFile open(Path file, RowOptions options) {
    Encoding encoding = Encoding.of(file, options.encoding());
    Sample sample = Sample.of(file, encoding);
    if (sample.text().isBlank()) {
      throw new DataException(file + " is empty; a header and rows are needed");
    }
    if (options.separator().isEmpty() && JsonRows.begin(file, sample.text())) {
      return new JsonRows(file, encoding, options);
    }
    if (ArffHeader.begins(sample.text())
        || file.toString().toLowerCase(Locale.ROOT).endsWith(".arff")) {
      return SeparatedRows.ofArff(file, encoding);
    }
    return SeparatedRows.of(file, encoding, options, sample);
  }

  /** The first characters of a file. */
  record Sample(String text, boolean whole) {
    static Sample of(Path file, Encoding encoding) {
      char[] chars = new char[SAMPLE];
      int filled = 0;
      try (StrictReader in = new StrictReader(file, encoding)) {
        int count = in.read(chars, 0, SAMPLE);
        while (count > 0) {
          filled += count;
          count = in.read(chars, filled, SAMPLE - filled);
        }
      } catch (IOException e) {
        throw AtomicFile.failure("read", file, e);
      }
      return new Sample(new String(chars, 0, filled), filled < SAMPLE);
    }
  }

  /** The file. */
  public Path file() {
    return file;
  }

  final Encoding encoding() {
    return encoding;
  }

  final BufferedReader reader() throws IOException {
    return new BufferedReader(new StrictReader(file, encoding), 1 << 16);
  }

  /** The names of the columns, in the order of the cells; some may be the same. */
  public abstract List<String> header();

  /** The names among them that the file lacks, {@code column 3}. */
  public abstract List<String> named();

  /** The columns in which some cell is a list or an object; such a cell is JSON. */
  public abstract Set<String> nested();

  /** The columns in which annotators chose labels, where the file says so. */
  public Set<String> controls() {
    return Set.of();
  }

  /** Whether days stand before months in the dates of a column, where the file states that. */
  public Optional<Boolean> dayFirst(String column) {
    return Optional.empty();
  }

  /** Whether no separator was found in a file of separated values, so that it has one column. */
  public boolean unseparated() {
    return false;
  }

  /** Whether a column was made to say something of a row, and is no data. */
  public final boolean made(String column) {
    return column.equals(LabelStudioTask.STATE) && !controls().isEmpty();
  }

  /** The mark before the decimals of the file's numbers; empty where none tells. */
  public abstract Optional<Character> decimal();

  /**
   * Hands on every row.
   *
   * @throws DataException if a row cannot be read
   */
  public abstract void forEach(Sink sink);

  /** The first rows, as many as asked for or fewer. */
  public final List<List<String>> first(int most) {
    List<List<String>> rows = new ArrayList<>();
    try {
      forEach(
          (place, cells) -> {
            rows.add(cells);
            if (rows.size() == most) {
              throw new EnoughException();
            }
          });
    } catch (EnoughException enough) {
      return rows;
    }
    return rows;
  }

  /** Ends a pass before the end of the file. */
  private static final class EnoughException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EnoughException() {
      super("enough rows", null, false, false);
    }
  }

  /** What was taken and repaired; of rows, what the last {@link #forEach} met. */
  public abstract RowAccount account();

  /** {@code line} or {@code entry}: what the number of a row counts. */
  public abstract String unit();

  /** Where a row is, for people: {@code line 12}. */
  public final String place(long number) {
    return unit() + " " + number;
  }

  /** A row that cannot be read. */
  public final DataException unreadable(long place, String why) {
    return new ReadingException(Statement.NONE, "%s, %s: %s".formatted(file, place(place), why));
  }
}
