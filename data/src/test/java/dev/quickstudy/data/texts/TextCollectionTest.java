package dev.quickstudy.data.texts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.rows.ReadingException;
import dev.quickstudy.data.rows.RowOptions;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextCollectionTest {
  @TempDir Path folder;

  private Path file(String name, String content, Charset charset) throws IOException {
    return Files.write(folder.resolve(name), content.getBytes(charset));
  }

  private TextCollection read(String name, String content) throws IOException {
    Path file = file(name, content, StandardCharsets.UTF_8);
    return TextCollection.read(List.of(file), TextFormat.ROWS, RowOptions.FOUND);
  }

  private static List<String> texts(TextCollection collection) {
    return collection.texts().stream()
        .map(text -> text.label().orElseThrow() + ": " + text.text())
        .toList();
  }

  @Test
  void quotedFieldsHoldCommasQuotesAndLineBreaks() throws IOException {
    TextCollection read = read("a.csv", "text,category\n\"one, \"\"two\"\"\nthree\",x\nfour,y\n");

    assertThat(texts(read)).containsExactly("x: one, \"two\"\nthree", "y: four");
    assertThat(read.summary()).isEqualTo("a.csv: 2 rows, 2 texts of 2 classes");
    assertThat(read.texts().get(1).origin().row()).isEqualTo("line 4");
  }

  @Test
  void tabsAndJsonLinesGiveTheSame() throws IOException {
    List<String> expected = List.of("x: one", "y: two");

    assertThat(texts(read("a.tsv", "label\ttext\nx\tone\ny\ttwo\n"))).isEqualTo(expected);
    assertThat(
            texts(
                read(
                    "a.jsonl",
                    """
                    {"id": [1, {}], "text": "one", "intent": "x"}
                    {"intent": "y", "text": "two"}
                    """)))
        .isEqualTo(expected);
  }

  @Test
  void aMarkTellsUtf16AndIsNoPartOfTheText() throws IOException {
    String content = "\uFEFFtext,label\ngrüß 😀,x\nb,y\n";
    for (Charset charset :
        List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      Path file = file("a.csv", content, charset);

      assertThat(texts(TextCollection.read(List.of(file), TextFormat.CSV, RowOptions.FOUND)))
          .containsExactly("x: grüß 😀", "y: b");
    }
  }

  @Test
  void aWesternEncodingIsFoundAndSaidAndADamagedByteIsRefusedWithItsPlace() throws IOException {
    String many = "row,x\n".repeat(30_000);
    Path latin = file("latin.csv", "text,label\n" + many + "grüß,y\n", StandardCharsets.ISO_8859_1);
    TextCollection read = TextCollection.read(List.of(latin), TextFormat.ROWS, RowOptions.FOUND);
    assertThat(texts(read)).containsExactly("x: row", "y: grüß");
    assertThat(read.accounts().get(0).taken()).contains("Windows-1252, being no UTF-8");

    byte[] damaged =
        ("text,label\n" + many + "grüß,y\nab\u00fc,x\n").getBytes(StandardCharsets.UTF_8);
    damaged[damaged.length - 5] = (byte) 0xfc;
    Path broken = Files.write(folder.resolve("broken.csv"), damaged);
    assertThatThrownBy(
            () -> TextCollection.read(List.of(broken), TextFormat.ROWS, RowOptions.FOUND))
        .isInstanceOf(ReadingException.class)
        .hasMessageContaining("broken.csv, line 30003, column 3: a byte that is no UTF-8");
  }

  @Test
  void utf16WithoutAMarkIsFound() throws IOException {
    for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      Path wide = file("wide.csv", "text,label\na,x\nb,y\n", charset);
      TextCollection read = TextCollection.read(List.of(wide), TextFormat.ROWS, RowOptions.FOUND);
      assertThat(texts(read)).containsExactly("x: a", "y: b");
      assertThat(read.accounts().get(0).encoding()).isEqualTo(charset.name() + " without a mark");
    }
  }

  @Test
  void repairsAreCounted() throws IOException {
    TextCollection read =
        read("a.csv", "text,label\n a ,x\na,x\n\"  \",x\nboth,x\nboth,y\nboth,y\nb,y\n\n\"\",y\n");

    assertThat(texts(read)).containsExactly("x: a", "y: b");
    assertThat(read.summary())
        .isEqualTo(
            "a.csv: 8 rows, 2 texts of 2 classes, 2 empty left out, 1 duplicate left out,"
                + " 3 left out that stand under two classes, such as 'both'");
  }

  @Test
  void aTextOfNothingInJsonIsEmptyAndOneWithoutLabelIsLeftOut() throws IOException {
    String lines = "{\"text\": null, \"label\": \"x\"}\n{\"text\": \"a\", \"label\": \"x\"}\n";

    assertThat(read("a.jsonl", lines + "{\"text\": \"b\", \"label\": \"y\"}\n").summary())
        .contains("1 empty left out");
    String more = "{\"text\": \"b\", \"label\": null}\n{\"text\": \"c\", \"label\": \"y\"}\n";
    assertThat(read("a.jsonl", lines + more).summary())
        .contains("2 texts of 2 classes", "1 without a label left out (line 3 …)");
  }

  @Test
  void raggedRowsAreRefusedWithTheLine() throws IOException {
    for (String row : List.of("a", "a,x,z", "it is, I think,x")) {
      assertThatThrownBy(() -> read("a.csv", "text,label\nb,y\n" + row + "\n"))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("a.csv, line 3: ")
          .hasMessageContaining("the header has 2; put cells");
    }
  }

  @Test
  void aTextOfAMegabyteIsRead() throws IOException {
    String megabyte = "word ".repeat(200_000).strip();

    assertThat(texts(read("a.csv", "text,label\n" + megabyte + ",x\nb,y\n")))
        .containsExactly("x: " + megabyte, "y: b");
  }

  @Test
  void columnsAreFoundByTheirNamesOrAsTheOnlyOther() throws IOException {
    assertThatThrownBy(() -> read("a.csv", "words,label\na,x\n"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no column for the text: its columns are [words, label]");
    assertThatThrownBy(() -> read("a.csv", "text,query,label\na,b,x\n"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("several columns that could be the text: [text, query]");
    assertThat(texts(read("a.csv", "text,number\na,x\nb,y\n"))).containsExactly("x: a", "y: b");
    assertThatThrownBy(() -> read("a.csv", "text,one,two\na,x,1.5\nb,y,2.5\n"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a.csv, line 2: the label is missing");

    Path file = file("b.csv", "words,kind\na,x\nb,y\n", StandardCharsets.UTF_8);
    RowOptions named = RowOptions.FOUND.columns(Optional.of("words"), Optional.of("kind"));
    assertThat(texts(TextCollection.read(List.of(file), TextFormat.CSV, named)))
        .containsExactly("x: a", "y: b");
    RowOptions wrong = RowOptions.FOUND.columns(Optional.of("word"), Optional.of("kind"));
    assertThatThrownBy(() -> TextCollection.read(List.of(file), TextFormat.CSV, wrong))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no column 'word' for the text; its columns are [words, kind]");
  }

  @Test
  void whatIsNoSuchFileSaysSo() throws IOException {
    assertThatThrownBy(() -> read("a.jsonl", "{\"text\": \"a\", \"label\": \"x\"}\n{\"text\": \n"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a.jsonl, line ");
    assertThatThrownBy(() -> read("a.csv", ""))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a.csv is empty");
    assertThatThrownBy(() -> read("a.txt", "a"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a.txt");
    assertThatThrownBy(
            () ->
                TextCollection.read(
                    List.of(folder.resolve("none.csv")), TextFormat.CSV, RowOptions.FOUND))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("none.csv: it does not exist");
    assertThatThrownBy(() -> read("a.csv", "text,label\na,x\nb,x\n"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("1 classes with texts; at least two");
  }

  @Test
  void clincAndFewRelAreReadAsPublished() throws IOException {
    Path clinc =
        file(
            "c.json",
            "{\"oos_val\": [[\"z\", \"oos\"]], \"train\": [[\"a\", \"x\"], [\"b\", \"y\"]]}",
            StandardCharsets.UTF_8);
    Path fewRel =
        file(
            "f.json",
            "{\"P1\": [{\"tokens\": [\"In\", \"New\", \"York\", \" \", \"City\"],"
                + " \"h\": [\"new york\", \"Q1\", [[1, 2], [4]]], \"t\": [\"city\", \"Q2\", [[4]]]}],"
                + " \"P2\": [{\"tokens\": [\"a\", \"b\"],"
                + " \"h\": [\"a\", \"Q1\", [[0]]], \"t\": [\"b\", \"Q2\", [[1]]]}]}",
            StandardCharsets.UTF_8);

    assertThat(texts(TextCollection.read(List.of(clinc), TextFormat.CLINC, RowOptions.FOUND)))
        .containsExactly("x: a", "y: b");
    assertThat(TextCollection.read(List.of(clinc), TextFormat.CLINC, RowOptions.FOUND).summary())
        .contains("3 rows", "1 out of scope left out");
    assertThat(texts(TextCollection.read(List.of(fewRel), TextFormat.FEWREL, RowOptions.FOUND)))
        .containsExactly("P1: In * New York * # City #", "P2: * a * # b #");
    assertThatThrownBy(
            () -> TextCollection.read(List.of(fewRel), TextFormat.CLINC, RowOptions.FOUND))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("f.json, line 1: expected [text, intent]");
  }

  @Test
  void rowsPassByOneAtATime() throws IOException {
    Path file = folder.resolve("long.csv");
    try (var out = Files.newBufferedWriter(file)) {
      out.write("text,label\n");
      String filler = "x".repeat(1000);
      for (int i = 0; i < 100_000; i++) {
        out.write(filler + ",a\n");
      }
    }
    // 100 MB of which no row is kept: all texts are the same.
    int[] rows = new int[1];
    long[] most = new long[1];
    System.gc();
    long before = used();
    TextFile.open(file, TextFormat.ROWS, RowOptions.FOUND, true)
        .forEach(
            row -> {
              if (++rows[0] % 20_000 == 0) {
                System.gc();
                most[0] = Math.max(most[0], used() - before);
              }
            });

    assertThat(rows[0]).isEqualTo(100_000);
    assertThat(most[0]).isLessThan(20_000_000);
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
