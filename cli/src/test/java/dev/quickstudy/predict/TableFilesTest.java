package dev.quickstudy.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.Input;
import dev.quickstudy.data.rows.RowOptions;
import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.recipe.Recipe;
import dev.quickstudy.tensor.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables from file to answer, by class means on prepared columns, which need no training. */
class TableFilesTest {
  private static final PredictionOptions PLAIN = new PredictionOptions(0, 0);

  @TempDir private Path folder;
  private final List<String> said = new ArrayList<>();
  private Workers workers;
  private Resources resources;
  private TrainedLearner learner;

  @BeforeEach
  void open() {
    Recipe recipe = Learning.recipe("tables-16rows", "learner={kind: protonet}");
    workers = new Workers(1);
    resources = Resources.of(workers, places());
    learner = TrainedLearner.open(Learning.file(folder, recipe, ""), resources);
  }

  @AfterEach
  void close() {
    learner.close();
    resources.close();
    workers.close();
  }

  private DataLocations places() {
    return new DataLocations(
        Optional.of(folder),
        folder.resolve("cache"),
        1,
        new DataLocations.Listener() {
          @Override
          public void say(String line) {
            said.add(line);
          }

          @Override
          public void at(DataLocations.Far so) {}
        });
  }

  private Path file(String name, String... lines) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
  }

  private Predictions answered(Path support, Path query) {
    FileTask task = FileTask.read(learner, support, RowOptions.FOUND);
    try (LearnedTask learned = task.learn()) {
      return FileTask.predict(learned, task.queries(List.of(query)), PLAIN);
    }
  }

  private Path dated() throws IOException {
    return file(
        "dated.csv",
        ",when,pay,kind",
        "31,31.01.2001,\"$1,200\",NA",
        "7,13.02.2001,\"$1,100\",NA",
        "12,05.03.2001,\"$1,300\",NA",
        "3,17.04.2011,\"$9,100\",EU",
        "44,23.05.2011,\"$9,300\",EU",
        "5,01.06.2011,-,EU");
  }

  @Test
  void readsDatesMoneyAndRowNumbersAndSaysSo() throws IOException {
    Path query = file("q.csv", "kind,pay,when", "NA,\"$1,000\",2001-05-05", "EU,9000,2011-12-01");

    Predictions predictions = answered(dated(), query);

    assertThat(predictions.accuracy()).hasValue(1);
    assertThat(said)
        .contains(
            "dated.csv: column left out that only names or numbers rows: 'column 1' (row numbers"
                + " without a name)",
            "dated.csv: column 'pay': 1 cell is read as missing, first '-' (line 7)",
            "dated.csv: column 'kind': 'NA' is a class here, of 3 rows; a cell without a class must"
                + " be empty",
            "q.csv: column 'pay': 1 cell without $, read as if with it, first '9000' (line 3)");
  }

  @Test
  void aSavedTaskReadsCellsAsBefore() throws IOException {
    Path query = file("q.csv", "when,pay", "2001-05-05,\"$1,000\"", "2011-12-01,\"$9,000\"");
    Path saved = folder.resolve("dated.task");
    FileTask task = FileTask.read(learner, dated(), RowOptions.FOUND);
    try (LearnedTask learned = task.learn()) {
      learned.save(saved);
      Predictions before = FileTask.predict(learned, task.queries(List.of(query)), PLAIN);
      try (LearnedTask opened = LearnedTask.open(saved, resources)) {
        Queries again = FileTask.of(opened, RowOptions.FOUND).queries(List.of(query));
        assertThat(FileTask.predict(opened, again, PLAIN).answers()).isEqualTo(before.answers());
        assertThat(opened.predict(row("2001-05-05", "$1,000"), PLAIN))
            .isEqualTo(before.answers().get(0).prediction());
        said.clear();
        opened.predict(row("2001-05-05", "much"), PLAIN);
        assertThat(said)
            .containsExactly(
                "column 'pay': 1 cell is no number in $ and now missing, first 'much' (this row)");
      }
    }
  }

  private static Input row(String when, String pay) {
    Map<String, String> cells = new LinkedHashMap<>();
    cells.put("when", when);
    cells.put("pay", pay);
    return Input.row(cells);
  }

  @Test
  void rowsOfProgramsAreReadAsThoseOfFiles() throws IOException {
    List<LabelledInput> examples =
        List.of(
            new LabelledInput(row("31.01.2001", "$1,200"), "a"),
            new LabelledInput(row("13.02.2001", "$1,100"), "a"),
            new LabelledInput(row("17.04.2011", "-"), "b"),
            new LabelledInput(row("23.05.2011", "$9,300"), "b"));
    Path support =
        file(
            "s.csv",
            "when,pay,kind",
            "31.01.2001,\"$1,200\",a",
            "13.02.2001,\"$1,100\",a",
            "17.04.2011,-,b",
            "23.05.2011,\"$9,300\",b");
    Path query = file("q.csv", "when,pay", "02.05.2001,\"$1,000\"");
    Predictions fromFile = answered(support, query);
    said.clear();
    try (LearnedTask learned = learner.learn(examples)) {
      assertThat(learned.predict(row("02.05.2001", "$1,000"), PLAIN))
          .isEqualTo(fromFile.answers().get(0).prediction());
    }
    assertThat(said)
        .contains("the support set: column 'pay': 1 cell is read as missing, first '-' (row 2)");
  }

  @Test
  void queriesNameCellsAndClassesThatAreNotKnown() throws IOException {
    Path support = file("s.csv", "x,kind", "1,0", "2,0", "1.5,0", "11,1", "12,1", "11.5,1");
    Path words = file("words.csv", "kind,x,more", "0.0,1,a", "1.0,ten,b", "?,12,c");

    Predictions predictions = answered(support, words);

    assertThat(predictions.known()).isEqualTo(2);
    assertThat(said)
        .containsExactly(
            "s.csv: 6 rows, separated by commas, UTF-8, header in line 1, classes in 'kind', the last column",
            "words.csv: 3 rows, separated by commas, UTF-8, header in line 1",
            "words.csv: 1 cells without a value",
            "words.csv: column 'x': 1 cell is no number and now missing, first 'ten' (line 3)",
            "words.csv: columns ignored that nothing was learned from: more",
            "words.csv: '0.0' is the class '0', first in line 2",
            "words.csv: '1.0' is the class '1', first in line 3",
            "words.csv: '?' is no class that was learned and read as no answer, first in line 4");

    Prediction empty =
        answered(support, file("empty.csv", "x,kind", "1,0", "-,1")).answers().get(1).prediction();
    assertThat(empty.unknown()).isTrue();
    assertThat(empty.reason()).contains("no cell of the row has a value");

    Path cyrillic = file("cyrillic.csv", "x,kind", "1,\u0430", "2,b");
    Path latin = file("latin.csv", "x,kind", "1,a", "2,a", "11,b", "12,b");
    assertThatThrownBy(() -> answered(latin, cyrillic))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("cyrillic.csv:2", "U+0430 where 'a' has U+0061");
  }

  @Test
  void rowsThatAreAllTheSameAreRefusedInWordsOfTheUser() {
    List<LabelledInput> same =
        List.of("a", "b").stream()
            .map(label -> new LabelledInput(row("2001-01-01", "5"), label))
            .collect(Collectors.toList());

    assertThatThrownBy(() -> learner.learn(same))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(
            "nothing tells the classes apart", "the support set", "when (days), pay", "2 rows")
        .hasMessageNotContaining("'label'");
  }
}
