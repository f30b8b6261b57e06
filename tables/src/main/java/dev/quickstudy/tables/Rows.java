package dev.quickstudy.tables;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.quickstudy.data.DataException;
import dev.quickstudy.tensor.AtomicFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The rows of a file, one after another, as often as asked for: CSV (with comma, semicolon or tab,
 * whichever its first line has most of), or ARFF without sparse rows.
 */
final class Rows {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

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
        header.set(0, withoutMark(header.get(0)));
        return new Rows(file, charset, false, separator, header);
      }
    } catch (IOException | UncheckedIOException | CsvParseException e) {
      throw unreadable(file, charset, e);
    }
  }

  private static String firstLine(Path file, BufferedReader in) throws IOException {
    String first = in.readLine();
    while (first != null && withoutMark(first).isBlank()) {
      first = in.readLine();
    }
    if (first == null) {
      throw new DataException(file + " is empty; a header line and rows are needed");
    }
    return first;
  }

  private static String withoutMark(String text) {
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
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
      throw unreadable(file, charset, e);
    }
  }

  private static CsvReader.CsvReaderBuilder csv(char separator, char quote) {
    return CsvReader.builder()
        .fieldSeparator(separator)
        .quoteCharacter(quote)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE);
  }

  private static BufferedReader reader(Path file, Charset charset) throws IOException {
    Reader strict =
        new InputStreamReader(
            Files.newInputStream(file),
            charset
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    return new BufferedReader(strict, 1 << 16);
  }

  private static DataException unreadable(Path file, Charset charset, Exception cause) {
    for (Throwable one = cause; one != null; one = one.getCause()) {
      if (one instanceof CharacterCodingException) {
        return new DataException(
            file
                + " is no text in "
                + charset.name()
                + "; save it as UTF-8, or name the encoding that it has");
      }
      if (one instanceof IOException io) {
        return new DataException(String.valueOf(AtomicFile.failure("read", file, io).getMessage()));
      }
    }
    return new DataException("cannot read " + file + " as a table", cause);
  }
}
