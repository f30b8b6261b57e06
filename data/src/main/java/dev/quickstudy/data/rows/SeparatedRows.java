package dev.quickstudy.data.rows;

import dev.quickstudy.data.DataException;
import dev.quickstudy.files.AtomicFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Rows of separated values. */
final class SeparatedRows extends RowFile {
  private final Layout layout;
  private final List<String> header;
  private final List<String> named = new ArrayList<>();
  private final Map<String, Boolean> dayFirst = new HashMap<>();
  private Notes notes = new Notes();
  private long rows;

  /**
   * How a file is laid out.
   *
   * @param before lines above the first row or header
   * @param skipsHeader whether the first record is the header
   * @param names the columns' names as the file has them
   * @param repeated the header's cells without blanks around; empty if there is none
   * @param said of the form and of the header
   * @param comment what begins a line that is no row; empty if nothing does
   * @param dropped empty cells at the end of each row that are no columns
   * @param patterns what rows look like
   */
  private record Layout(
      Dialect dialect,
      long before,
      boolean skipsHeader,
      List<String> names,
      List<String> repeated,
      String form,
      String said,
      String comment,
      int dropped,
      Optional<Character> decimal,
      RowPatterns patterns,
      List<RowAccount.Note> notes) {}

  private SeparatedRows(Path file, Encoding encoding, Layout layout) {
    super(file, encoding);
    this.layout = layout;
    this.header =
        IntStream.range(0, layout.names.size())
            .mapToObj(i -> name(layout.names.get(i).strip(), i))
            .toList();
  }

  private String name(String given, int place) {
    if (!given.isEmpty()) {
      return given;
    }
    String name = "column " + (place + 1);
    named.add(name);
    return name;
  }

  static SeparatedRows of(Path file, Encoding encoding, RowOptions options, Sample sample) {
    return of(file, encoding, options, sample, Prelude.of(sample.text()));
  }

  private static SeparatedRows of(
      Path file, Encoding encoding, RowOptions options, Sample sample, Prelude prelude) {
    Optional<Character> separator =
        options.separator().isPresent() ? options.separator() : prelude.separator();
    Sniffer.Found found =
        new Sniffer(file, sample.text().substring(prelude.end()), sample.whole()).find(separator);
    List<List<String>> records = found.records().stream().map(SpreadsheetText::of).toList();
    if (records.isEmpty()) {
      throw new DataException(file + " is empty; a header and rows are needed");
    }
    if (prelude.commentsAreRows(found.dialect(), found.width(), records)) {
      return of(file, encoding, options, sample, prelude.withoutComments());
    }
    Optional<List<String>> commented =
        options.header().orElse(true)
            ? prelude.header(found.dialect(), found.width(), records)
            : Optional.empty();
    boolean inFirst =
        commented.isEmpty() && options.header().orElseGet(() -> Headers.evidence(records) >= 0);
    if (inFirst && records.size() > 1 && title(records.get(0), records.get(1))) {
      throw new ReadingException(
          ReadingException.Statement.NONE,
          "%s, line %d: a title stands above the header; delete it"
              .formatted(file, prelude.lines() + 1));
    }
    List<String> names =
        commented.orElseGet(
            () -> inFirst ? records.get(0) : records.get(0).stream().map(cell -> "").toList());
    List<String> repeated = commented.isPresent() || inFirst ? stripped(names) : List.of();
    List<List<String>> rows =
        records.stream()
            .skip(inFirst ? 1 : 0)
            .filter(record -> !stripped(record).equals(repeated))
            .toList();
    HeaderNames fitted = HeaderNames.of(names, rows, !repeated.isEmpty());
    String said =
        commented.isPresent()
            ? "header behind a #"
            : inFirst
                ? "header in line " + (prelude.lines() + 1)
                : "no header"
                    + (options.header().isPresent() ? "" : ", as its first row is like the others");
    Notes notes = new Notes();
    notes.add(
        "comment lines skipped above the header", prelude.comments(commented.isPresent()), "");
    return new SeparatedRows(
        file,
        encoding,
        new Layout(
            found.dialect(),
            prelude.lines(),
            inFirst,
            fitted.names(),
            repeated,
            form(found.dialect()),
            said + fitted.said(),
            "",
            fitted.dropped(),
            options.decimal().isPresent() ? options.decimal() : Decimals.among(rows),
            new RowPatterns(
                found.dialect().separator(), fitted.names().size() + fitted.dropped(), rows),
            notes.all()));
  }

  /** Whether a row with one filled cell stands above a full one. */
  private static boolean title(List<String> first, List<String> second) {
    return first.size() > 2
        && first.stream().filter(cell -> !cell.isBlank()).count() == 1
        && second.size() == first.size()
        && second.stream().noneMatch(String::isBlank);
  }

  private static List<String> stripped(List<String> cells) {
    return cells.stream().map(String::strip).toList();
  }

  private static String form(Dialect dialect) {
    String quotes =
        dialect.separator() == Dialect.NONE
            ? ""
            : dialect.quote() == Dialect.NONE
                ? ", quotation marks as they stand"
                : dialect.escaped() ? ", quotation marks behind \\" : "";
    return dialect.separator() == Dialect.NONE
        ? "one column"
        : "separated by " + RowOptions.noun(dialect.separator()) + quotes;
  }

