package dev.quickstudy.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tables.files.AskedRows;
import dev.quickstudy.tables.files.TableFile;
import dev.quickstudy.tables.files.TableReader;
import dev.quickstudy.tables.steps.FittedTable;
import dev.quickstudy.tables.steps.Preparation;
import dev.quickstudy.tensor.RandomKey;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Small files that were read wrongly once, each with what is right. */
class TableCasesTest {
  private static final TableReader READER =
      new TableReader(TableReader.Answers.CLASSES, RowOptions.FOUND, 1);

  private static Path file(String name) throws URISyntaxException {
    URL url = TableCasesTest.class.getResource("cases/" + name + ".csv");
    assertThat(url).as(name).isNotNull();
    return Path.of(url.toURI());
  }

  private static TableFile read(String name) throws URISyntaxException {
    return READER.read(file(name));
  }

  private static FittedTable fitted(TableFile file) {
    return FittedTable.fitRobustly(Preparation.usual(), 24, file.table(), RandomKey.of(1))
        .ignoring(file.summary().ignored());
  }

  private static AskedRows asked(String support, String query) throws URISyntaxException {
    return AskedRows.read(file(query), RowOptions.FOUND, fitted(read(support)));
  }

  private static List<String> names(TableFile file) {
    return file.table().columns().stream().map(Column::name).toList();
  }

  private static List<Double> numbers(Table table, String column) {
    Column found = table.column(column);
    assertThat(found.numeric()).as(column).isTrue();
    return IntStream.range(0, table.rows()).mapToObj(found::number).toList();
  }

  /** The share of queries that are nearest to the mean of their own class, as prepared. */
  private static double nearestMean(String support, String query) throws URISyntaxException {
    TableFile file = read(support);
    FittedTable fitted = fitted(file);
    AskedRows asked = AskedRows.read(file(query), RowOptions.FOUND, fitted);
    int width = fitted.width();
    float[] x = fitted.rows(file.table());
    float[] q = fitted.rows(asked.table());
    Column answers = file.table().answers();
    int classes = answers.dictionary().size();
    double[][] means = new double[classes][width];
    for (int code = 0; code < classes; code++) {
      int own = code;
      int[] rows =
          IntStream.range(0, answers.rows()).filter(row -> answers.code(row) == own).toArray();
      for (int row : rows) {
        for (int c = 0; c < width; c++) {
          means[code][c] += x[row * width + c] / rows.length;
        }
      }
    }
    int right = 0;
    for (int row = 0; row < asked.lines().size(); row++) {
      int at = row;
      int best =
          IntStream.range(0, classes)
              .boxed()
              .min((a, b) -> Double.compare(distance(q, at, means[a]), distance(q, at, means[b])))
              .orElseThrow();
      String truth = asked.answers().get(row).orElseThrow();
      right += Column.sameClass(truth, answers.dictionary().get(best)) ? 1 : 0;
    }
    return (double) right / asked.lines().size();
  }

  private static double distance(float[] rows, int row, double[] mean) {
    return IntStream.range(0, mean.length)
        .mapToDouble(c -> Math.pow(rows[row * mean.length + c] - mean[c], 2))
        .sum();
  }

  @Test
  void readLeavesOutRowNumbersInAnyOrder() throws URISyntaxException {
    TableFile file = read("weak-index");

    assertThat(names(file)).containsExactly("x", "y").isEqualTo(names(read("weak")));
    assertThat(numbers(file.table(), "x")).isEqualTo(numbers(read("weak").table(), "x"));
    assertThat(file.summary().repairs())
        .contains(
            "column left out that only names or numbers rows: 'column 1' (row numbers without a"
                + " name)");
    assertThat(asked("weak-index", "weak-index-q").repairs())
        .containsExactly("columns ignored that nothing was learned from: column 1");
    assertThat(nearestMean("weak-index", "weak-index-q"))
        .isEqualTo(nearestMean("weak", "weak-index-q"))
        .isGreaterThan(0.8);
  }

  @Test
  void readMakesOneBadCellMissingAndNamesIt() throws URISyntaxException {
    TableFile dash = read("badonly-dash");
    assertThat(dash.table().column("x").missing(3)).isTrue();
    assertThat(dash.table().column("x").missing()).isEqualTo(1);
    assertThat(dash.summary().repairs())
        .containsExactly("column 'x': 1 cell is read as missing, first '-' (line 5)");

    TableFile thousand = read("badonly-thousand");
    assertThat(numbers(thousand.table(), "x").get(3)).isEqualTo(1012.5);
    assertThat(thousand.summary().repairs())
        .containsExactly(
            "column 'x': 1012.5 (line 5) is far outside of all other numbers; the column is scaled"
                + " by the others");
    for (String name : List.of("badonly-dash", "badonly-thousand", "badonly-without")) {
      assertThat(nearestMean(name, "badonly-q")).as(name).isEqualTo(1);
    }
  }

