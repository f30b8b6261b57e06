package dev.quickstudy.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.tables.cells.Column;
import dev.quickstudy.tables.files.TableFile;
import dev.quickstudy.tables.files.TableReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small tables that were read wrongly without a word. */
class SmallTablesTest {
  @TempDir private Path folder;

  private TableFile read(String name, String text) throws IOException {
    return new TableReader().read(Files.writeString(folder.resolve(name), text));
  }

  private static List<Double> numbers(TableFile file, String column) {
    Column found = file.table().column(column);
    return IntStream.range(0, found.rows()).mapToObj(found::number).toList();
  }

  @Test
  void rowsThatRepeatTheHeaderMakeNoClass() throws IOException {
    TableFile file = read("h.csv", "p,class\n1,a\n2,b\np,class\n3,a\np,class\n4,b\n");

    assertThat(file.table().answers().dictionary()).containsExactly("a", "b");
    assertThat(numbers(file, "p")).containsExactly(1.0, 2.0, 3.0, 4.0);
    assertThat(file.account().orElseThrow().lines())
        .contains("h.csv: 2 rows skipped that repeat the header, the first in line 4");
  }

  @Test
  void rowsThatAreAllWiderAreRefusedWithBothWidths() {
    assertThatThrownBy(() -> read("w.csv", "v,class\n1,a,ok\n3,b,bad\n1,a,ok\n2,b,bad\n"))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("4 of 4 rows", "its header's 2", "line 2 with 3");
  }

  @Test
  void dateFormatsOfArffTellTheOrderOfDayAndMonth() throws IOException {
    String rows =
        "@attribute class {p,q}\n@data\n03/04/2020,p\n05/06/2021,q\n07/08/2021,p\n09/10/2022,q\n";
    TableFile day = read("d.arff", "@relation x\n@attribute d date 'dd/MM/yyyy'\n" + rows);
    assertThat(numbers(day, "d (month)")).containsExactly(4.0, 6.0, 8.0, 10.0);
    assertThat(day.summary().repairs()).isEmpty();

    TableFile month = read("m.arff", "@relation x\n@attribute d DATE \"MM/dd/yyyy\"\n" + rows);
    assertThat(numbers(month, "d (month)")).containsExactly(3.0, 5.0, 7.0, 9.0);
  }

  @Test
  void durationsAreSecondsWhereOneIsNoTimeOfDay() throws IOException {
    TableFile file = read("d.csv", "len,class\n9:22,a\n31:05,b\n1:00:01,a\n2:23.5,b\n");
    assertThat(numbers(file, "len")).containsExactly(562.0, 1865.0, 3601.0, 143.5);
    assertThat(file.summary().repairs())
        .containsExactly(
            "column 'len' is read as durations, in seconds (a:b as minutes and seconds), as '31:05'"
                + " (line 3) is no time of day");

    TableFile times = read("t.csv", "len,class\n9:30,a\n13:15,b\n10:00,a\n12:45,b\n");
    assertThat(numbers(times, "len (hour)")).containsExactly(9.5, 13.25, 10.0, 12.75);
    assertThat(times.summary().repairs())
        .anyMatch(line -> line.startsWith("column 'len' is read as times of day, in hours"));
  }

  @Test
  void frequentSpellingsInBothCasesAreClasses() throws IOException {
    TableFile file = read("c.csv", "v,class\n1,a\n2,A\n3,a\n4,A\n5,b\n6,b\n7,B\n");

    assertThat(file.table().answers().dictionary()).containsExactly("a", "A", "b");
    assertThat(file.summary().repairs())
        .contains(
            "column 'class': classes that differ in case only stay different, as each is frequent:"
                + " A, a",
            "column 'class': 1 cell read as a class spelled otherwise before, first 'B' (line 8)");
  }

  @Test
  void classesThatLookAlikeAreSaidWithTheNumbersOfTheirLetters() throws IOException {
    TableFile file = read("h.csv", "v,class\n1,A\n2,\u0410\n3,A\n4,\u0410\n");

    assertThat(file.table().answers().dictionary()).hasSize(2);
    assertThat(file.summary().repairs())
        .anyMatch(line -> line.contains("it has U+0410 where 'A' has U+0041"));
  }

  @Test
  void rowsOfSingleClassesAreNamed() throws IOException {
    assertThat(read("s.csv", "v,class\n1,a\n2,a\n3,odd\n4,b\n5,b\n").summary().repairs())
        .contains("rows left out as their class has fewer than 2: 'odd' (line 4)");
  }

  @Test
  void tablesWithoutASeparatorAreRefusedAsThat() throws IOException {
    String aligned = "v   u   class\n2   24  a\n8   44  b\n6   53  a\n2   59  b\n";
    assertThatThrownBy(() -> read("b.txt", aligned))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no separator was found; state the separator (such as blank)");
    Path file = folder.resolve("b.txt");
    TableReader blanks =
        new TableReader(TableReader.Answers.CLASSES, RowOptions.FOUND.separator(' '));
    assertThat(numbers(blanks.read(file), "u")).containsExactly(24.0, 44.0, 53.0, 59.0);
  }

  @Test
  void theStateOfAnnotationsIsNoColumn() throws IOException {
    String task =
        "{\"data\": {\"v\": %d, \"u\": %d}, \"annotations\": [{\"result\": [{\"from_name\": \"kind\", \"value\": {\"choices\": [\"%s\"]}}]}]}";
    TableFile file =
        read(
            "ls.json",
            "[%s,%s,%s,%s]"
                .formatted(
                    task.formatted(1, 4, "a"),
                    task.formatted(2, 3, "b"),
                    task.formatted(5, 4, "a"),
                    task.formatted(2, 9, "b")));

    assertThat(file.table().answers().name()).isEqualTo("kind");
    assertThat(file.table().columns()).extracting(Column::name).containsExactly("v", "u");
  }
}
