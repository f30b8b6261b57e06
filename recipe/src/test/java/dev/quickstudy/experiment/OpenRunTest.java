package dev.quickstudy.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Params;
import dev.quickstudy.recipe.RecipeException;
import dev.quickstudy.recipe.Recipes;
import dev.quickstudy.recipe.Tiny;
import dev.quickstudy.tensor.Safetensors;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.train.Checkpoint;
import dev.quickstudy.train.RunFolder;
import dev.quickstudy.train.files.DamagedFileException;
import dev.quickstudy.train.files.LearnerFile;
import dev.quickstudy.train.files.TrainingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenRunTest {
  @TempDir private Path folder;

  private Path trained(String... assignments) {
    Path run = folder.resolve("run");
    Tiny.train(Tiny.sine(assignments), run, 1);
    return run;
  }

  private static void rewrite(Path file, Map<String, String> metadata) {
    try (Scope scope = Scope.open()) {
      Safetensors.Content content = Safetensors.read(file);
      Map<String, String> all = new HashMap<>(content.metadata());
      all.putAll(metadata);
      Safetensors.write(file, content.tensors(), all);
    }
  }

  private static void assertHolds(OpenRun run, Path checkpoint) {
    try (Scope scope = Scope.open()) {
      Checkpoint wanted = Checkpoint.read(checkpoint);
      assertThat(run.step()).isEqualTo(wanted.step());
      for (String name : wanted.model().phi().names()) {
        assertThat(run.model().phi().get(name).toFloats())
            .containsExactly(wanted.model().phi().get(name).toFloats());
      }
    }
  }

  @Test
  void aRunOpensWithItsRecipeAndItsBestModel() {
    Path run = trained();
    try (OpenRun open = OpenRun.open(run)) {
      assertThat(open.recipe()).isEqualTo(Tiny.sine());
      assertThat(open.step()).isIn(2L, 4L);
      assertHolds(open, RunFolder.best(run));
    }
  }

  @Test
  void aRunThatWasNeverValidatedOpensWithItsLastModel() {
    Path run = trained("training.validation.every=0");
    try (OpenRun open = OpenRun.open(run)) {
      assertThat(open.step()).isEqualTo(5);
      assertHolds(open, RunFolder.checkpoint(run));
    }
  }

  @Test
  void aFolderThatIsNoRunIsRefused() {
    assertThatThrownBy(() -> OpenRun.open(folder))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            folder
                + " holds no run (there is no config.yaml in it); name the folder that a run was trained in");
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> OpenRun.open(missing))
        .isInstanceOf(TrainingException.class)
        .hasMessageStartingWith(missing + " holds no run");
  }

  @Test
  void aRunWithoutACheckpointIsRefused() {
    Path run = folder.resolve("run");
    RunFolder.create(run, Recipes.yaml(Tiny.sine())).close();
    assertThatThrownBy(() -> OpenRun.open(run))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "the run in " + run + " has no checkpoint yet; let it train until its first one");
  }

  @Test
  void aCheckpointOfAnotherShapeIsRefusedWithTheTensorAndBothShapes() throws IOException {
    Path run = trained();
    Files.writeString(run.resolve("config.yaml"), Recipes.yaml(Tiny.sine("network.hidden=[9]")));
    assertThatThrownBy(() -> OpenRun.open(run))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            RunFolder.best(run)
                + " has tensor phi.layers.0.weight as float32[8, 1], but these settings need float32[9, 1]");
    Files.writeString(
        run.resolve("config.yaml"), Recipes.yaml(Tiny.sine("training.precision=float64")));
    assertThatThrownBy(() -> OpenRun.open(run))
        .hasMessageContaining("float32[8, 1]")
        .hasMessageContaining("float64[8, 1]");
  }

  @Test
  void aCheckpointWithMoreOrFewerTensorsIsRefused() throws IOException {
    Path run = trained();
    Files.writeString(run.resolve("config.yaml"), Recipes.yaml(Tiny.sine("network.hidden=[8, 8]")));
    assertThatThrownBy(() -> OpenRun.open(run))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining(
            "has tensor phi.layers.1.weight as float32[1, 8], but these settings need float32[8, 8]");
    Files.writeString(run.resolve("config.yaml"), Recipes.yaml(Tiny.sine()));
    try (Scope scope = Scope.open();
        OpenRun open = OpenRun.open(run)) {
      Map<String, Tensor> tensors = new LinkedHashMap<>(open.model().phi().asMap());
      Tensor bias = tensors.remove("layers.1.bias");
      assertThatThrownBy(() -> OpenRun.of("a stream", with(open, tensors)))
          .isInstanceOf(DamagedFileException.class)
          .hasMessage(
              "a stream lacks tensor phi.layers.1.bias float32[1], which these settings need");
      tensors.put("layers.1.bias", bias);
      tensors.put("layers.2.bias", bias);
      assertThatThrownBy(() -> OpenRun.of("a stream", with(open, tensors)))
          .isInstanceOf(DamagedFileException.class)
          .hasMessage("a stream has tensor phi.layers.2.bias, which these settings do not know");
    }
  }

  private static LearnerFile with(OpenRun run, Map<String, Tensor> phi) {
    return new LearnerFile(
        new Model(Params.of(phi), run.model().state()),
        run.step(),
        run.provenance(),
        run.calibration());
  }

  @Test
  void aTruncatedCheckpointIsRefusedAtEveryLength() throws IOException {
    Path run = trained();
    Path best = RunFolder.best(run);
    byte[] whole = Files.readAllBytes(best);
    for (int length = 0; length < whole.length; length += Math.max(1, whole.length / 60)) {
      Files.write(best, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> OpenRun.open(run))
          .isInstanceOf(DamagedFileException.class)
          .message()
          .contains(best.toString())
          .hasLineCount(1);
    }
  }

  @Test
  void aCheckpointOfAnotherFormatVersionIsRefused() {
    Path run = trained();
    rewrite(RunFolder.best(run), Map.of("formatVersion", "4", "version", "9.9"));
    assertThatThrownBy(() -> OpenRun.open(run))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            RunFolder.best(run)
                + " is a checkpoint of format 4, which is newer than the newest that this version of Quickstudy reads,"
                + " 3; update Quickstudy to the version that wrote it (9.9) or a newer one");
  }

  @Test
  void aSafetensorsFileOfSomebodyElseIsRefused() {
    Path run = trained();
    rewrite(RunFolder.best(run), Map.of("format", "pt"));
    assertThatThrownBy(() -> OpenRun.open(run))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            RunFolder.best(run) + " is a safetensors file, but not a checkpoint of Quickstudy");
  }

  @Test
  void settingsThatAreNoRecipeAreRefused() throws IOException {
    Path run = trained();
    Path config = run.resolve("config.yaml");
    Files.writeString(config, "training: 3\n");
    assertThatThrownBy(() -> OpenRun.open(run))
        .isInstanceOf(RecipeException.class)
        .hasMessageStartingWith(config + ": ");
    Files.write(config, new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> OpenRun.open(run))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot read " + config + ": it is no text in UTF-8");
  }
}
