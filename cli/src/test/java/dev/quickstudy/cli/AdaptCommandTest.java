package dev.quickstudy.cli;

import static dev.quickstudy.cli.Quickstudy.AS_MAML;
import static dev.quickstudy.cli.Quickstudy.TINY_GLYPHS;
import static dev.quickstudy.cli.Quickstudy.TINY_SINUSOIDS;
import static dev.quickstudy.cli.Quickstudy.run;
import static dev.quickstudy.cli.Quickstudy.train;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class AdaptCommandTest {
  @TempDir static Path trained;
  private static String protonet;
  private static String maml;

  @TempDir Path folder;
  private Path support;

  @BeforeAll
  static void trainLearners() {
    protonet = trained.resolve("protonet").toString();
    train(TINY_GLYPHS, "--run", protonet).succeeds();
    maml = trained.resolve("maml").toString();
    List<String> arguments = new ArrayList<>(TINY_GLYPHS);
    arguments.addAll(AS_MAML);
    train(arguments, "--run", maml).succeeds();
  }

  @BeforeEach
  void threeClassesOfPictures() throws IOException {
    support = folder.resolve("support");
    for (int way = 0; way < 3; way++) {
      for (int shot = 0; shot <= way; shot++) {
        draw(support.resolve("class" + way).resolve(shot + ".png"), way, 3 * shot, 60);
      }
    }
  }

  /** A stroke at an angle of its class's own. */
  private static void draw(Path file, int way, int shift, int size) throws IOException {
    BufferedImage picture = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = picture.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, size, size);
    g.setColor(Color.BLACK);
    g.setStroke(new BasicStroke(5));
    g.rotate(Math.PI * way / 3, size / 2.0, size / 2.0);
    g.drawLine(10, size / 2 + shift, size - 10, size / 2 - shift);
    g.dispose();
    Files.createDirectories(file.getParent());
    ImageIO.write(picture, "png", file.toFile());
  }

  private Quickstudy.Result adapt(String run, Path query, String... more) {
    List<String> all = new ArrayList<>(List.of("adapt", "--run", run));
    all.addAll(List.of("--support", support.toString(), "--query", query.toString()));
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new));
  }

  @Test
  void aPictureSeenBeforeIsOfItsClassWithUnevenShots() {
    JsonNode json = adapt(protonet, support.resolve("class0/0.png"), "--json").succeeds().json();

    assertThat(json.path("classes").toString()).isEqualTo("[\"class0\",\"class1\",\"class2\"]");
    JsonNode answer = json.path("queries").path(0);
    assertThat(answer.path("file").asString()).endsWith("class0/0.png");
    assertThat(answer.path("class").asString()).isEqualTo("class0");
    JsonNode probabilities = answer.path("probabilities");
    assertThat(probabilities.propertyNames()).containsExactly("class0", "class1", "class2");
    double sum = probabilities.values().stream().mapToDouble(JsonNode::asDouble).sum();
    assertThat(sum).isCloseTo(1, within(1e-5));
    assertThat(probabilities.path("class0").asDouble())
        .isGreaterThan(probabilities.path("class1").asDouble())
        .isGreaterThan(probabilities.path("class2").asDouble());
  }

  @Test
  void aFolderOfClassesGivesAnAccuracy() {
    Quickstudy.Result result = adapt(protonet, support).succeeds();

    assertThat(result.out())
        .contains("learned 3 classes from 6 pictures (inductive, regime: running)")
        .containsPattern("class0/0\\.png +class0 +class0 \\d+\\.\\d %, ")
        .containsPattern("accuracy \\d+\\.\\d\\d % of 6 pictures");
  }

  @Test
  void eachQueryIsJudgedByItself() throws IOException {
    Path one = support.resolve("class1/0.png");
    Path odd = folder.resolve("odd.png");
    draw(odd, 5, 9, 200);

    JsonNode alone = adapt(protonet, one, "--json").json().path("queries").path(0);
    JsonNode inCompany =
        adapt(protonet, one, odd.toString(), "--json").json().path("queries").path(0);

    assertThat(inCompany).isEqualTo(alone);
  }

  @Test
  void aLastLayerOfFiveClassesLearnsFiveFoldersOnly() throws IOException {
    adapt(maml, support.resolve("class0/0.png"))
        .failsAfterReading(1, support.toString(), "3 classes", "the network has 5 outputs");

    draw(support.resolve("class3/0.png"), 3, 9, 60);
    draw(support.resolve("class4/0.png"), 4, 9, 60);
    adapt(maml, support.resolve("class0/0.png")).succeeds();
  }

  @Test
  void aLearnerOfPointsIsRefused() {
    String points = folder.resolve("points").toString();
    train(TINY_SINUSOIDS, "--run", points).succeeds();

    adapt(points, support).failsWith(1, "[1]");
  }

  @Test
  void aSupportFolderThatIsNotThereIsNamed() {
    run("adapt", "--run", protonet, "--support", folder + "/none", "--query", support.toString())
        .failsWith(1, folder + "/none");
  }

  @Test
  void aSingleClassIsRefused() throws IOException {
    Path lonely = folder.resolve("lonely");
    draw(lonely.resolve("a/1.png"), 0, 0, 60);

    run("adapt", "--run", protonet, "--support", lonely.toString(), "--query", support.toString())
        .failsWith(1, lonely.toString(), "two classes");
  }

  @Test
  void aClassWithoutPicturesIsNamed() throws IOException {
    Files.createDirectories(support.resolve("empty"));

    adapt(protonet, support).failsWith(1, "empty", "no pictures");
  }

  @Test
  void picturesOfAnySizeAreBroughtToTheLearners() throws IOException {
    draw(support.resolve("class1/big.png"), 1, 0, 90);

    assertThat(adapt(protonet, support).succeeds().out()).contains("7 pictures of known class");
  }

  @Test
  void aSupportFileThatIsNoPictureIsNamed() throws IOException {
    Files.writeString(support.resolve("class1/notes.png"), "no picture");
    Files.writeString(support.resolve("class1/README.md"), "is none by its name");

    adapt(protonet, support.resolve("class0")).failsWith(1, "notes.png");
  }

  /** Layouts that were refused, or of which the names of splits became classes. */
  @ParameterizedTest
  @CsvSource({
    "odd, query, 8 other files or folders not read",
    "split, split, 'of the splits test, train, val, train is learned from'",
    "back.zip, query, 15 pictures of 5 classes",
    "kanji, kanji-q, pictures of 5 classes",
    "unicode, unicode-q, pictures of 5 classes"
  })
  void theCasesOfPicturesAreReadAsTheyAreMeant(String learned, String asked, String said) {
    Path cases = Quickstudy.data().resolveSibling("cases").resolve("pictures");
    Assumptions.assumeTrue(Files.isDirectory(cases), "the folder of cases is not at " + cases);
    support = cases.resolve(learned);
    Quickstudy.Result result = adapt(protonet, cases.resolve(asked)).succeeds();
    assertThat(result.err()).contains(said);
    assertThat(result.out()).contains("learned 5 classes").contains("of known class");
  }

  @Test
  void aQueryThatIsNoPictureOrNotThereIsNamed() throws IOException {
    Path notes = folder.resolve("notes.txt");
    Files.writeString(notes, "no picture");
    Path empty = Files.createDirectory(folder.resolve("empty"));

    adapt(protonet, notes).failsAfterReading(1, "notes.txt");
    adapt(protonet, folder.resolve("none.png")).failsAfterReading(1, "none.png");
    adapt(protonet, empty).failsAfterReading(1, empty.toString(), "no pictures");
  }

  @Test
  void aQueryFolderOfAnUnknownClassIsNamed() throws IOException {
    Path queries = folder.resolve("queries");
    draw(queries.resolve("class7/1.png"), 1, 0, 60);

    adapt(protonet, queries).failsAfterReading(1, "class7", "did you mean 'class0'?");
  }

  @Test
  void aSavedTaskAnswersAsItDidWithoutItsRunAndItsPictures() throws IOException {
    Path queries = folder.resolve("queries");
    draw(queries.resolve("odd.png"), 5, 9, 200);
    draw(queries.resolve("even.png"), 1, 2, 60);
    Path file = folder.resolve("letters.task");
    for (String run : List.of(protonet, maml)) {
      if (run.equals(maml)) {
        draw(support.resolve("class3/0.png"), 3, 9, 60);
        draw(support.resolve("class4/0.png"), 4, 9, 60);
      }
      JsonNode adapted = adapt(run, queries, "--save", file.toString(), "--json").json();

      JsonNode later =
          run("predict", "--model", file.toString(), "--query", queries.toString(), "--json")
              .succeeds()
              .json();

      assertThat(later.path("queries")).isEqualTo(adapted.path("queries"));
      assertThat(later.path("classes")).isEqualTo(adapted.path("classes"));
      Files.delete(file);
    }
  }

  @Test
  void aClassIsAddedToALearnedTaskAsIfItHadBeenThereFromTheBeginning() throws IOException {
    Path file = folder.resolve("letters.task");
    String[] save = {"adapt", "--run", protonet, "--support", support.toString(), "--save", ""};
    save[6] = file.toString();
    assertThat(run(save).succeeds().err()).contains("learned 3 classes").contains(file.toString());
    Path more = folder.resolve("more");
    draw(more.resolve("class3/0.png"), 3, 9, 60);
    draw(more.resolve("class3/1.png"), 3, 5, 60);
    draw(more.resolve("class4/0.png"), 4, 5, 60);

    run("adapt", "--model", save[6], "--support", more.toString(), "--save", save[6]).succeeds();
    Path query = support.resolve("class1/0.png");
    JsonNode grown =
        run("predict", "--model", save[6], "--query", query.toString(), "--json").json();

    for (String name : List.of("class3/0.png", "class3/1.png", "class4/0.png")) {
      Files.createDirectories(support.resolve(name).getParent());
      Files.copy(more.resolve(name), support.resolve(name));
    }
    assertThat(grown.path("queries"))
        .isEqualTo(adapt(protonet, query, "--json").json().path("queries"));
    assertThat(grown.path("classes")).hasSize(5);
  }

  @Test
  void examplesThatWereLearnedBeforeAreNotLearnedTwice() {
    String task = folder.resolve("letters.task").toString();
    adapt(protonet, support, "--save", task).succeeds();
    String[] query = {"predict", "--model", task, "--query", support.toString(), "--json"};
    JsonNode before = run(query).json();

    Quickstudy.Result again =
        run("adapt", "--model", task, "--support", support.toString(), "--save", task).succeeds();

    assertThat(again.err()).contains("support: 6 examples are known already");
    assertThat(run(query).json().path("queries")).isEqualTo(before.path("queries"));
  }

  @Test
  void saveWithoutTheLearnerNamesIt() throws IOException {
    Path task = folder.resolve("small.task");
    Path shelf = Files.createDirectory(folder.resolve("shelf"));
    Path learner = shelf.resolve("protonet.learner");
    run("export", "--run", protonet, "--to", learner.toString()).succeeds();
    JsonNode wanted =
        adapt(protonet, support, "--save", task.toString(), "--without-learner", "--json").json();

    String[] predict = {
      "predict", "--model", task.toString(), "--query", support.toString(), "--json"
    };
    run(predict).failsWith(1, "small.task", "--learner");
    for (String place : List.of(protonet, learner.toString(), shelf.toString())) {
      List<String> words = new ArrayList<>(List.of(predict));
      words.addAll(List.of("--learner", place));
      assertThat(run(words.toArray(String[]::new)).succeeds().json().path("queries"))
          .isEqualTo(wanted.path("queries"));
    }
    assertThat(adapt(learner.toString(), support, "--json").succeeds().json().path("queries"))
        .isEqualTo(wanted.path("queries"));
    String grown = folder.resolve("grown.task").toString();
    run(
            "adapt",
            "--model",
            task.toString(),
            "--learner",
            protonet,
            "--support",
            support.toString(),
            "--save",
            grown,
            "--without-examples")
        .succeeds();
    assertThat(run("predict", "--model", grown, "--query", support.toString()).succeeds().out())
        .contains("learned 3 classes (inductive", "of known class")
        .doesNotContain("learned in");
    run("adapt", "--model", grown, "--support", support.toString(), "--query", support.toString())
        .failsWith(1, "saved without its examples");
  }

  @Test
  void answersThatAreNotSureEnoughAreUnknown() {
    Quickstudy.Result sure = adapt(protonet, support, "--unknown-below", "0").succeeds();
    assertThat(sure.out()).doesNotContain("unknown").contains("of 6 pictures of known class");
    Quickstudy.Result unsure = adapt(protonet, support, "--unknown-below", "1").succeeds();
    assertThat(unsure.out()).containsPattern("class0/0\\.png +unknown +class0 .*is below 1\\.0");
    JsonNode json = adapt(protonet, support, "--unknown-below", "1", "--json").json();
    for (JsonNode answer : json.path("queries")) {
      assertThat(answer.path("class").asString()).isEqualTo("unknown");
      assertThat(answer.path("unknown").asBoolean()).isTrue();
    }
    assertThat(json.has("accuracy")).isFalse();
    adapt(protonet, support, "--unknown-below", "1.5").failsWith(2, "--unknown-below", "1.5");
  }

  @Test
  void unknownRateIsWhatTheExamplesCanPromise() {
    JsonNode json = adapt(protonet, support, "--unknown-rate", "0.5", "--json").json();
    assertThat(json.path("heldOut").path("examples").asInt()).isEqualTo(5); // one class has one
    assertThat(json.path("heldOut").path("accuracy").asDouble()).isBetween(0.0, 1.0);
    assertThat(json.path("queries").size()).isEqualTo(6);
    for (JsonNode answer : json.path("queries")) {
      double familiarity = answer.path("familiarity").asDouble();
      assertThat(answer.path("unknown").asBoolean()).isEqualTo(familiarity <= 0.5);
      assertThat(answer.has("reason")).isEqualTo(familiarity <= 0.5);
    }
    adapt(protonet, support, "--unknown-rate", "0.1")
        .failsAfterReading(2, "at least 9 examples", "has 5");
    adapt(protonet, support, "--unknown-rate", "0").failsWith(2, "--unknown-rate", "0");
  }

  @Test
  void howSureItIsWasCalibratedOnValidationTasks() {
    JsonNode json = adapt(protonet, support, "--json").json();
    assertThat(json.path("temperature").asDouble()).isGreaterThan(0);
    assertThat(Path.of(protonet).resolve("calibration.json")).exists();
    assertThat(adapt(protonet, support).out())
        .containsPattern("temperature \\d+(\\.\\d+)?, from validation tasks");
  }

  @Test
  void adaptRefusesWhatCannotBeSavedOrOpenedBeforeAnythingIsLearned() throws IOException {
    Path there = Files.writeString(folder.resolve("there"), "something else");
    adapt(protonet, support, "--save", there.toString()).failsWith(1, there.toString(), "already");
    assertThat(there).hasContent("something else");
    adapt(protonet, support, "--save", folder + "/no/where").failsWith(1, folder + "/no");
    run("adapt", "--run", protonet, "--support", support.toString())
        .failsWith(2, "--query", "--save");
    run("predict", "--model", there.toString(), "--query", support.toString())
        .failsWith(1, there.toString());
    run("predict", "--model", folder + "/none", "--query", support.toString())
        .failsWith(1, folder + "/none");
    run("predict", "--model", protonet + "/checkpoint.safetensors", "--query", support.toString())
        .failsWith(1, "not a saved task");
  }
}
