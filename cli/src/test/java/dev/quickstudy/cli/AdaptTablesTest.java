package dev.quickstudy.cli;

import static dev.quickstudy.cli.Quickstudy.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class AdaptTablesTest {
  private static final String SOURCE =
      "source={kind: generated-tables, preparation: [{kind: fill-missing, by: median, neighbours:"
          + " 1, indicators: false}, {kind: encode, as: one-hot, most: 8}, {kind: scale, by:"
          + " standard, limit: 5}], width: 8}";

  @TempDir static Path folder;
  private static Path support;

  @BeforeAll
  static void prepareARunOfTables() throws IOException {
    run(
            "train",
            "tables-16rows",
            "--run",
            folder.resolve("run").toString(),
            "--set",
            SOURCE,
            "--set",
            "network.input=8",
            "--set",
            "learner={kind: protonet}",
            "--set",
            "training.steps=0",
            "--set",
            "training.validation.every=0",
            "--set",
            "evaluation.episodes=4")
        .succeeds();
    List<String> rows = new ArrayList<>(List.of("id,weight,colour,kind"));
    for (int i = 0; i < 6; i++) {
      rows.add((100 + 2 * i) + "," + (1 + 0.1 * i) + ",green,apple");
      rows.add((101 + 2 * i) + "," + (5 + 0.1 * i) + ",yellow,melon");
    }
    support = Files.write(folder.resolve("fruit.csv"), rows);
  }

  private Quickstudy.Result adapt(Path from, Path query, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "adapt",
                "--run",
                folder.resolve("run").toString(),
                "--support",
                from.toString(),
                "--query",
                query.toString()));
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new));
  }

  private static Path file(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines));
  }

  /** That it failed with one line, after those that say what was read. */
  private static void refused(Quickstudy.Result result, String... words) {
    assertThat(result.code()).as(result.err()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    List<String> lines = result.err().lines().toList();
    assertThat(lines.get(lines.size() - 1)).startsWith("quickstudy: ").contains(words);
  }

  @Test
  void columnsAreFoundByTheirNamesAndExtraOnesAreSaid() throws IOException {
    Path query =
        file("q.csv", "kind,shop,colour,weight", "apple,a,green,1.2", "MELON,b,yellow,5.2");

    Quickstudy.Result result = adapt(support, query, "--label-column", "kind").succeeds();

    assertThat(result.err())
        .contains("fruit.csv: column left out that only names or numbers rows: 'id'")
        .contains("q.csv: columns ignored that nothing was learned from: shop");
    assertThat(result.out())
        .containsPattern("q.csv:2 +apple")
        .containsPattern("q.csv:3 +melon")
        .contains("accuracy 100.00 % of 2 rows");
  }

  @Test
  void theLastColumnHasTheAnswersIfNoneIsNamed() throws IOException {
    Path query = file("last.csv", "weight,colour", "1.2,green", "5.4,yellow");

    JsonNode json = adapt(support, query, "--json").succeeds().json();

    assertThat(json.path("classes").toString()).isEqualTo("[\"apple\",\"melon\"]");
    assertThat(json.path("queries").path(1).path("class").asString()).isEqualTo("melon");
    assertThat(json.has("accuracy")).isFalse();
  }

  @Test
  void adaptCountsWhatQueriesLack() throws IOException {
    Path query =
        file("odd.csv", "weight,colour", "heavy,green", ",Yellow", "1.1,purple", "1,green,x");

    Quickstudy.Result result = adapt(support, query).succeeds();

    assertThat(result.err())
        .contains("odd.csv: 1 rows left out that have more or fewer cells than the header")
        .contains("odd.csv: 2 cells without a value")
        .contains(
            "odd.csv: column 'weight': 1 cell is no number and now missing, first 'heavy' (line 2)")
        .contains("odd.csv: column 'colour': 1 cell with words that no row to learn from has")
        .contains("first 'purple' (line 4)");
    assertThat(result.out()).contains("odd.csv:2", "odd.csv:3", "odd.csv:4").doesNotContain("NaN");
  }

  @Test
  void poisonedQueriesMoveNoBitOfAnotherAnswer() throws IOException {
    Path clean = file("clean.csv", "weight,colour", "1.7,green", "2.9,yellow", "4.4,green");
    Path poisoned =
        file(
            "poisoned.csv",
            "weight,colour",
            "1.7,green",
            "1e300,yellow",
            "4.4,green",
            "NaN,never seen",
            "-1e300,",
            "word,word");

    JsonNode without = adapt(support, clean, "--json").succeeds().json().path("queries");
    JsonNode with = adapt(support, poisoned, "--json").succeeds().json().path("queries");

    for (int same : new int[] {0, 2}) {
      assertThat(with.path(same).path("probabilities"))
          .isEqualTo(without.path(same).path("probabilities"));
    }
    assertThat(with.path(1).path("probabilities"))
        .isNotEqualTo(without.path(1).path("probabilities"));
  }

  @Test
  void oneRowOfEachClassIsEnough() throws IOException {
    Path one = file("one.csv", "weight,kind", "1,apple", "5,melon");

    assertThat(adapt(one, one).succeeds().out()).contains("accuracy 100.00 % of 2 rows");
  }

  @Test
  void filesThatDoNotFitAreRefused() throws IOException {
    Path query = file("few.csv", "wieght,colour", "1,green");
    refused(adapt(support, query), "few.csv has no column 'weight'", "did you mean 'wieght'?");
    refused(
        adapt(support, support, "--label-column", "kin"),
        "has no column 'kin' for the classes",
        "did you mean 'kind'?");
    refused(
        adapt(file("same.csv", "a,b,kind", "1,x,apple", "1,x,melon", "1,x,apple"), query),
        "same.csv",
        "nothing tells the classes apart",
        "columns a, b");
    refused(
        adapt(support, file("other.csv", "weight,colour,kind", "1,green,pear")),
        "other.csv:2: 'pear' is no class that was learned",
        "known are: apple, melon");
    refused(adapt(support, file("none.csv", "weight,colour")), "no row to answer");
    refused(
        adapt(file("ids.csv", ids()), query),
        "no column to learn 'kind' from",
        "only name or number");
    refused(adapt(support, support, "--text-column", "colour"), "tables have no column of texts");
  }

  private static String[] ids() {
    List<String> rows = new ArrayList<>(List.of("id,name,kind"));
    for (int i = 0; i < 10; i++) {
      rows.add(i + ",row " + i + "," + (i % 2 == 0 ? "apple" : "melon"));
    }
    return rows.toArray(String[]::new);
  }

  @Test
  void aSavedTableLearnsAFurtherClassWithTheColumnsItKnows() throws IOException {
    String task = folder.resolve("fruit.task").toString();
    Path more =
        file("more.csv", "colour,kind,weight", "red,cherry,0.1", "red,cherry,0.2", "red,,3");
    Path query = file("asked.csv", "weight,colour", "0.15,red", "1.2,green", "5.2,yellow");
    adapt(support, query, "--save", task).succeeds();

    Quickstudy.Result taught =
        run("adapt", "--model", task, "--support", more.toString(), "--save", task).succeeds();
    JsonNode json =
        run("predict", "--model", task, "--query", query.toString(), "--json").succeeds().json();

    assertThat(taught.err())
        .contains("more.csv: 1 rows without an answer, not learned from")
        .contains("learned 3 classes");
    assertThat(json.path("queries").valueStream().map(one -> one.path("class").asString()))
        .containsExactly("cherry", "apple", "melon");
  }
}
