package dev.quickstudy.cli;

import static dev.quickstudy.cli.Quickstudy.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.Input;
import dev.quickstudy.predict.LabelledInput;
import dev.quickstudy.predict.LearnedTask;
import dev.quickstudy.predict.LearningOptions;
import dev.quickstudy.predict.Resources;
import dev.quickstudy.predict.TrainedLearner;
import dev.quickstudy.tensor.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Classes of texts that go by their names. */
class NamedClassesTest {
  private static final List<String> THINGS =
      List.of("weather_forecast", "football", "cooking", "Classical-Music", "travel", "money");
  private static final List<String> SAYINGS =
      List.of(
          "tell me about %s",
          "i want to talk about %s", "%s is what i like best", "any news on %s today");

  @TempDir static Path folder;
  private static Path texts;

  @BeforeAll
  static void trainOnTexts() throws IOException {
    List<String> rows = new ArrayList<>(List.of("text,label"));
    for (String thing : THINGS) {
      String words = thing.replace('_', ' ').replace('-', ' ');
      SAYINGS.forEach(saying -> rows.add(saying.formatted(words) + "," + thing));
    }
    texts = Files.write(folder.resolve("texts.csv"), rows);
    train("names", "texts-names", "names: true, ");
    train("prototypes", "texts-prototypes", "");
  }

  private static void train(String name, String recipe, String names) {
    run(
            "train",
            recipe,
            "--run",
            folder.resolve(name).toString(),
            "--cache",
            folder.resolve("cache").toString(),
            "--set",
            "source={kind: texts, files: ["
                + texts
                + "], format: csv, text: auto, label: auto, encoder: minilm, "
                + names
                + "split: {kind: fractions, train: 0.34, validation: 0.33, test: 0.33, seed: 0, fewest: 1}}",
            "--set",
            "training.ways=2",
            "--set",
            "training.shots=[1, 2]",
            "--set",
            "training.queries=2",
            "--set",
            "training.validation.episodes=4",
            "--set",
            "evaluation.ways=2",
            "--set",
            "evaluation.shots=1",
            "--set",
            "evaluation.queries=3",
            "--set",
            "evaluation.episodes=10",
            "--steps",
            "3")
        .succeeds();
  }

