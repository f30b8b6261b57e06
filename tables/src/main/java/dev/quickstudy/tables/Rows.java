package dev.quickstudy.tables;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.quickstudy.data.DataException;
import dev.quickstudy.data.StrictReader;
import dev.quickstudy.tensor.AtomicFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The rows of a file, one after another, as often as asked for: CSV (with comma, semicolon or tab,
 * whichever its first line has most of), or ARFF without sparse rows.
 */
final class Rows {
  private final Path file;
  private final Charset charset;
  private final List<String> header;
  private final char separator;
  private final boolean arff;
  private final List<String> named = new ArrayList<>();

  private Rows(Path file, Charset charset, boolean arff, char separator, List<String> header) {
    this.file = file;
    this.charset = charset;
    this.arff = arff;
    this.separator = separator;
    List<String> names = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < header.size(); i++) {
      String name = header.get(i).strip();
      if (name.isEmpty()) {
        name = "column " + (i + 1);
        named.add(name);
      }
      if (!taken.add(name)) {
        throw new DataException(
            file + " has two columns called '" + name + "' in its header; rename one of them");
      }
      names.add(name);
    }
    this.header = List.copyOf(names);
  }

  /** Takes a row. */
  interface Sink {
    /**
     * Takes a row.
     *
     * @param line where it begins in the file, from 1
     */
    void take(long line, List<String> cells);
  }

  static Rows of(Path file, Charset charset) {
    if (!Files.isRegularFile(file)) {
      throw new DataException(
          file + " is no file; name a CSV file with a header line, or an ARFF file");
    }
    boolean arff = file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".arff");
    try (BufferedReader in = reader(file, charset)) {
      if (arff) {
        return new Rows(file, charset, true, ',', ArffHeader.read(file, in));
      }
      String first = firstLine(file, in);
      char separator = separator(first);
      try (CsvReader<CsvRecord> csv = csv(separator, '"').ofCsvRecord(reader(file, charset))) {
        List<String> header = new ArrayList<>(csv.iterator().next().getFields());
        return new Rows(file, charset, false, separator, header);
      }
    } catch (IOException | UncheckedIOException | CsvParseException e) {
      throw unreadable(file, e);
    }
  }

  private static String firstLine(Path file, BufferedReader in) throws IOException {
    String first = in.readLine();
    while (first != null && first.isBlank()) {
      first = in.readLine();
    }
    if (first == null) {
      throw new DataException(file + " is empty; a header line and rows are needed");
    }
    return first;
  }

  private static char separator(String line) {
    char best = ',';
    for (char one : new char[] {';', '\t'}) {
      if (count(line, one) > count(line, best)) {
        best = one;
      }
    }
    return best;
  }

  private static long count(String line, char one) {
    return line.chars().filter(c -> c == one).count();
  }

  /** Column names, in the file's order. */
  List<String> header() {
    return header;
  }

  /** The names that the header lacks. */
  List<String> named() {
    return named;
  }

  /** The mark before fractions that files with this separator usually have. */
  Optional<CellForm.Decimal> decimalHint() {
    return separator == ';' ? Optional.of(CellForm.Decimal.COMMA) : Optional.empty();
  }

  /** Hands on every row below the header. */
  void forEach(Sink sink) {
    try (BufferedReader in = reader(file, charset)) {
      int before = 0;
      if (arff) {
        before = ArffHeader.skip(file, in);
      }
      try (CsvReader<CsvRecord> csv = csv(separator, arff ? '\'' : '"').ofCsvRecord(in)) {
        Iterator<CsvRecord> rows = csv.iterator();
        if (!arff) {
          rows.next();
        }
        while (rows.hasNext()) {
          CsvRecord row = rows.next();
          if (!arff || !row.getField(0).startsWith("%")) {
            sink.take(before + row.getStartingLineNumber(), row.getFields());
          }
        }
      }
    } catch (IOException | UncheckedIOException | CsvParseException e) {
      throw unreadable(file, e);
    }
  }

  private static CsvReader.CsvReaderBuilder csv(char separator, char quote) {
    return CsvReader.builder()
        .fieldSeparator(separator)
        .quoteCharacter(quote)
        .trimWhitespacesAroundQuotes(true)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE);
  }

  private static BufferedReader reader(Path file, Charset charset) throws IOException {
    return new BufferedReader(new StrictReader(file, charset), 1 << 16);
  }

  private static DataException unreadable(Path file, Exception cause) {
    for (Throwable one = cause; one != null; one = one.getCause()) {
      if (one instanceof DataException refusal) { // of the characters under it
        return refusal;
      }
      if (one instanceof IOException io) {
        return new DataException(String.valueOf(AtomicFile.failure("read", file, io).getMessage()));
      }
    }
    return new DataException("cannot read " + file + " as a table", cause);
  }
}
