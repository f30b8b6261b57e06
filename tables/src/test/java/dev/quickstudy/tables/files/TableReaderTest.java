package dev.quickstudy.tables.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.cells.Table;
import dev.quickstudy.tables.files.TableReader.Answers;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableReaderTest {
  @TempDir private Path folder;

  private Path file(String name, String text, Charset charset) throws IOException {
    return Files.write(folder.resolve(name), text.getBytes(charset));
  }

  private TableFile read(String text) throws IOException {
    return new TableReader().read(file("t.csv", text, StandardCharsets.UTF_8));
  }

  private void refuses(String text, String... parts) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void typesComeFromTheValues() throws IOException {
    Table table =
        read("size,colour,class\n1.5,red,a\n-2e3,blue,b\n?,            ,a\n4,red,b\n").table();

    assertThat(table.column("size").numeric()).isTrue();
    assertThat(table.column("size").number(1)).isEqualTo(-2000);
    assertThat(table.column("size").missing(2)).isTrue();
    assertThat(table.column("colour").numeric()).isFalse();
    assertThat(table.column("colour").word(1)).isEqualTo("blue");
    assertThat(table.column("colour").missing(2)).isTrue();
    assertThat(table.answers().dictionary()).containsExactly("a", "b");
  }

  @Test
  void spellingsOfOneWordBecomeOneAndAreCounted() throws IOException {
    TableFile file = read("x,class\n1,Yes\n2,\"yes ,\"\n3, YES\n4,no\n5,no\n");

    assertThat(file.table().answers().dictionary()).containsExactly("Yes", "no");
    assertThat(file.summary().respelled()).isEqualTo(2);
  }

  @Test
  void repairsAreCounted() throws IOException {
    String numbers =
        IntStream.range(0, 40)
            .mapToObj(i -> i + "," + (i % 2 == 0 ? "a" : "b") + "," + (i % 2 == 0 ? "a" : "b"))
            .collect(Collectors.joining("\n"));
    TableFile file =
        read(",w,class\n" + numbers + "\n0,a,a\noops,b,b\n7,b,b,extra\n8,a,\n9,a,alone\n");

    TableSummary summary = file.summary();
    assertThat(summary.rowsRead()).isEqualTo(45);
    assertThat(summary.duplicates()).isEqualTo(1);
    assertThat(summary.ragged()).isEqualTo(1);
    assertThat(summary.withoutAnswer()).isEqualTo(1);
    assertThat(summary.ofSingleClasses()).isEqualTo(1);
    assertThat(summary.badNumbers()).isEqualTo(1);
    assertThat(summary.namedColumns()).containsExactly("column 1");
    assertThat(summary.rowsKept()).isEqualTo(42).isEqualTo(file.table().rows());
    assertThat(summary.repairs())
        .contains(
            "1 rows that repeat an earlier one in the columns that are read, kept as observations",
            "column 'column 1': 1 cell is no number and now missing, first 'oops' (line 43)",
            "line 42 is the first row that repeats another, that of line 2");
  }

  @Test
  void semicolonsTabsAndByteOrderMarksAreRead() throws IOException {
    for (String separator : new String[] {";", "\t"}) {
      String text = "\uFEFFx,y,class\n1,2,a\n3,4,a\n5,6,b\n7,8,b\n".replace(",", separator);
      assertThat(read(text).table().columns()).extracting(Column::name).containsExactly("x", "y");
    }
  }

  @Test
  void marksBeforeAQuotedHeaderAndOtherEncodingsAreRead() throws IOException {
    String text = "\uFEFF\"x, too\",class\n1,süß\n2,süß\n3,b\n4,b\n";
    for (Charset charset :
        new Charset[] {
          StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE
        }) {
      Table table = new TableReader().read(file("t.csv", text, charset)).table();
      assertThat(table.columns()).extracting(Column::name).containsExactly("x, too");
      assertThat(table.answers().dictionary()).containsExactly("süß", "b");
    }
  }

  @Test
  void valuesOfAnArffFileMayBeQuotedBehindABlank() throws IOException {
    Path file =
        file(
            "t.arff",
            """
            @relation r
            @attribute colour {'light, red', blue}
            @attribute class {'a b',c}
            @data
            'light, red', 'a b'
            blue , 'a b'
            'blue', c
            'light, red', c
            """,
            StandardCharsets.UTF_8);
    Table table = new TableReader().read(file).table();

    assertThat(table.column("colour").dictionary()).containsExactly("light, red", "blue");
    assertThat(table.answers().dictionary()).containsExactly("a b", "c");
    assertThat(table.rows()).isEqualTo(4);
  }

  @Test
  void anArffFileIsRead() throws IOException {
    Path file =
        file(
            "t.arff",
            """
            % remark
            @relation r
            @ATTRIBUTE 'the size' real
            @attribute colour {'light red', blue}
            @attribute class {a,b}
            @data
            1,'light red',a
            % remark
            2,blue,a
            3,?,b
            4,blue,b
            """,
            StandardCharsets.UTF_8);
    Table table = new TableReader().read(file).table();

    assertThat(table.columns()).extracting(Column::name).containsExactly("the size", "colour");
    assertThat(table.rows()).isEqualTo(4);
    assertThat(table.column("colour").word(0)).isEqualTo("light red");
    assertThat(table.column("colour").missing(2)).isTrue();
  }

  @Test
  void readRefusesWhatCannotBeLearned() {
    refuses("x,x,class\n1,2,a\n", "two columns called 'x'", "rename");
    refuses("x,class\n1,a\n2,a\n", "1 class", "2 such classes");
    refuses("x,class\n1,a\n2,b\n", "no class");
    refuses("x,class\n,a\n,a\n,b\n,b\n", "no column with values");
    refuses("", "is empty");
    refuses("x,class\n", "no row");
    refuses("x,class\n1,a\n2\n3,b\n", "1 of 3 rows", "line 3");
    String many =
        IntStream.range(0, 3000)
            .mapToObj(i -> i + ",0." + i + "7")
            .collect(Collectors.joining("\n"));
    refuses("x,class\n" + many, "3000 different numbers", "ask for values");
  }

  @Test
  void aMissingTargetNamesTheColumns() throws IOException {
    Path file = file("t.csv", "x,y,class\n1,2,a\n", StandardCharsets.UTF_8);
    TableReader reader = new TableReader(Answers.CLASSES, RowOptions.FOUND.label("klass"));

    assertThatThrownBy(() -> reader.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("'klass'", "x, y, class");
  }

  @Test
  void aTargetOfNumbersIsReadAsValues() throws IOException {
    Path file = file("t.csv", "x,price,y\n1,2.5,3\n4,3.5,6\n7,8.5,9\n", StandardCharsets.UTF_8);
    Table table =
        new TableReader(Answers.VALUES, RowOptions.FOUND.label("price")).read(file).table();

    assertThat(table.answers().number(2)).isEqualTo(8.5);
    assertThat(table.columns()).extracting(Column::name).containsExactly("x", "y");
  }

  @Test
  void readTakesTheLastKeyOfFullObjectsForTheClassAndTellsLists() throws IOException {
    String rows =
        IntStream.range(0, 12)
            .mapToObj(
                i -> {
                  String more = i % 3 == 0 ? "" : "\"wt\":%d.5,\"v\":[1,2],".formatted(i);
                  return "{\"h\":%d,%s\"kind\":\"%s\"}"
                      .formatted(i % 5, more, i % 2 == 0 ? "a" : "b");
                })
            .collect(Collectors.joining(",", "[", "]"));
    TableFile read = new TableReader().read(file("rows.json", rows, StandardCharsets.UTF_8));

    assertThat(read.table().answers().name()).isEqualTo("kind");
    assertThat(read.account().orElseThrow().taken()).contains("classes in 'kind', the last column");
    assertThat(read.summary().repairs()).contains("columns left out that hold lists or objects: v");
  }

  @Test
  void readCallsTheRowsOfAListEntries() throws IOException {
    String rows =
        "[{\"x\":1,\"c\":\"a\"},{\"x\":3,\"c\":null},{\"x\":2,\"c\":\"a\"},"
            + "{\"x\":7,\"c\":\"b\"},{\"x\":8,\"c\":\"b\"}]";

    assertThat(
            new TableReader()
                .read(file("list.json", rows, StandardCharsets.UTF_8))
                .summary()
                .repairs())
        .contains("entry 2 is the first row without an answer");
  }

  @Test
  void readRefusesNumbersThatHardlyComeAgainAsClasses() throws IOException {
    String rows =
        IntStream.range(0, 24)
            .mapToObj(i -> "%d,%d.25".formatted(i % 7, 100 + 37 * i % 101))
            .collect(Collectors.joining("\n"));
    Path file = file("numbers.csv", "x,y\n" + rows, StandardCharsets.UTF_8);

    assertThatThrownBy(() -> new TableReader(Answers.CLASSES, RowOptions.FOUND, 1).read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("'y'", "name the column of the classes");
  }

  @Test
  void readTakesTheDecimalMarkAndTheMissingWordsThatAreStated() throws IOException {
    String text = "x;class\n1.234;a\n2.345;a\nk.A.;b\n4.567;b\n";
    Path file = file("t.csv", text, StandardCharsets.UTF_8);
    RowOptions options =
        new RowOptions(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(','),
            Optional.empty(),
            List.of("k.A."));

    Column x = new TableReader(Answers.CLASSES, options).read(file).table().columns().get(0);

    assertThat(x.number(0)).isEqualTo(1234);
    assertThat(x.missing(2)).isTrue();
  }

  @Test
  void readKeepsCodesWithZerosInFrontAndTellsWhatNumbersLose() throws IOException {
    TableFile file =
        read(
            """
            place,month,size,key,class
            01234,01,007,12345678901234567,a
            01234,12,15,1,a
            90210,07,8,2,b
            00100,11,9,7,b
            01234,03,9,5,b
            """);

    assertThat(file.table().column("place").word(0)).isEqualTo("01234");
    assertThat(file.table().column("month").number(0)).isEqualTo(1);
    assertThat(file.table().column("size").number(0)).isEqualTo(7);
    assertThat(file.summary().repairs())
        .contains(
            "column 'place' is read as words: its values are codes with zeros in front, first '01234' (line 2), '00100' (line 5)",
            "column 'size' is read as numbers, without the zeros in front of 1 of them, first '007' (line 2)",
            "column 'key': 1 numbers of more than 15 digits are rounded, first '12345678901234567' (line 2)");
  }

  @Test
  void aWesternEncodingIsFoundOrStated() throws IOException {
    String text = "größe,class\n1,süß\n2,süß\n3,b\n4,b\n";
    Path file = file("t.csv", text, StandardCharsets.ISO_8859_1);

    for (TableReader reader :
        List.of(
            new TableReader(),
            new TableReader(
                Answers.CLASSES, RowOptions.FOUND.encoding(StandardCharsets.ISO_8859_1)))) {
      Table table = reader.read(file).table();
      assertThat(table.answers().dictionary()).containsExactly("süß", "b");
      assertThat(table.columns()).extracting(Column::name).containsExactly("größe");
    }
  }
}
