package dev.quickstudy.cli;

import static dev.quickstudy.cli.Quickstudy.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** An answer at once, from files of each kind. */
class ClassifyCommandTest {
  @TempDir static Path folder;

  private static Path file(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines));
  }

  private static Path file(String name, List<String> lines) throws IOException {
    return Files.write(folder.resolve(name), lines);
  }

  private static Quickstudy.Result classify(String... words) {
    List<String> all = new ArrayList<>(List.of("classify", "--cache", folder + "/cache"));
    all.addAll(List.of(words));
    return run(all.toArray(String[]::new));
  }

  /** Fruit of three kinds, which weight and colour tell. */
  private static List<String> fruit(int each, boolean labelled) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      rows.add((1 + 0.1 * i) + ",green," + (labelled ? "apple" : ""));
      rows.add((5 + 0.1 * i) + ",yellow," + (labelled ? "melon" : ""));
      rows.add((0.1 + 0.01 * i) + ",red," + (labelled ? "cherry" : ""));
    }
    return rows;
  }

  private static Path support() throws IOException {
    List<String> rows = new ArrayList<>(List.of("weight,colour,kind"));
    rows.addAll(fruit(6, true));
    return file("fruit.csv", rows);
  }

  @Test
  void filesOfOtherKindsAreRefusedByWhatTheyAre() throws IOException {
    Path sheet = folder.resolve("mine.xlsx");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(sheet))) {
      zip.putNextEntry(new ZipEntry("[Content_Types].xml"));
    }
    classify("--support", sheet.toString()).failsWith(1, "an Excel file", "CSV");
    Path packed = folder.resolve("mine.tar.gz");
    try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(packed))) {
      gzip.write(1);
    }
    classify("--support", packed.toString()).failsWith(1, "packed by gzip", "unpack");
  }

  @Test
  void aTableOfThreeClassesIsAnsweredWithItsChoiceExplained() throws IOException {
    Path query = file("q.csv", "weight,colour,kind", "1.15,green,apple", "0.12,red,cherry");

    Quickstudy.Result result =
        classify("--support", support().toString(), "--query", query.toString()).succeeds();

    assertThat(result.out())
        .contains("fruit.csv was taken for a table: 3 classes (--as says otherwise)")
        .contains("random forest", "boosted trees", "5 nearest neighbours", "logistic regression")
        .contains("18 rows that were held out")
        .containsPattern("q.csv:2 +apple")
        .containsPattern("q.csv:3 +cherry");
  }

  @Test
  void theJsonIsThatOfAdaptWithTheLearnerAndItsCandidates() throws IOException {
    Path query = file("json.csv", "weight,colour,kind", "1.15,green,apple", "5.3,yellow,melon");

    JsonNode json =
        classify("--support", support().toString(), "--query", query.toString(), "--json")
            .succeeds()
            .json();

    assertThat(json.path("classes").size()).isEqualTo(3);
    assertThat(json.path("queries").path(1).path("class").asString()).isEqualTo("melon");
    assertThat(json.path("accuracy").asDouble()).isEqualTo(1);
    assertThat(json.path("kind").asString()).isEqualTo("table");
    assertThat(json.path("candidates").size()).isEqualTo(6);
    assertThat(json.path("candidates").valueStream().map(one -> one.path("learner")))
        .contains(json.path("learner"));
    assertThat(json.path("candidates").path(0).path("heldOut").asInt()).isEqualTo(18);
  }

  @Test
  void rowsWithoutAClassAreTheQueriesIfNoneAreNamed() throws IOException {
    List<String> rows = new ArrayList<>(List.of("weight,colour,kind"));
    rows.addAll(fruit(5, true));
    rows.add("5.2,yellow,");
    rows.add("0.13,red,");
    Path half = file("half.csv", rows);

    JsonNode json = classify("--support", half.toString(), "--json").succeeds().json();

    assertThat(json.path("queries").valueStream().map(one -> one.path("class").asString()))
        .containsExactly("melon", "cherry");
    assertThat(json.has("accuracy")).isFalse();
  }

  @Test
  void theTargetNamesTheColumnOfClasses() throws IOException {
    Path first = file("first.csv", "kind,weight,size", "a,1,2", "b,5,6", "a,1.1,2", "b,5.2,6");
    Path query = file("first-q.csv", "weight,size", "1.05,2", "5.1,6");
    String[] words = {"--support", first.toString(), "--query", query.toString()};

    assertThat(classify(words).err()).isNotEmpty();
    JsonNode json =
        classify(
                "--support",
                first.toString(),
                "--query",
                query.toString(),
                "--target",
                "kind",
                "--json")
            .succeeds()
            .json();
    assertThat(json.path("queries").valueStream().map(one -> one.path("class").asString()))
        .containsExactly("a", "b");
    assertThat(
            classify("--support", first.toString(), "--target", "knid", "--query", query.toString())
                .err())
        .contains("has no column 'knid'");
  }

  @Test
  void aLearnerCanBeNamedAndAWrongOneIsRefusedWithThoseThatAreKnown() throws IOException {
    Path query = file("named.csv", "weight,colour", "1.15,green");
    JsonNode json =
        classify(
                "--support",
                support().toString(),
                "--query",
                query.toString(),
                "--learner",
                "boosted-trees",
                "--json")
            .succeeds()
            .json();
    assertThat(json.path("learner").asString()).isEqualTo("boosted-trees");
    assertThat(json.path("candidates").size()).isEqualTo(1);

    Quickstudy.Result wrong =
        classify(
            "--support", support().toString(), "--query", query.toString(), "--learner", "forrest");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("no learner 'forrest'", "random-forest");
  }

  @Test
  void aSavedTaskPredictsTheSame() throws IOException {
    Path query = file("saved.csv", "weight,colour", "1.15,green", "4,red", "0.5,yellow");
    String task = folder.resolve("fruit.task").toString();
    JsonNode now =
        classify(
                "--support",
                support().toString(),
                "--query",
                query.toString(),
                "--learner",
                "random-forest",
                "--save",
                task,
                "--json")
            .succeeds()
            .json();

    JsonNode later =
        run("predict", "--model", task, "--query", query.toString(), "--json").succeeds().json();

    assertThat(later.path("queries")).isEqualTo(now.path("queries"));
  }

  @Test
  void textsAreTakenForTexts() throws IOException {
    List<String> rows = new ArrayList<>(List.of("text,label"));
    for (String thing : List.of("weather", "football", "cooking")) {
      rows.add("tell me about %s,%s".formatted(thing, thing));
      rows.add("i want to talk about %s,%s".formatted(thing, thing));
      rows.add("any news on %s today,%s".formatted(thing, thing));
    }
    rows.add("my friends never stop with football,");
    for (String name : List.of("texts.csv", "texts.txt")) {
      Path texts = file(name, rows);

      JsonNode json = classify("--support", texts.toString(), "--json").succeeds().json();

      assertThat(json.path("kind").asString()).isEqualTo("texts");
      assertThat(json.path("queries").path(0).path("class").asString()).isEqualTo("football");
    }
  }

  private static JsonNode classified(Path support, Path query, String... options) {
    List<String> all =
        new ArrayList<>(
            List.of("--support", support.toString(), "--query", query.toString(), "--json"));
    all.addAll(List.of(options));
    return classify(all.toArray(String[]::new)).succeeds().json();
  }

  @Test
  void picturesAreAnsweredByTheShippedLearnerOfCharacters() throws IOException {
    Path cases = Quickstudy.data().resolveSibling("cases/pictures");
    assumeTrue(Files.isDirectory(cases), "the cases are not there");

    JsonNode json = classified(cases.resolve("sup"), cases.resolve("query"));

    assertThat(json.path("kind").asString()).isEqualTo("pictures");
    assertThat(json.path("learner").asString()).isEqualTo("characters");
    assertThat(json.path("accuracy").asDouble()).isEqualTo(1);
  }

  @Test
  void recordingsAreAnswered() {
    Path cases = Quickstudy.data().resolveSibling("cases/sounds");
    assumeTrue(Files.isDirectory(cases), "the cases are not there");

    JsonNode json = classified(cases.resolve("sup"), cases.resolve("sup"));

    assertThat(json.path("kind").asString()).isEqualTo("sounds");
    assertThat(json.path("accuracy").asDouble()).isGreaterThan(0.9);
  }

  @Test
  void recordingsAreHeardByAnEncoder() {
    Path cases = Quickstudy.data().resolveSibling("cases/sounds");
    Path encoder = Quickstudy.data().resolve("encoders/speech-embedding.onnx");
    assumeTrue(Files.isDirectory(cases), "the cases are not there");
    assumeTrue(Files.isRegularFile(encoder), "the encoder " + encoder + " is not there");

    JsonNode json =
        classified(cases.resolve("sup"), cases.resolve("sup"), "--encoder", encoder.toString());

    assertThat(json.path("kind").asString()).isEqualTo("sounds");
    assertThat(json.path("candidates").path(0).path("about").asString())
        .contains("speech-embedding.onnx, the loudest two seconds");
    assertThat(json.path("accuracy").asDouble()).isGreaterThan(0.9);
  }

  @Test
  void aKnownEncoderThatIsNotHereIsToBeFetchedFirst() throws IOException {
    assertThat(
            classify(
                    "--support",
                    support().toString(),
                    "--encoder",
                    "efficientnet-lite0",
                    "--query",
                    support().toString())
                .err())
        .contains("not here yet", "quickstudy encoders get efficientnet-lite0");
  }

  @Test
  void anEncoderThatIsNeitherAFileNorKnownNamesTheNearest() throws IOException {
    assertThat(
            classify(
                    "--support",
                    support().toString(),
                    "--encoder",
                    "efficientnet",
                    "--query",
                    support().toString())
                .err())
        .contains("there is no encoder 'efficientnet'", "efficientnet-lite0");
  }

  @Test
  void anEncoderIsForPicturesAndRecordings() throws IOException {
    assertThat(
            classify(
                    "--support",
                    support().toString(),
                    "--encoder",
                    "e.onnx",
                    "--query",
                    support().toString())
                .err())
        .contains("encoders are for pictures and recordings, but these are rows");
  }

  @Test
  void badFilesAreRefusedWithAReason() throws IOException {
    Path one = file("one.csv", "weight,kind", "1,a", "2,a", "3,a");
    assertThat(classify("--support", one.toString(), "--query", one.toString()).err())
        .contains("1 class", "needs 2");
    List<String> many = new ArrayList<>(List.of("weight,kind"));
    for (int i = 0; i < 5000; i++) {
      many.add(i + ",k" + i);
    }
    Path classes = file("many.csv", many);
    assertThat(classify("--support", classes.toString(), "--query", classes.toString()).err())
        .contains("5000 different words in the column 'kind'");
    Path empty = file("empty.csv", "weight,kind", "1,", "2,", "3,");
    assertThat(classify("--support", empty.toString(), "--query", empty.toString()).err())
        .contains("no row with an answer in 'kind'");
    Quickstudy.Result all = classify("--support", support().toString());
    assertThat(all.code()).isEqualTo(2);
    assertThat(all.err()).contains("each row of", "has a class", "--query");
  }

  @Test
  void queriesThatWereLearnedFromAreSaid() throws IOException {
    String same = support().toString();
    assertThat(classify("--support", same, "--query", same).succeeds().err())
        .contains("says nothing of others");
  }

  /** The first 50 rows of each, mixed; the next 150 as queries. */
  @Test
  void realTablesAreAnsweredAboutAsWellAsByTheBestOfTheCandidates() throws IOException {
    Path tables = Quickstudy.data().resolve("tabular/csv");
    assumeTrue(Files.isDirectory(tables), "the tables are not there");
    for (String name : List.of("wine", "segment", "iris")) {
      List<String> lines = Files.readAllLines(tables.resolve(name + ".csv"));
      List<String> rows = new ArrayList<>(lines.subList(1, lines.size()));
      Collections.shuffle(rows, new Random(1));
      List<String> learned = new ArrayList<>(List.of(lines.get(0)));
      learned.addAll(rows.subList(0, 50));
      List<String> asked = new ArrayList<>(List.of(lines.get(0)));
      asked.addAll(rows.subList(50, Math.min(200, rows.size())));

      JsonNode json =
          classify(
                  "--support",
                  file(name + "-s.csv", learned).toString(),
                  "--query",
                  file(name + "-q.csv", asked).toString(),
                  "--json")
              .succeeds()
              .json();

      assertThat(json.path("accuracy").asDouble()).as(name).isGreaterThan(0.8);
    }
  }
}
