package dev.quickstudy.cli;

import static dev.quickstudy.cli.Quickstudy.TINY_SINUSOIDS;
import static dev.quickstudy.cli.Quickstudy.run;
import static dev.quickstudy.cli.Quickstudy.train;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quickstudy.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with files, with exit code 1. */
class RefusalTest {
  @TempDir Path folder;
  private Path run;

  @BeforeEach
  void aRunFolder() {
    run = folder.resolve("run");
  }

  private void trained() {
    train(TINY_SINUSOIDS, "--run", run.toString()).succeeds();
  }

  @Test
  void aDataFolderThatIsNotThereIsNamed() {
    String missing = folder.resolve("no-data").toString();

    train(List.of("omniglot-5way-1shot-maml"), "--data", missing, "--run", run.toString())
        .failsWith(1, missing, "--data");

    assertThat(run).doesNotExist();
  }

  @Test
  void aTruncatedArchiveIsNamedAndNoRunBegins() throws IOException {
    Path original = Quickstudy.data().resolve("omniglot/python");
    assumeTrue(Files.isDirectory(original), "Omniglot is not in " + original);
    for (String name : new String[] {"images_background.zip", "images_evaluation.zip"}) {
      byte[] bytes = Files.readAllBytes(original.resolve(name));
      Files.write(folder.resolve(name), Arrays.copyOf(bytes, bytes.length / 2));
    }

    train(List.of("omniglot-5way-1shot-maml"), "--data", folder.toString(), "--run", run.toString())
        .failsWith(1, "images_background.zip");

    assertThat(run).doesNotExist();
  }

  @Test
  void aFolderWithoutARunIsNamed() {
    run("evaluate", "--run", run.toString()).failsWith(1, run + " holds no run");
    run("train", "--run", run.toString(), "--resume").failsWith(1, run + " holds no run");
  }

  @Test
  void aRunFolderIsNotTrainedInTwice() {
    trained();

    train(TINY_SINUSOIDS, "--run", run.toString()).failsWith(1, "already holds a run", "--resume");
  }

  @Test
  void aFolderWithOtherFilesIsNotTakenForARun() throws IOException {
    Files.createDirectories(run);
    Files.writeString(run.resolve("letter.txt"), "dear");

    train(TINY_SINUSOIDS, "--run", run.toString()).failsWith(1, "not empty", "letter.txt");

    assertThat(run.toFile().list()).containsExactly("letter.txt");
  }

  @Test
  void resumingWithAnotherRecipeNamesTheFirstDifferentKeyWithBothValues() throws IOException {
    trained();
    byte[] before = Files.readAllBytes(RunFolder.checkpoint(run));

    train(TINY_SINUSOIDS, "--run", run.toString(), "--resume", "--set", "training.tasks=7")
        .failsWith(1, "run folder of another recipe", "training.tasks is 2, not 7");
    run("train", "glyphs-5way-1shot", "--run", run.toString(), "--resume")
        .failsWith(1, "run folder of another recipe", "sinusoid-maml-quick", "glyphs-5way-1shot");

    assertThat(Files.readAllBytes(RunFolder.checkpoint(run))).isEqualTo(before);
  }

  @Test
  void aTruncatedCheckpointIsNamed() throws IOException {
    trained();
    Path file = RunFolder.checkpoint(run);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 5));

    run("evaluate", "--run", run.toString()).failsWith(1, file.toString());
  }

  @Test
  void aCorruptCheckpointIsNamed() throws IOException {
    trained();
    Path file = RunFolder.checkpoint(run);
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 8, 40, (byte) '#');
    Files.write(file, bytes);

    run("evaluate", "--run", run.toString()).failsWith(1, file.toString());
  }

  @Test
  void aCheckpointOfOtherShapeIsRefusedWithTheTensorAndBothShapes() throws IOException {
    trained();
    Path config = run.resolve("config.yaml");
    String wider =
        Files.readString(config).replaceFirst("(?s)hidden:\\s*(\\[8\\]|- 8)", "hidden: [9]");
    Files.writeString(config, wider);

    run("evaluate", "--run", run.toString()).failsWith(1, "phi.layers.0", "float32[8", "float32[9");
  }

  @Test
  void aRecipeInARunFolderThatIsNoneIsNoWrongUsage() throws IOException {
    trained();
    Files.writeString(run.resolve("config.yaml"), "name: [");

    run("evaluate", "--run", run.toString()).failsWith(1, "config.yaml");
  }

  @Test
  void trainThatDivergesSaysItsStepsGoesBackToACheckpointAndTellsItsModel() throws IOException {
    Quickstudy.Result result =
        train(
            TINY_SINUSOIDS,
            "--run",
            run.toString(),
            "--steps",
            "30",
            "--set",
            "training.checkpointEvery=1",
            "--set",
            "training.optimizer.rate={kind: steps, start: 0.001, factor: 1e20, every: 5}");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .contains(
            "the model of step 30", "has diverged: its answers to 4 of 4 tasks are not finite")
        .containsPattern("step \\d+ was not finite and is left out")
        .containsPattern(
            "training had diverged at step \\d+; it goes on from step \\d+ with 0.500 of the rate");
    assertThat(result.out()).containsPattern("not finite were \\d+ steps, left out");
    Quickstudy.Result again = run("evaluate", "--run", run.toString());
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("has diverged");
  }

  @Test
  void anEvaluationOnTasksOfAnotherShapeIsRefused() {
    trained();

    run("evaluate", "--run", run.toString(), "--source", "glyphs", "--ways", "5", "--queries", "3")
        .failsWith(2, "shape [1]", "[1, 28, 28]");
  }

  @Test
  void somethingInTheWayOfARunFolderIsNamed() throws IOException {
    Files.writeString(run, "a file");

    Stream.of("run", "run/below")
        .forEach(
            name ->
                train(TINY_SINUSOIDS, "--run", folder.resolve(name).toString())
                    .failsWith(1, run.toString()));
  }
}
