package dev.quickstudy.tables.cells;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.rows.RowAccount;
import dev.quickstudy.data.rows.RowFile;
import dev.quickstudy.data.rows.RowOptions;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The rows of a table's file, one after another, as often as asked for. Columns that hold lists or
 * objects (of JSON) are none of the table's.
 */
public final class Rows {
  private final RowFile file;
  private final List<String> header;
  private final int[] places;
  private final Optional<Character> stated;

  private Rows(RowFile file, Optional<Character> stated) {
    this.file = file;
    this.stated = stated;
    this.places =
        IntStream.range(0, file.header().size())
            .filter(i -> !file.nested().contains(file.header().get(i)))
            .filter(i -> !file.made(file.header().get(i)))
            .toArray();
    this.header = IntStream.of(places).mapToObj(file.header()::get).toList();
    Set<String> taken = new HashSet<>();
    for (String name : header) {
      if (!taken.add(name)) {
        throw new DataException(
            file.file()
                + " has two columns called '"
                + name
                + "' in its header; rename one of them");
      }
    }
  }

  public static Rows of(Path file, RowOptions options) {
    return new Rows(RowFile.open(file, options), options.decimal());
  }

  /** Column names, in the file's order. */
  public List<String> header() {
    return header;
  }

  /** The names that the header lacks. */
  public List<String> named() {
    return file.named();
  }

  /** Columns left out because they hold lists or objects. */
  public Set<String> nested() {
    return file.nested();
  }

  /** The order of the dates of a column of {@link #header}, where the file states it. */
  public Optional<CellForm.Order> order(String column) {
    return file.dayFirst(column).map(ColumnEvidence::order);
  }

  /** Whether no separator was found, so that there is one column. */
  public boolean unseparated() {
    return file.unseparated();
  }

  /** The mark before decimals; empty where no number tells. */
  public Optional<CellForm.Decimal> decimalHint() {
    return file.decimal().map(Rows::decimal);
  }

  /** The mark before decimals that the user named. */
  public Optional<CellForm.Decimal> statedDecimal() {
    return stated.map(Rows::decimal);
  }

  private static CellForm.Decimal decimal(char mark) {
    return mark == ',' ? CellForm.Decimal.COMMA : CellForm.Decimal.POINT;
  }

  /** What was taken and repaired, as of the last {@link #forEach}. */
  public RowAccount account() {
    return file.account();
  }

  /** Where a row is. */
  public Where where(long number) {
    return new Where(file.unit(), number);
  }

  /** Hands on every row below the header. */
  public void forEach(RowFile.Sink sink) {
    if (places.length == file.header().size()) {
      file.forEach(sink);
      return;
    }
    file.forEach(
        (place, cells) ->
            sink.take(
                place,
                cells.size() == file.header().size()
                    ? IntStream.of(places).mapToObj(cells::get).toList()
                    : cells));
  }
}