  private static Quickstudy.Result adapt(String learner, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "adapt",
                "--run",
                folder.resolve(learner).toString(),
                "--cache",
                folder.resolve("cache").toString()));
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new));
  }

  @Test
  void adaptLearnsClassesByTheirNamesAlone() {
    JsonNode json =
        adapt("names", "--classes", String.join(",", THINGS), "--query", texts.toString(), "--json")
            .succeeds()
            .json();
    assertThat(json.path("classes").size()).isEqualTo(THINGS.size());
    assertThat(json.path("accuracy").asDouble()).isGreaterThan(0.9);
  }

  @Test
  void savedTaskWithoutExamplesIsAskedAndLearnsMore() throws IOException {
    Path task = folder.resolve("none.task");
    adapt("names", "--classes", "football,money", "--save", task.toString()).succeeds();
    Path query =
        Files.writeString(folder.resolve("more.csv"), "text,label\nthe striker scored,football\n");
    JsonNode first =
        run("predict", "--model", task.toString(), "--query", query.toString(), "--json")
            .succeeds()
            .json();
    assertThat(first.path("accuracy").asDouble()).isEqualTo(1);
    JsonNode more =
        run(
                "adapt",
                "--model",
                task.toString(),
                "--support",
                query.toString(),
                "--classes",
                "cooking",
                "--query",
                query.toString(),
                "--json")
            .succeeds()
            .json();
    assertThat(more.path("classes").values().stream().map(JsonNode::asString))
        .containsExactly("football", "money", "cooking");
    assertThat(more.path("accuracy").asDouble()).isEqualTo(1);
  }

  @Test
  void adaptAddsClassesWithoutExamplesToThoseOfSupport() throws IOException {
    Path some =
        Files.writeString(
            folder.resolve("some.csv"),
            "text,label\nwho won the match,football\nwhat is for dinner,cooking\n");
    Path task = folder.resolve("some.task");
    JsonNode json =
        adapt(
                "names",
                "--support",
                some.toString(),
                "--classes",
                "football,money",
                "--query",
                some.toString(),
                "--save",
                task.toString(),
                "--json")
            .succeeds()
            .json();
    assertThat(json.path("classes").values().stream().map(JsonNode::asString))
        .containsExactly("cooking", "football", "money");
    assertThat(json.path("accuracy").asDouble()).isEqualTo(1);
    Path query = Files.writeString(folder.resolve("query.csv"), "text\ni am short of money\n");
    JsonNode saved =
        run("predict", "--model", task.toString(), "--query", query.toString(), "--json")
            .succeeds()
            .json();
    assertThat(saved.path("queries").path(0).path("class").asString()).isEqualTo("money");
  }

  @Test
  void adaptRefusesNamesWhereTheLearnerKnowsClassesByExamplesOnly() {
    Quickstudy.Result result =
        adapt(
            "prototypes",
            "--support",
            texts.toString(),
            "--classes",
            "sailing",
            "--query",
            texts.toString());
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err().lines().reduce("", (first, last) -> last))
        .startsWith("quickstudy: class 'sailing' has no example")
        .contains("texts-names");
    adapt("names", "--query", texts.toString())
        .failsWith(2, "name examples to learn from with --support", "--classes");
    adapt("names", "--classes", "money", "--query", texts.toString())
        .failsWith(2, "at least 2 ways");
    adapt("names", "--classes", "money,,football", "--query", texts.toString())
        .failsWith(2, "one of these is blank");
  }

  @Test
  void classifyTakesTheLearnerOfNamesWhereThereAreNoExamples() {
    JsonNode json =
        run(
                "classify",
                "--cache",
                folder.resolve("cache").toString(),
                "--classes",
                String.join(",", THINGS),
                "--query",
                texts.toString(),
                "--json")
            .succeeds()
            .json();
    assertThat(json.path("learner").asString()).isEqualTo("names");
    assertThat(json.path("accuracy").asDouble()).isGreaterThan(0.9);
  }

  @Test
  void learnTakesNamesAndRefusesADescriptorOfAnotherLength() {
    try (Resources resources = Resources.ofMachine();
        TrainedLearner learner = TrainedLearner.open(folder.resolve("names"), resources);
        TrainedLearner prototypes = TrainedLearner.open(folder.resolve("prototypes"), resources)) {
      LearningOptions named = LearningOptions.none().classes("football", "money");
      try (LearnedTask task = learner.learn(List.of(), named);
          LearnedTask more =
              task.with(List.of(new LabelledInput(Input.text("the pound fell again"), "money")));
          LearnedTask wider = more.with(LearningOptions.none().classes("cooking"))) {
        assertThat(task.predict(Input.text("the goalkeeper and the striker")).label())
            .contains("football");
        assertThat(wider.classes()).containsExactly("football", "money", "cooking");
        assertThat(wider.predict(Input.text("fry the onions in butter")).label())
            .contains("cooking");
      }
      assertThatThrownBy(() -> learner.learn(List.of(), named.descriptor(1, 2, 3)))
          .isInstanceOf(UsageException.class)
          .hasMessage("this learner reads a descriptor of 768 numbers, but the task has one of 3");
      List<LabelledInput> examples =
          List.of(
              new LabelledInput(Input.text("a goal"), "football"),
              new LabelledInput(Input.text("a cent"), "money"));
      assertThatThrownBy(
              () -> prototypes.learn(examples, LearningOptions.none().descriptor(1, 2, 3)))
          .isInstanceOf(UsageException.class)
          .hasMessage("this learner reads no descriptor, but the task has one of 3 numbers");
    }
  }
}