  static SeparatedRows ofArff(Path file, Encoding encoding) {
    try (BufferedReader in = new BufferedReader(new StrictReader(file, encoding))) {
      List<String> names = new ArrayList<>();
      Map<String, Boolean> dayFirst = new HashMap<>();
      int before = ArffHeader.read(file, in, names, dayFirst);
      SeparatedRows rows =
          new SeparatedRows(
              file,
              encoding,
              new Layout(
                  new Dialect(',', '\'', true),
                  before,
                  false,
                  names,
                  List.of(),
                  "ARFF",
                  names.size() + " attributes",
                  "%",
                  0,
                  Optional.of('.'),
                  new RowPatterns(',', names.size(), List.of()),
                  List.of()));
      rows.dayFirst.putAll(dayFirst);
      return rows;
    } catch (IOException e) {
      throw AtomicFile.failure("read", file, e);
    }
  }

  @Override
  public List<String> header() {
    return header;
  }

  @Override
  public List<String> named() {
    return named;
  }

  @Override
  public Optional<Boolean> dayFirst(String column) {
    return Optional.ofNullable(dayFirst.get(column));
  }

  @Override
  public boolean unseparated() {
    return layout.dialect.separator() == Dialect.NONE;
  }

  @Override
  public Set<String> nested() {
    return Set.of();
  }

  @Override
  public Optional<Character> decimal() {
    return layout.decimal;
  }

  @Override
  public String unit() {
    return "line";
  }

  @Override
  public void forEach(Sink sink) {
    notes = new Notes();
    rows = 0;
    long blank = 0;
    try (BufferedReader in = reader()) {
      skip(in, layout.before);
      Splitter splitter = new Splitter(in, layout.dialect, layout.before + 1);
      boolean first = layout.skipsHeader;
      while (splitter.next()) {
        if (splitter.blank()) {
          blank++;
          continue;
        }
        if (first) {
          first = false;
          require(splitter);
          continue;
        }
        if (!layout.comment.isEmpty() && splitter.cells().get(0).startsWith(layout.comment)) {
          continue;
        }
        notes.add("blank lines skipped", blank, "");
        blank = 0;
        require(splitter);
        List<String> cells = unwrapped(splitter);
        if (!layout.repeated.isEmpty() && stripped(cells).equals(layout.repeated)) {
          notes.add("rows skipped that repeat the header", place(splitter.line()));
          continue;
        }
        rows++;
        sink.take(splitter.line(), cells(cells, splitter.line()));
      }
    } catch (IOException e) {
      throw AtomicFile.failure("read", file(), e);
    }
  }

  private List<String> unwrapped(Splitter splitter) {
    List<String> cells = splitter.cells();
    List<String> plain = SpreadsheetText.of(cells);
    long count =
        IntStream.range(0, cells.size()).filter(i -> !cells.get(i).equals(plain.get(i))).count();
    notes.add(
        "cells read without what makes them text in a spreadsheet (=\"…\", ')",
        count,
        place(splitter.line()));
    return plain;
  }

  private List<String> cells(List<String> cells, long line) {
    int width = header.size();
    boolean fits =
        cells.size() == width + layout.dropped
            && cells.subList(width, cells.size()).stream().allMatch(String::isBlank);
    if (!fits) {
      notes.add("rows have more or fewer cells than the header", place(line));
      return cells;
    }
    return layout.dropped == 0 ? cells : cells.subList(0, width);
  }

  /** Refuses a record that cannot be read for what it is. */
  private void require(Splitter splitter) {
    splitter
        .problem()
        .ifPresent(
            problem -> {
              throw unreadable(splitter.line(), problem);
            });
    notes.add(
        "cells with quotation marks that are taken as they stand",
        splitter.literal(),
        place(splitter.line()));
    for (String cell : splitter.cells()) {
      notes.add(
          "cells with two backslashes, taken as they stand",
          !layout.dialect.escaped() && cell.contains("\\\\") ? 1 : 0,
          place(splitter.line()));
    }
    if (splitter.severalLines() && layout.patterns.swallowed(splitter.cells())) {
      throw unreadable(
          splitter.line(),
          "a quotation mark opens a cell that ends in line %d only, over lines that look like rows; close it, or double it (\"\")"
              .formatted(splitter.nextLine() - 1));
    }
  }

  private static void skip(Reader in, long lines) throws IOException {
    long left = lines;
    while (left > 0) {
      int c = in.read();
      if (c < 0) {
        return;
      }
      if (c == '\r') {
        in.mark(1);
        if (in.read() != '\n') {
          in.reset();
        }
      }
      left -= c == '\n' || c == '\r' ? 1 : 0;
    }
  }

  @Override
  public RowAccount account() {
    List<RowAccount.Note> all = new ArrayList<>(layout.notes);
    all.addAll(notes.all());
    return new RowAccount(
        file(), layout.form, encoding().said(), layout.said, "", unit(), layout.decimal, rows, all);
  }
}
