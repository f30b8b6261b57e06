package dev.quickstudy.cli;

import static dev.quickstudy.cli.Quickstudy.TINY_GLYPHS;
import static dev.quickstudy.cli.Quickstudy.TINY_SINUSOIDS;
import static dev.quickstudy.cli.Quickstudy.run;
import static dev.quickstudy.cli.Quickstudy.train;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quickstudy.train.ForgedCheckpoint;
import dev.quickstudy.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ReportCommandTest {
  @TempDir Path folder;

  private Path trained() {
    Path run = folder.resolve("run");
    train(TINY_GLYPHS, "--run", run.toString()).succeeds();
    return run;
  }

  @Test
  void thePageHasTheScoresThatTrainHasPrinted() throws IOException {
    Path run = folder.resolve("run");
    JsonNode json = train(TINY_GLYPHS, "--run", run.toString(), "--json").succeeds().json();
    assertThat(run("report", "--run", run.toString()).succeeds().out())
        .isEqualTo("the page is in " + run.resolve("report.html") + System.lineSeparator());

    String page = Files.readString(run.resolve("report.html"));
    JsonNode evaluation = json.path("evaluation");
    assertThat(page)
        .contains(evaluation.path("episodeHash").asString())
        .contains(
            "<strong>%.2f %%</strong>"
                .formatted(100 * evaluation.path("inductive").path("accuracy").asDouble()))
        .contains(
            "%.2f %%"
                .formatted(
                    100 * json.path("rawInputs").path("inductive").path("accuracy").asDouble()));
  }

  @Test
  void trainSaysHowToGetThePage() {
    Path run = folder.resolve("run");
    assertThat(train(TINY_SINUSOIDS, "--run", run.toString()).succeeds().out())
        .contains("a page about it: quickstudy report --run " + run + System.lineSeparator());
  }

  @Test
  void fewerEpisodesAndAnotherFileCanBeAskedFor() throws IOException {
    Path out = folder.resolve("page.html");
    Path run = trained();
    JsonNode json =
        run("report", "--run", run.toString(), "--out", out.toString(), "--episodes", "2", "--json")
            .succeeds()
            .json();
    assertThat(json.path("page").asString()).isEqualTo(out.toString());
    assertThat(Files.readString(out)).contains("accuracy on 2 test tasks");
    assertThat(run.resolve("report.html")).doesNotExist();
  }

  @Test
  void aRunWithoutACheckpointIsRefused() throws IOException {
    Path run = trained();
    Files.delete(run.resolve("checkpoint.safetensors"));
    Files.deleteIfExists(run.resolve("best.safetensors"));
    run("report", "--run", run.toString()).failsWith(1, "has no checkpoint yet");
    assertThat(run.resolve("report.html")).doesNotExist();
  }

  @Test
  void aFolderThatIsNoRunIsRefused() {
    run("report", "--run", folder.resolve("nothing").toString()).failsWith(1, "holds no run");
  }

  /** A run of glyphs whose settings, in the folder and in its checkpoints, name Omniglot. */
  private Path trainedAsIfOnOmniglot() throws IOException {
    Path run = trained();
    Path config = run.resolve("config.yaml");
    String omniglot =
        Files.readString(config).replace("kind: glyphs", "kind: omniglot\n  division: vinyals");
    Files.writeString(config, omniglot);
    for (Path file : List.of(RunFolder.checkpoint(run), RunFolder.best(run))) {
      if (Files.exists(file)) {
        ForgedCheckpoint.write(file, "settings", omniglot);
      }
    }
    return run;
  }

  @Test
  void dataThatAreNotNamedAreAskedFor() throws IOException {
    Path run = trainedAsIfOnOmniglot();
    run("report", "--run", run.toString()).failsWith(2, "this recipe reads Omniglot", "--data DIR");
    assertThat(run.resolve("report.html")).doesNotExist();
  }

  @Test
  void dataThatAreOthersThanThoseTrainedOnAreNoted() throws IOException {
    Path data = Quickstudy.data();
    assumeTrue(
        Files.isDirectory(data.resolve("omniglot")),
        "skipped: the data set omniglot is not in " + data);
    Path run = trainedAsIfOnOmniglot();
    run("report", "--run", run.toString(), "--data", data.toString()).succeeds();
    assertThat(Files.readString(run.resolve("report.html")))
        .contains("The data have changed since");
  }

  @Test
  void aPageThatCannotBeWrittenIsRefusedBeforeAnythingIsComputed() {
    Path out = folder.resolve("no").resolve("page.html");
    run("report", "--run", trained().toString(), "--out", out.toString())
        .failsWith(2, "--out must be a file in a folder that exists", out.toString());
  }
}
