package dev.quickstudy.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    return TableFolder.read(folder).members().stream().map(TableFolder.Member::origin).toList();
  }

  @Test
  void tablesWithTheSameColumnNamesStayTogetherInAPlainFolder() throws IOException {
    file("2022.csv", "age,sex,class" + ROWS);
    file("2023.csv", "sex,age,class" + ROWS);
    file("trees.csv", "height,leaves,class" + ROWS);

    List<String> origins = origins();

    assertThat(origins.get(0)).isEqualTo(origins.get(1)).isNotEqualTo(origins.get(2));
    assertThat(TableFolder.read(folder).splits().values())
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

    assertThat(TableFolder.read(folder).members())
        .extracting(member -> member.table().name())
        .containsExactly("new", "old");
  }

  @Test
  void aTableThatIsListedTwiceIsRefused() throws IOException {
    file("a.csv", "x,y,class" + ROWS);
    file("index.csv", "name,file\none,a.csv\ntwo,./a.csv\n");
    assertThatThrownBy(() -> TableFolder.read(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("index.csv", "file './a.csv' again in line 3");

    file("index.csv", "name,file\none,a.csv\none,b.csv\n");
    assertThatThrownBy(() -> TableFolder.read(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("table 'one' again in line 3");
  }

  @Test
  void repairsOfAllTablesAreCounted() throws IOException {
    file("a.csv", "x,y,class" + ROWS + "1,2,a\n");
    file("b.csv", "z,y,class" + ROWS + "1,2,a\n9,9,\n");

    assertThat(TableFolder.read(folder).repairs())
        .containsExactly(
            "1 rows without an answer, not learned from (tables: 1)",
            "2 rows that repeat an earlier one in the columns that are read, kept as observations (tables: 2)");
  }
}
