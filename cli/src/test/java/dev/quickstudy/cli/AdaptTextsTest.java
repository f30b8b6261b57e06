package dev.quickstudy.cli;

import static dev.quickstudy.cli.Quickstudy.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class AdaptTextsTest {
  private static final List<String> THINGS =
      List.of("weather", "football", "cooking", "music", "travel", "money");
  private static final List<String> SAYINGS =
      List.of(
          "tell me about %s",
          "i want to talk about %s",
          "%s is what i like best",
          "any news on %s today",
          "my friends never stop with %s");

  @TempDir static Path folder;
  private static Path texts;

  @BeforeAll
  static void trainOnTexts() throws IOException {
    List<String> rows = new ArrayList<>(List.of("text,label"));
    for (String thing : THINGS) {
      SAYINGS.forEach(saying -> rows.add(saying.formatted(thing) + "," + thing));
    }
    texts = Files.write(folder.resolve("texts.csv"), rows);
    run(
            "train",
            "clinc150-5way-1shot",
            "--run",
            folder.resolve("run").toString(),
            "--cache",
            folder.resolve("cache").toString(),
            "--set",
            "source={kind: texts, files: ["
                + texts
                + "], format: csv, text: auto, label: auto, encoder: minilm,"
                + " split: {kind: fractions, train: 0.34, validation: 0.33, test: 0.33, seed: 0, fewest: 1}}",
            "--set",
            "training.ways=2",
            "--set",
            "training.queries=2",
            "--set",
            "training.validation.episodes=4",
            "--set",
            "evaluation.ways=2",
            "--set",
            "evaluation.queries=4",
            "--set",
            "evaluation.episodes=10",
            "--steps",
            "3")
        .succeeds();
  }

  private Quickstudy.Result adapt(Path support, Path query, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "adapt",
                "--run",
                folder.resolve("run").toString(),
                "--cache",
                folder.resolve("cache").toString(),
                "--support",
                support.toString(),
                "--query",
                query.toString()));
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new));
  }

  /** That it failed with one line, after those that say what was read. */
  private static void refused(Quickstudy.Result result, String... words) {
    assertThat(result.code()).as(result.err()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    List<String> lines = result.err().lines().toList();
    assertThat(lines.get(lines.size() - 1)).startsWith("quickstudy: ").contains(words);
  }

  @Test
  void textsOfKnownClassGiveAnAccuracy() {
    JsonNode json = adapt(texts, texts, "--json").succeeds().json();

    assertThat(json.path("classes").size()).isEqualTo(THINGS.size());
    assertThat(json.path("queries").size()).isEqualTo(THINGS.size() * SAYINGS.size());
    assertThat(json.path("queries").path(0).path("text").asString())
        .isEqualTo("tell me about weather");
    assertThat(json.path("accuracy").asDouble()).isGreaterThan(0.8);
  }

  @Test
  void textsWithoutLabelsAreClassifiedToo() throws IOException {
    Path query = Files.writeString(folder.resolve("q.csv"), "text\nwill it rain tomorrow\n\"\"\n");

    Quickstudy.Result result = adapt(texts, query).succeeds();

    assertThat(result.out())
        .contains("learned 6 classes from 30 texts (inductive, regime: none)")
        .containsPattern("will it rain tomorrow +weather +weather \\d+\\.\\d %")
        .doesNotContain("accuracy");
    assertThat(result.err())
        .contains("1 of 2 texts are unknown, as the text is empty: the first is ");
    assertThat(result.out()).containsPattern("q.csv:3 +unknown +the text is empty");
  }

  @Test
  void drawsAreJudgedOneByOneAndTogether() {
    JsonNode json = adapt(texts, texts, "--shots", "2", "--draws", "3", "--json").succeeds().json();

    assertThat(json.path("accuracies").size()).isEqualTo(3);
    double sum = json.path("accuracies").values().stream().mapToDouble(JsonNode::asDouble).sum();
    assertThat(json.path("accuracy").asDouble()).isCloseTo(sum / 3, within(1e-9));
    refused(adapt(texts, texts, "--shots", "6"), "6 shots are more than the 5 examples");
    adapt(texts, texts, "--draws", "3").failsWith(2, "--draws needs --shots");
  }

  @Test
  void aQueryOfAnUnknownClassIsNamed() throws IOException {
    Path query = Files.writeString(folder.resolve("u.csv"), "text,label\nrain,wether\n");

    refused(adapt(texts, query), "u.csv, line 2", "'wether'", "did you mean 'weather'?");
  }
}
