package dev.quickstudy.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.tables.cells.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFolderTest {
  private static final String ROWS = "\n1,2,a\n3,4,a\n5,6,b\n7,8,b\n";

  @TempDir private Path folder;

  private void file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<String> origins() {
    return TableFolder.read(folder, RowOptions.FOUND).members().stream()
        .map(TableFolder.Member::origin)
        .toList();
  }

  @Test
  void tablesWithTheSameColumnNamesStayTogetherInAPlainFolder() throws IOException {
    file("2022.csv", "age,sex,class" + ROWS);
    file("2023.csv", "sex,age,class" + ROWS);
    file("trees.csv", "height,leaves,class" + ROWS);

    List<String> origins = origins();

    assertThat(origins.get(0)).isEqualTo(origins.get(1)).isNotEqualTo(origins.get(2));
    assertThat(TableFolder.read(folder, RowOptions.FOUND).splits().values())
        .anySatisfy(tables -> assertThat(tables).extracting(Table::name).contains("2022", "2023"));
  }

  @Test
  void blankOriginsJoinNoTables() throws IOException {
    file("a.csv", "x,y,class" + ROWS);
    file("b.csv", "x,y,class" + ROWS);
    file("index.csv", "name,file,origin\none,a.csv,\ntwo,b.csv, \n");

    assertThat(origins()).containsExactly("one", "two");
  }

  @Test
  void filesOfOneNameInTwoFoldersAreTwoTables() throws IOException {
    file("old/data.csv", "x,y,class" + ROWS);
    file("new/data.csv", "x,y,class" + ROWS);
    file("index.csv", "name,file\nold,old/data.csv\nnew,new/data.csv\n");

    assertThat(TableFolder.read(folder, RowOptions.FOUND).members())
        .extracting(member -> member.table().name())
        .containsExactly("new", "old");
  }

  @Test
  void aTableThatIsListedTwiceIsRefused() throws IOException {
    file("a.csv", "x,y,class" + ROWS);
    file("index.csv", "name,file\none,a.csv\ntwo,./a.csv\n");
    assertThatThrownBy(() -> TableFolder.read(folder, RowOptions.FOUND))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("index.csv", "file './a.csv' again in line 3");

    file("index.csv", "name,file\none,a.csv\none,b.csv\n");
    assertThatThrownBy(() -> TableFolder.read(folder, RowOptions.FOUND))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("table 'one' again in line 3");
  }

  @Test
  void tablesAreReadAsWasStatedWhateverTheirForm() throws IOException {
    file("a.csv", "class~x~y\na~1,500~2\na~3,250~4\nb~5,000~6\nb~7,125~8\n");
    file("b.tsv", "class~x~y\na~1,500~2\na~3,250~4\nb~5,000~6\nb~7,125~8\n");
    file("notes.txt", "nothing of a table");

    TableFolder read =
        TableFolder.read(
            folder,
            new RowOptions(
                Optional.empty(),
                Optional.of("class"),
                Optional.empty(),
                Optional.of('~'),
                Optional.of(','),
                Optional.empty(),
                List.of()));

    assertThat(read.members())
        .extracting(member -> member.table().name())
        .containsExactly("a", "b.tsv");
    assertThat(read.members())
        .allSatisfy(
            member -> {
              assertThat(member.table().answers().name()).isEqualTo("class");
              assertThat(member.table().columns().get(0).number(1)).isEqualTo(3.25);
            });
  }

  @Test
  void repairsOfAllTablesAreCounted() throws IOException {
    file("a.csv", "x,y,class" + ROWS + "1,2,a\n");
    file("b.csv", "z,y,class" + ROWS + "1,2,a\n9,9,\n");

    assertThat(TableFolder.read(folder, RowOptions.FOUND).repairs())
        .containsExactly(
            "1 rows without an answer, not learned from (tables: 1)",
            "2 rows that repeat an earlier one in the columns that are read, kept as observations (tables: 2)");
  }
}
