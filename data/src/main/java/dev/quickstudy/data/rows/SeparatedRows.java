package dev.quickstudy.data.rows;

import dev.quickstudy.data.DataException;
import dev.quickstudy.tensor.AtomicFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Rows of separated values. */
final class SeparatedRows extends RowFile {
  private final Layout layout;
  private final List<String> header;
  private final List<String> named = new ArrayList<>();
  private Notes notes = new Notes();
  private long rows;

  /**
   * How a file is laid out.
   *
   * @param before lines above the first row or header
   * @param skipsHeader whether the first record is the header
   * @param names the columns' names as the file has them
   * @param said of the form and of the header
   * @param comment what begins a line that is no row; empty if nothing does
   * @param dropsLast whether each row ends with a separator that the header lacks
   * @param patterns what rows look like
   */
  private record Layout(
      Dialect dialect,
      long before,
      boolean skipsHeader,
      List<String> names,
      String form,
      String said,
      String comment,
      boolean dropsLast,
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
    Prelude prelude = Prelude.of(sample.text());
    Optional<Character> separator =
        options.separator().isPresent() ? options.separator() : prelude.separator();
    Sniffer.Found found =
        new Sniffer(file, sample.text().substring(prelude.end()), sample.whole()).find(separator);
    List<List<String>> records = found.records();
    if (records.isEmpty()) {
      throw new DataException(file + " is empty; a header and rows are needed");
    }
    Optional<List<String>> commented =
        options.header().orElse(true)
            ? prelude.header(found.dialect(), found.width(), records)
            : Optional.empty();
    boolean inFirst =
        commented.isEmpty() && options.header().orElseGet(() -> Headers.evidence(records) >= 0);
    List<List<String>> rows = inFirst ? records.subList(1, records.size()) : records;
    List<String> names =
        commented.orElseGet(
            () -> inFirst ? records.get(0) : records.get(0).stream().map(cell -> "").toList());
    boolean dropsLast = false;
    if (wider(rows, names.size())) {
      dropsLast = rows.stream().allMatch(row -> row.get(row.size() - 1).isBlank());
      if (!dropsLast) {
        List<String> more = new ArrayList<>(List.of(""));
        more.addAll(names);
        names = more;
      }
    }
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
            names,
            form(found.dialect()),
            said,
            "",
            dropsLast,
            options.decimal().isPresent() ? options.decimal() : Decimals.among(rows),
            new RowPatterns(found.dialect().separator(), names.size(), rows),
            notes.all()));
  }

  /**
   * Whether all rows have one cell more than the header: as R writes them, or a separator ends
   * each.
   */
  private static boolean wider(List<List<String>> rows, int width) {
    return width >= 2 && !rows.isEmpty() && rows.stream().allMatch(row -> row.size() == width + 1);
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
      int before = ArffHeader.read(file, in, names);
      return new SeparatedRows(
          file,
          encoding,
          new Layout(
              new Dialect(',', '\'', true),
              before,
              false,
              names,
              "ARFF",
              names.size() + " attributes",
              "%",
              false,
              Optional.of('.'),
              new RowPatterns(',', names.size(), List.of()),
              List.of()));
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
        rows++;
        sink.take(splitter.line(), cells(splitter));
      }
    } catch (IOException e) {
      throw AtomicFile.failure("read", file(), e);
    }
  }

  private List<String> cells(Splitter splitter) {
    List<String> cells = splitter.cells();
    if (cells.size() != header.size() + (layout.dropsLast ? 1 : 0)) {
      notes.add("rows have more or fewer cells than the header", place(splitter.line()));
      return cells;
    }
    return layout.dropsLast ? cells.subList(0, header.size()) : cells;
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
