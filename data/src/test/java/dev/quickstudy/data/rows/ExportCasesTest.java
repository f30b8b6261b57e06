package dev.quickstudy.data.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.texts.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of other programs that were taken for something else. */
class ExportCasesTest {
  @TempDir private Path folder;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static List<String> labelled(Path file, RowOptions options) {
    List<String> read = new ArrayList<>();
    TextFile.ofLabelled(file, options)
        .orElseThrow()
        .forEach(text -> read.add(text.label().orElse("-") + ": " + text.text()));
    return read;
  }

  private static String task(int number, String... choices) {
    String result =
        IntStream.range(0, choices.length / 2)
            .mapToObj(
                i ->
                    "{\"result\": [{\"from_name\": \"%s\", \"type\": \"choices\", \"value\": {\"choices\": [\"%s\"]}}]}"
                        .formatted(choices[2 * i], choices[2 * i + 1]))
            .collect(Collectors.joining(","));
    return "{\"id\": %d, \"annotations\": [%s], \"data\": {\"text\": \"some words here %d\", \"source\": \"web\"}}"
        .formatted(number, result, number);
  }

  @Test
  void theOnlyControlOfLabelStudioIsTheLabelWhateverItsName() throws IOException {
    String tasks = task(1, "topic2", "a") + "," + task(2, "topic2", "b", "topic2", "a");
    Path export = file("ls.json", "[" + tasks + "," + task(3, "topic2", "b") + "]");

    assertThat(labelled(export, RowOptions.FOUND))
        .containsExactly("a: some words here 1", "-: some words here 2", "b: some words here 3");
    assertThat(RowFile.open(export, RowOptions.FOUND).made("annotation_state")).isTrue();
  }

  @Test
  void severalControlsOfLabelStudioAreRefusedUntilOneIsNamed() throws IOException {
    String tasks = task(1, "kind", "a", "mood", "x") + "," + task(2, "kind", "b", "mood", "x");
    String odd = task(3, "kind", "b", "mood", "x", "mood", "y");
    Path export = file("ls.json", "[" + tasks + "," + odd + "]");

    assertThatThrownBy(() -> labelled(export, RowOptions.FOUND))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("ls.json holds the choices of several controls: kind, mood");
    assertThat(labelled(export, RowOptions.FOUND.label("kind")))
        .containsExactly("a: some words here 1", "b: some words here 2", "b: some words here 3");
  }

  @Test
  void classesOfSpacyAreLabels() throws IOException {
    String line = "{\"text\": \"some words here %d\", \"cats\": {\"a\": %s, \"b\": %s}}\n";
    String content = line.formatted(1, "1.0", "0.0") + line.formatted(2, "0", "1");

    assertThat(labelled(file("s.jsonl", content), RowOptions.FOUND))
        .containsExactly("a: some words here 1", "b: some words here 2");
    Path both = file("b.jsonl", content + line.formatted(3, "1", "1"));
    assertThatThrownBy(() -> labelled(both, RowOptions.FOUND))
        .hasMessageContaining("line 3: 2 labels");
    Path shares =
        file("p.jsonl", line.formatted(1, "0.4", "0.6") + line.formatted(2, "1.0", "0.1"));
    assertThatThrownBy(() -> labelled(shares, RowOptions.FOUND))
        .hasMessageContaining("no column of labels: 'cats.a', 'cats.b' mark classes");
  }

  @Test
  void sentencesBesideColumnsOfMarksAreNoTable() throws IOException {
    String rows = "text,sport,food\nsome words here,0,1\nother words there,1,0\nmore of them,0,1\n";

    assertThatThrownBy(() -> labelled(file("h.csv", rows), RowOptions.FOUND))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            "h.csv", "'sport', 'food' mark classes", "one column called label");
    Path table = file("t.csv", rows.replace("text", "name"));
    assertThat(TextFile.ofLabelled(table, RowOptions.FOUND)).isEmpty();
  }

  @Test
  void brokenJsonIsSaidInOneLineWithTheLineOfWhatIsBroken() throws IOException {
    Path end =
        file("e.jsonl", "{\"text\":\"a b\",\"label\":\"x\"}\n{\"text\":\"c\",\"label\":\"y\"\n");
    assertThatThrownBy(() -> RowFile.open(end, RowOptions.FOUND))
        .hasMessage(end + ", line 2: broken JSON: what begins here has no end");
    Path middle = file("m.jsonl", "{\"a\":1}\n{\"a\":2\n{\"a\":3}\n");
    assertThatThrownBy(() -> RowFile.open(middle, RowOptions.FOUND))
        .message()
        .contains("line 3, column 1: broken JSON", "(in what begins in line 2)")
        .doesNotContain("Source", "INCLUDE_SOURCE", "start marker", "\n");
  }

  @Test
  void textOfSpreadsheetsIsUnwrappedAndCounted() throws IOException {
    RowFile file =
        RowFile.open(
            file("x.csv", "v,u,class\n=\"0057\",'7,a\n\"=\"\"0084\"\"\",'5,'90s\n"),
            RowOptions.FOUND);
    List<List<String>> rows = new ArrayList<>();
    file.forEach((place, cells) -> rows.add(cells));

    assertThat(rows).containsExactly(List.of("0057", "7", "a"), List.of("0084", "5", "'90s"));
    assertThat(file.account().notes())
        .extracting(RowAccount.Note::line)
        .containsExactly(
            "4 cells read without what makes them text in a spreadsheet (=\"…\", '), the first in line 2");
  }

  @Test
  void blanksThatAlignColumnsAreOneSeparator() throws IOException {
    RowFile file =
        RowFile.open(
            file("b.txt", "v      u    class\n388    14   a\n  27   24   b  \n"),
            RowOptions.FOUND.separator(RowOptions.separator("space")));

    assertThat(file.header()).containsExactly("v", "u", "class");
    assertThat(file.first(9)).containsExactly(List.of("388", "14", "a"), List.of("27", "24", "b"));
  }
}
