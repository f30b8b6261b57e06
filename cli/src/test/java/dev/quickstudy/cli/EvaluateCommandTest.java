package dev.quickstudy.cli;

import static dev.quickstudy.cli.Quickstudy.TINY_GLYPHS;
import static dev.quickstudy.cli.Quickstudy.TINY_SINUSOIDS;
import static dev.quickstudy.cli.Quickstudy.run;
import static dev.quickstudy.cli.Quickstudy.train;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class EvaluateCommandTest {
  @TempDir static Path folder;
  private static String glyphs;
  private static String sinusoids;
  private static JsonNode afterTraining;

  @BeforeAll
  static void trainLearners() {
    glyphs = folder.resolve("glyphs").toString();
    afterTraining =
        train(
                TINY_GLYPHS,
                "--run",
                glyphs,
                "--set=training.validation.every=1",
                "--set=training.validation.episodes=2",
                "--json")
            .succeeds()
            .json();
    sinusoids = folder.resolve("sinusoids").toString();
    train(TINY_SINUSOIDS, "--run", sinusoids).succeeds();
  }

  private static JsonNode evaluate(String run, String... more) {
    List<String> all = new ArrayList<>(List.of("evaluate", "--run", run, "--json"));
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new)).succeeds().json();
  }

  @Test
  void aRunIsJudgedAsItWasAfterTraining() {
    assertThat(evaluate(glyphs)).isEqualTo(afterTraining.path("evaluation"));
  }

  @Test
  void theSizeOfTasksCanBeChosen() {
    JsonNode json =
        evaluate(
            glyphs, "--ways=7", "--shots=2", "--queries=3", "--episodes=2", "--split=validation");

    assertThat(json.path("ways").asInt()).isEqualTo(7);
    assertThat(json.path("shots").asInt()).isEqualTo(2);
    assertThat(json.path("queries").asInt()).isEqualTo(3);
    assertThat(json.path("episodes").asInt()).isEqualTo(2);
    assertThat(json.path("split").asString()).isEqualTo("validation");
  }

  @Test
  void anotherSeedMeetsOtherTasksAndTheSameSeedTheSame() {
    String hash = evaluate(sinusoids, "--seed=5").path("episodeHash").asString();

    assertThat(evaluate(sinusoids, "--seed=5").path("episodeHash").asString()).isEqualTo(hash);
    assertThat(evaluate(sinusoids, "--seed=6").path("episodeHash").asString()).isNotEqualTo(hash);
  }

  @Test
  void errorsOfRegressionAreGivenAfterTheInnerStepsThatAreAskedFor() {
    JsonNode all = evaluate(sinusoids);
    JsonNode one = evaluate(sinusoids, "--inner-steps=5");

    assertThat(all.path("mse").propertyNames()).containsExactly("0", "1", "5", "10");
    assertThat(one.path("mse").propertyNames()).containsExactly("5");
    assertThat(one.path("mse").path("5")).isEqualTo(all.path("mse").path("5"));
  }

  @Test
  void numbersThatDoNotFitTheSourceAreWrongUsage() {
    run("evaluate", "--run", glyphs, "--ways", "9000").failsWith(2, "9000 ways", "test split");
    run("evaluate", "--run", glyphs, "--shots", "15", "--queries", "15")
        .failsWith(2, "15 shots + 15 queries");
    run("evaluate", "--run", sinusoids, "--shots", "0").failsWith(2, "shots", "at least 1");
    run("evaluate", "--run", glyphs, "--inner-steps", "2").failsWith(2, "no inner steps");
    run("evaluate", "--run", sinusoids, "--inner-steps", "-2").failsWith(2, "inner steps", "-2");
  }

  @Test
  void anotherSourceIsNamedAndWhatIsNoneIsRefusedWithTheOthers() {
    assertThat(evaluate(glyphs, "--source=glyphs").path("source").asString()).isEqualTo("glyphs");
    run("evaluate", "--run", glyphs, "--source", "glyfs").failsWith(2, "did you mean 'glyphs'");
    run("evaluate", "--run", glyphs, "--source", "sinusoids")
        .failsWith(2, "sinusoids are regression tasks");
  }

  @Test
  void picturesOfAnotherShapeAreFittedWhichTheOutputSays() {
    assumeTrue(Files.isDirectory(Quickstudy.data().resolve("cifar100")), "cifar100 is not there");
    String data = "--data=" + Quickstudy.data();

    assertThat(evaluate(glyphs, "--source=cifar-fs", data).path("source").asString())
        .isEqualTo("CIFAR-FS (resized from 32×32 to 28×28, colours averaged)");
    assertThat(run("evaluate", "--run", glyphs, "--source", "cifar-fs", data).succeeds().out())
        .startsWith("tasks of CIFAR-FS (resized from 32×32 to 28×28, colours averaged)");
  }

  @Test
  void theTableNamesTheRunAndItsStep() {
    assertThat(run("evaluate", "--run", sinusoids, "--seed", "3").succeeds().out())
        .contains("4 test tasks (5 points to learn from, 100 to be judged on)")
        .containsPattern("sinusoid-maml-quick, step 3 +10 +inductive +\\d+\\.\\d{4} +± ");
  }

  @Test
  void curvesAndEpisodesAreDrawn() throws IOException {
    Path curves = folder.resolve("curves.png");
    Path episode = folder.resolve("episode.png");

    run("draw", "--run", "tiny=" + glyphs, "--out", curves.toString()).succeeds();
    run("draw", "--run", glyphs, "--episode", "1", "--out", episode.toString()).succeeds();

    assertThat(ImageIO.read(curves.toFile()).getWidth()).isEqualTo(800);
    assertThat(ImageIO.read(episode.toFile()).getHeight()).isGreaterThan(5 * 64);
    run("draw", "--run", sinusoids, "--out", curves.toString()).failsWith(1, "validated");
  }

  private static Path pictures(String name, String... classes) throws IOException {
    java.awt.image.BufferedImage image =
        new java.awt.image.BufferedImage(28, 28, java.awt.image.BufferedImage.TYPE_BYTE_GRAY);
    for (int way = 0; way < classes.length; way++) {
      Path folderOf = Files.createDirectories(folder.resolve(name).resolve(classes[way]));
      for (int i = 0; i < 3; i++) {
        for (int p = 0; p < 28 * 28; p++) {
          boolean ink = p % 28 >= 3 * way + i && p % 28 < 3 * way + i + 6;
          image.setRGB(p % 28, p / 28, ink ? 0x000000 : 0xffffff);
        }
        ImageIO.write(image, "png", folderOf.resolve(i + ".png").toFile());
      }
    }
    return folder.resolve(name);
  }

  @Test
  void onFilesJudgesATaskOfOnesOwnAndWhatIsOutOfItsScope() throws IOException {
    Path support = pictures("own", "a", "b", "c");
    Path queries = pictures("asked", "a", "b", "c", "d");

    JsonNode json =
        evaluate(glyphs, "--support=" + support, "--on=" + queries, "--unknown-below=0.999999");

    assertThat(json.path("inScope").asInt()).isEqualTo(9);
    assertThat(json.path("outOfScope").asInt()).isEqualTo(3);
    assertThat(json.path("recall").asDouble()).isEqualTo(1);
    assertThat(json.path("falseAlarms").asDouble()).isGreaterThan(0);
    assertThat(json.path("auroc").asDouble()).isBetween(0.0, 1.0);
    assertThat(json.path("low").asDouble()).isLessThanOrEqualTo(json.path("accuracy").asDouble());
    assertThat(json.path("high").asDouble())
        .isGreaterThanOrEqualTo(json.path("accuracy").asDouble());

    assertThat(run("evaluate", "--run", glyphs, "--on", queries.toString()).err())
        .contains("name both");
    assertThat(
            run(
                    "evaluate",
                    "--run",
                    glyphs,
                    "--support=" + support,
                    "--on=" + queries,
                    "--unknown=a")
                .err())
        .contains("--unknown names 'a', but it is a class of the task");
  }

  @Test
  void onFilesJudgesASavedTask() throws IOException {
    Path support = pictures("learned", "a", "b", "c");
    Path queries = pictures("labelled", "a", "b", "d");
    Path task = folder.resolve("own.task");
    run("adapt", "--run", glyphs, "--support=" + support, "--query=" + support, "--save=" + task)
        .succeeds();

    JsonNode json =
        run("evaluate", "--model=" + task, "--on=" + queries, "--json").succeeds().json();

    assertThat(json.path("inScope").asInt()).isEqualTo(6);
    assertThat(json.path("outOfScope").asInt()).isEqualTo(3);
    run("evaluate", "--model=" + task).failsWith(2, "--model is judged on", "--on");
    run("evaluate").failsWith(2, "--run names", "--model");
  }

  @Test
  void sourceTakesTasksFromFilesOfOnesOwn() throws IOException {
    Path own = pictures("source", "a", "b", "c");

    JsonNode json =
        evaluate(glyphs, "--source=" + own, "--ways=3", "--shots=1", "--queries=2", "--episodes=4");

    assertThat(json.path("ways").asInt()).isEqualTo(3);
    assertThat(json.path("source").asString()).contains("source");
    assertThat(json.path("inductive").path("accuracy").asDouble()).isBetween(0.0, 1.0);
  }

  @Test
  void classFrequenciesOfTablesCanBeNaturalWithBaselinesBeside() throws IOException {
    Path tables = Files.createDirectories(folder.resolve("uneven"));
    for (int t = 0; t < 8; t++) {
      StringBuilder rows = new StringBuilder("first%d,second%d,class\n".formatted(t, t));
      for (int row = 0; row < 60; row++) {
        rows.append(row % 6 == 0 ? 50 + row : row * 1.5)
            .append(',')
            .append((row * 7919 + t) % 101)
            .append(row % 6 == 0 ? ",rare\n" : ",usual\n");
      }
      Files.writeString(tables.resolve("t" + t + ".csv"), rows);
    }
    String trained = folder.resolve("tables").toString();
    run(
            "train",
            "tables-16rows",
            "--run=" + trained,
            "--set=source.folder=" + tables,
            "--set=training.validation.every=0",
            "--set=evaluation.episodes=8",
            "--set=evaluation.shots=3",
            "--set=evaluation.queries=4",
            "--set=training.shots=3",
            "--set=training.queries=4",
            "--steps=1")
        .succeeds();

    JsonNode equal = evaluate(trained, "--baselines");
    assertThat(evaluate(trained, "--class-frequencies=equal").path("episodeHash"))
        .isEqualTo(equal.path("episodeHash"));
    JsonNode natural = evaluate(trained, "--baselines", "--class-frequencies=natural");
    assertThat(natural.path("source").asString()).contains("natural class frequencies");
    assertThat(natural.path("episodeHash")).isNotEqualTo(equal.path("episodeHash"));
    assertThat(majority(equal)).isEqualTo(0.5);
    assertThat(majority(natural)).isGreaterThan(0.7);

    run("evaluate", "--run", glyphs, "--class-frequencies=natural")
        .failsWith(2, "frequencies of classes can be chosen for tasks of real tables");
  }

  private static double majority(JsonNode judged) {
    for (JsonNode row : judged.path("baselines").path("learners")) {
      if (row.path("learner").asString().equals("majority class")) {
        return row.path("accuracy").asDouble();
      }
    }
    return Double.NaN;
  }
}
