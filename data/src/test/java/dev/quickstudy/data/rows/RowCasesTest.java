package dev.quickstudy.data.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.texts.LabelledText;
import dev.quickstudy.data.texts.TextCollection;
import dev.quickstudy.data.texts.TextFile;
import dev.quickstudy.data.texts.TextFormat;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as other programs and people write them, each with what is right. */
class RowCasesTest {
  @TempDir private Path folder;

  private static Path given(String name) throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(RowCasesTest.class.getResource("cases/" + name), name).toURI());
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static TextCollection texts(Path file) {
    return TextCollection.read(
        List.of(file), TextFormat.of(file, RowOptions.FOUND), RowOptions.FOUND);
  }

  private static List<String> labelled(Path file) {
    List<String> read = new ArrayList<>();
    TextFile.open(file, TextFormat.of(file, RowOptions.FOUND), RowOptions.FOUND, true)
        .forEach(text -> read.add(text.label().orElse("-") + ": " + text.text()));
    return read;
  }

  private static void refused(Path file, String... parts) {
    assertThatThrownBy(() -> labelled(file))
        .isInstanceOf(dev.quickstudy.data.DataException.class)
        .hasMessageContaining(file.getFileName().toString())
        .hasMessageContainingAll(parts)
        .satisfies(e -> assertThat(String.valueOf(e.getMessage()).length()).isLessThan(400));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"plain.csv", "array.json", "labelstudio.csv", "prodigy.jsonl", "utf16.csv"})
  void theSameTextsAreReadFromEachForm(String name) throws URISyntaxException {
    TextCollection read = texts(given(name));

    assertThat(read.texts().stream().map(LabelledText::text).toList())
        .isEqualTo(texts(given("plain.csv")).texts().stream().map(LabelledText::text).toList());
    assertThat(read.byClass())
        .containsOnlyKeys("alarm", "food", "health", "music", "pay", "travel", "weather")
        .allSatisfy((label, places) -> assertThat(places).hasSize(5));
  }

  @Test
  void rejectedRowsAreCounted() throws URISyntaxException {
    TextCollection read = texts(given("prodigy.jsonl"));

    assertThat(read.summary()).contains("70 rows", "35 without a label left out");
    assertThat(read.accounts().get(0).lines())
        .anyMatch(line -> line.contains("35 rows without a label, as their answer is reject"));
  }

  @Test
  void commasWithinASemicolonFileBelongToItsTexts() throws URISyntaxException {
    TextCollection read = texts(given("semi.csv"));

    assertThat(read.texts()).hasSize(35);
    assertThat(read.texts().get(0).text()).isEqualTo("send money to my sister, and send mone, ok");
    assertThat(read.accounts().get(0).form()).isEqualTo("separated by semicolons");
  }

  @Test
  void anOpenQuotationMarkThatSwallowsRowsIsRefusedWithItsLine()
      throws IOException, URISyntaxException {
    refused(given("swallow.csv"), "line 4: a quotation mark", "ends in line 19 only");
    refused(file("open.csv", "text,label\na,x\n\"b,x\nc,y\nd,y\n"), "line 3", "nothing closes");
  }

  @Test
  void severalLabelsAreRefusedWithTheLine() throws IOException, URISyntaxException {
    refused(given("multilabel.jsonl"), "line 1: 2 labels (pay, all)");
    refused(
        file("spans.jsonl", "{\"text\": \"a b\", \"label\": [[0, 1, \"PER\"]]}\n"),
        "line 1",
        "places in the text");
    assertThat(labelled(file("one.csv", "text,label\na,\"[\"\"x\"\"]\"\nb,['y']\n")))
        .containsExactly("x: a", "y: b");
  }

  @Test
  void emptyTextsAreRowsToo() throws URISyntaxException {
    List<LabelledText> rows = new ArrayList<>();
    TextFile.open(given("empty-q.csv"), TextFormat.ROWS, RowOptions.FOUND, false)
        .forEach(rows::add);

    assertThat(rows).extracting(row -> row.origin().number()).containsExactly(2L, 3L, 4L, 5L, 6L);
    assertThat(rows)
        .extracting(LabelledText::empty)
        .containsExactly(false, true, true, true, false);
  }

  @Test
  void queriesMayLackTheLabel() throws URISyntaxException {
    RowOptions named = RowOptions.FOUND.label("topic");
    TextFile file = TextFile.open(given("textonly-q.csv"), TextFormat.ROWS, named, false);

    assertThat(file.labelColumn()).isEmpty();
    assertThat(file.account().columns()).isEqualTo("text in 'text', no label");
  }

  @ParameterizedTest
  @CsvSource({
    "table-semi.csv,semicolons,','",
    "table-semi-repeat.csv,semicolons,','",
    "table-tabbed.csv,tabs,','",
    "table-latin1.csv,commas,.",
  })
  void separatorAndDecimalMarkOfATableAreFound(String name, String separator, char mark)
      throws URISyntaxException {
    RowFile file = RowFile.open(given(name), RowOptions.FOUND);
    List<List<String>> rows = file.first(100);

    assertThat(file.header()).containsExactly("x", "y", "kind");
    assertThat(file.account().form()).isEqualTo("separated by " + separator);
    assertThat(file.decimal()).isEqualTo(Optional.of(mark));
    assertThat(rows).hasSizeGreaterThan(8).allMatch(row -> row.size() == 3);
    assertThat(rows).allMatch(row -> row.get(0).replace(',', '.').matches("-?[0-9]+(\\.[0-9]+)?"));
  }

  @Test
  void aWesternEncodingIsSaid() throws URISyntaxException {
    RowFile file = RowFile.open(given("table-latin1.csv"), RowOptions.FOUND);

    assertThat(file.first(2)).extracting(row -> row.get(2)).containsExactly("café", "thé");
    assertThat(file.account().encoding()).isEqualTo("Windows-1252, being no UTF-8");
  }

  @Test
  void otherEncodingsAreRefusedUnlessTheyAreStated() throws IOException {
    Charset cyrillic = Charset.forName("windows-1251");
    Path file =
        Files.write(
            folder.resolve("c.csv"),
            "text,label\nпривет всем,да\nпока всем,нет\n".getBytes(cyrillic));

    refused(file, "line 2, column 1", "state its encoding");
    assertThat(RowFile.open(file, RowOptions.FOUND.encoding(cyrillic)).first(1).get(0))
        .containsExactly("привет всем", "да");
    Path damaged =
        Files.write(folder.resolve("d.csv"), new byte[] {'a', ',', 'b', '\n', 'c', 0, ',', 'd'});
    refused(damaged, "line 2, column 2: a zero byte");
  }

  @Test
  void composedAndDecomposedNamesAreOneClass() throws IOException {
    String composed = "caf" + (char) 0xe9;
    List<String> lines =
        List.of(
            "text,label",
            "a," + composed,
            "b,cafe" + (char) 0x301,
            "c,tea",
            "d," + (char) 0xa0 + composed);
    TextCollection read = texts(Files.write(folder.resolve("n.csv"), lines));

    assertThat(read.byClass()).containsOnlyKeys(composed, "tea");
  }

  @Test
  void aFileWithoutAHeaderIsRecognised() throws IOException {
    Path file =
        file(
            "n.csv",
            "send money to my sister,pay\nwill it rain today,weather\npay the bill now,pay\nis it sunny outside,weather\n");

    assertThat(labelled(file)).hasSize(4).contains("pay: send money to my sister");
    assertThat(RowFile.open(file, RowOptions.FOUND).account().header()).startsWith("no header");
  }

  @Test
  void whatStandsAboveTheHeaderIsSkippedAndSaid() throws IOException {
    Path excel = file("e.csv", "sep=;\r\ntext;label\r\na, b;x\r\nc;y\r\n");
    assertThat(labelled(excel)).containsExactly("x: a, b", "y: c");
    Path comment = file("c.csv", "# made, by me\n\ntext,label\na,x\nb,y\n");
    assertThat(labelled(comment)).containsExactly("x: a", "y: b");
    assertThat(RowFile.open(comment, RowOptions.FOUND).account().lines())
        .anyMatch(line -> line.contains("1 comment lines skipped"));
    assertThat(labelled(file("h.csv", "#text,label\na,x\nb,y\n"))).containsExactly("x: a", "y: b");
    assertThat(
            labelled(
                file(
                    "tags.csv",
                    "#happy day now,x\n#sad day today,y\nfoo bar baz,x\nbaz bar foo,y\n")))
        .hasSize(4)
        .contains("x: #happy day now");
    refused(file("u.csv", "Report;;\ntext;label;n\na b;x;1\nc d;y;2\n"), "line 1: a title");
    refused(file("t.csv", "My export\na,b,c\n1,2,3\n4,5,6\n7,8,9\n"), "title above the header");
  }

  @ParameterizedTest
  @CsvSource({
    "PAR1...., a Parquet file",
    "BZh91AY, packed by bzip2",
    "<!DOCTYPE html><html>, a web page",
    "SQLite format 3, a SQLite database",
  })
  void otherKindsOfFilesAreRefusedByTheirContent(String content, String what) throws IOException {
    refused(file("a.csv", content), what, "not rows of text");
  }

  @Test
  void archivesAreRefusedByTheirContent() throws IOException {
    byte[] zip = {'P', 'K', 3, 4, ' ', 'x', 'l', '/'};
    refused(Files.write(folder.resolve("z.csv"), zip), "an Excel file");
    zip[6] = '-';
    refused(Files.write(folder.resolve("z.csv"), zip), "a zip archive");
    byte[] packed = {0x1f, (byte) 0x8b, 8, 0};
    refused(Files.write(folder.resolve("z.csv"), packed), "packed by gzip");
  }

  @Test
  void aPipeIsRefusedBeforeItIsRead() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe.csv");
    int made = new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
    org.junit.jupiter.api.Assumptions.assumeTrue(made == 0, "this system makes no pipes");

    refused(pipe, "a pipe or a device");
  }

  @Test
  void brokenJsonIsRefusedShortlyWithItsPlace() throws IOException {
    refused(
        file("b.jsonl", "{\"text\": \"a\", \"label\": \"x\"}\n{\"text\": " + "z".repeat(5000)),
        "line 2",
        "broken JSON");
    refused(
        file("k.jsonl", "{\"text\": \"a\", \"text\": \"b\", \"label\": \"x\"}\n"),
        "line 1",
        "text");
  }

  @Test
  void realCellsOfSeveralLinesAreRead() throws IOException {
    Path file =
        file(
            "m.csv",
            "text,label\n\"Dear Sir,\nplease call me,\nregards\",mail\nhello,chat\n\"a,b\nc\",chat\nyes,mail\n");

    assertThat(labelled(file))
        .containsExactly(
            "mail: Dear Sir,\nplease call me,\nregards",
            "chat: hello",
            "chat: a,b\nc",
            "mail: yes");
  }
}