  @Test
  void readTakesNaForAClass() throws URISyntaxException {
    TableFile file = read("label-3NA");

    assertThat(file.table().answers().dictionary()).containsExactly("EU", "AS", "NA");
    assertThat(file.table().rows()).isEqualTo(24);
    assertThat(file.summary().repairs())
        .containsExactly(
            "column 'kind': 'NA' is a class here, of 8 rows; a cell without a class must be empty");
    assertThat(nearestMean("label-3NA", "label-3NA-q")).isEqualTo(1);
  }

  @Test
  void readTakesDecimalCommas() throws URISyntaxException {
    for (String name : List.of("semi", "tabbed")) {
      TableFile file = read(name);
      assertThat(numbers(file.table(), "x")).isEqualTo(numbers(read("plain").table(), "x"));
      assertThat(numbers(file.table(), "y")).isEqualTo(numbers(read("plain").table(), "y"));
      assertThat(file.summary().repairs())
          .containsExactly("decimal commas are read in the columns x, y");
    }
    assertThat(nearestMean("semi-repeat", "semi-repeat-q")).isEqualTo(1);
    AskedRows asked = asked("plain", "semi-q");
    assertThat(numbers(asked.table(), "x"))
        .isEqualTo(numbers(asked("semi", "plain-q").table(), "x"));
    assertThat(asked.repairs()).hasSize(2).allMatch(line -> line.contains("decimal comma"));
  }

  @Test
  void readKeepsRepeatedRowsAndSaysWhere() throws URISyntaxException {
    TableFile file = read("semi-repeat");

    assertThat(file.table().rows()).isEqualTo(16);
    assertThat(file.summary().repairs())
        .contains(
            "1 rows that repeat an earlier one in the columns that are read, kept as observations",
            "line 8 is the first row that repeats another, that of line 6");
  }

  @Test
  void readMakesNumbersOfDates() throws URISyntaxException {
    TableFile file = read("dates");

    assertThat(names(file))
        .containsExactly("when (days)", "when (year)", "when (month)", "when (weekday)", "x");
    assertThat(numbers(file.table(), "when (days)").get(0)).isEqualTo(11332);
    assertThat(numbers(file.table(), "when (year)").subList(0, 2)).containsExactly(2001.0, 2011.0);
    assertThat(numbers(file.table(), "when (weekday)").get(0)).isEqualTo(3);
    assertThat(file.summary().repairs()).isEmpty();
    assertThat(nearestMean("dates", "dates-q")).isEqualTo(1);
  }

  @Test
  void readMakesNumbersOfMoneyAndPercents() throws URISyntaxException {
    TableFile file = read("money");

    assertThat(numbers(file.table(), "pay").subList(0, 2)).containsExactly(31450.0, 19240.0);
    assertThat(numbers(file.table(), "share").subList(0, 3)).containsExactly(1.3, 10.1, -1.1);
    assertThat(file.summary().repairs())
        .containsExactly(
            "column 'pay' is read as numbers in $", "column 'share' is read as numbers in %");
    assertThat(nearestMean("money", "money-q")).isEqualTo(1);
  }

  @Test
  void fitRobustlyCountsUnevenClassesEqually() throws URISyntaxException {
    TableFile file = read("uneven");
    FittedTable fitted = fitted(file);
    float[] x = fitted.rows(file.table());

    for (int c = 0; c < 2; c++) {
      double mean = 0;
      for (int row = 0; row < 30; row++) {
        mean += x[row * fitted.width() + c] / 30;
      }
      assertThat(mean).isCloseTo(-x[30 * fitted.width() + c], within(1e-5));
    }
    assertThat(file.summary().repairs())
        .containsExactly(
            "column 'kind': its classes are uneven, 'a' has 30 rows and 'b' 1; more rows of the"
                + " rare ones help most");
  }

  @Test
  void namesInEitherFormOfUnicodeAreOne() throws URISyntaxException {
    AskedRows asked = asked("unilabel", "unilabel-nfd-q");

    assertThat(asked.answers()).hasSize(10).allMatch(Optional::isPresent);
    assertThat(asked.repairs()).isEmpty();
    assertThat(nearestMean("unilabel", "unilabel-nfd-q")).isEqualTo(1);
  }

  @Test
  void equalNumbersAreOneClass() throws URISyntaxException {
    TableFile file = read("int-float-q");

    assertThat(file.table().answers().dictionary()).containsExactly("0.0", "1.0");
    assertThat(Column.sameClass("0", "0.0")).isTrue();
    assertThat(Column.sameClass("1", "1,0")).isTrue();
    assertThat(Column.sameClass("TRUE", "true ")).isTrue();
    assertThat(Column.sameClass("1", "10")).isFalse();
    assertThat(Column.sameClass("1", "1,000")).isFalse();
  }
}
