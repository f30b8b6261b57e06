package dev.quickstudy.data.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeaderNamesTest {
  @TempDir private Path folder;

  private RowFile open(String content) throws IOException {
    return RowFile.open(Files.writeString(folder.resolve("t.csv"), content), RowOptions.FOUND);
  }

  private static List<List<String>> rows(RowFile file) {
    List<List<String>> rows = new ArrayList<>();
    file.forEach((place, cells) -> rows.add(cells));
    return rows;
  }

  @Test
  void headersOfFilesThatWerePutTogetherAreNoRows() throws IOException {
    RowFile table = open("price,qty,class\n1,2,a\n3,4,b\n price,qty , class\n5,6,a\n");
    assertThat(rows(table))
        .containsExactly(List.of("1", "2", "a"), List.of("3", "4", "b"), List.of("5", "6", "a"));
    assertThat(table.account().lines())
        .hasSize(2)
        .contains("t.csv: 1 rows skipped that repeat the header, in line 4");

    RowFile words = open("p,q\na,x\nb,y\np,q\nb,x\na,y\np,q\na,x\n");
    assertThat(words.header()).containsExactly("p", "q");
    assertThat(rows(words)).hasSize(5).doesNotContain(List.of("p", "q"));

    RowFile lists = open("[[\"text\",\"label\"],[\"a\",\"x\"],[\"text\",\"label\"],[\"b\",\"y\"]]");
    assertThat(rows(lists)).containsExactly(List.of("a", "x"), List.of("b", "y"));
    assertThat(lists.account().lines()).anyMatch(line -> line.contains("repeat the header"));
  }

  @Test
  void rowsWithoutAHeaderMayRepeatTheFirst() throws IOException {
    assertThat(rows(open("1,2,a\n3,4,b\n1,2,a\n5,6,b\n"))).hasSize(4);
    assertThat(rows(open("a,x,k\nb,x,k\na,y,l\na,x,k\nb,y,l\n"))).hasSize(5);
  }

  @Test
  void rowNamesOfRAreTakenAndSaid() throws IOException {
    for (String[] names : new String[][] {{"1", "2", "7"}, {"Mazda RX4", "Fiat", "Volvo"}}) {
      RowFile file = open("u,v\n%s,5,a\n%s,6,b\n%s,7,a\n".formatted(names[0], names[1], names[2]));
      assertThat(file.header()).containsExactly("column 1", "u", "v");
      assertThat(rows(file).get(0)).containsExactly(names[0], "5", "a");
      assertThat(file.account().taken())
          .contains(
              "first column taken for row names, so that the header's names belong to columns 2 to"
                  + " 3");
    }
  }

  @Test
  void otherCellsBeforeTheFirstNameAreNoRowNames() throws IOException {
    for (String rows :
        List.of(
            "1,5,a\n2,6,b\n1,7,a\n", "$8,954.00,a\n$6,767.00,b\n$5,306.00,a\n", ",5,a\n,6,b\n")) {
      RowFile file = open("u,v\n" + rows);
      assertThat(file.header()).containsExactly("u", "v");
      assertThat(rows(file)).allMatch(row -> row.size() == 3);
      assertThat(file.account().notes())
          .extracting(RowAccount.Note::what)
          .containsExactly("rows have more or fewer cells than the header");
    }
  }

  @Test
  void separatorsAtTheEndsOfLinesMakeNoColumn() throws IOException {
    for (String content :
        List.of(
            "u,v,\n1,a,\n2,b,\n3,a,x\n",
            "u,v\n1,a,\n2,b,\n",
            "u,v,,\n1,a,,\n2,b,,\n",
            "1,a,\n2,b,\n3,a,\n4,b,\n")) {
      RowFile file = open(content);
      boolean filled = content.contains("x");
      assertThat(file.header()).hasSize(filled ? 3 : 2);
      assertThat(rows(file)).allMatch(row -> row.size() == file.header().size());
      assertThat(file.account().taken().contains("separators at the ends of lines left out"))
          .isEqualTo(!filled);
    }
  }
}
