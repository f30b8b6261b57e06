package dev.quickstudy.cli;

import static dev.quickstudy.cli.Quickstudy.TINY_GLYPHS;
import static dev.quickstudy.cli.Quickstudy.run;
import static dev.quickstudy.cli.Quickstudy.train;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.Safetensors;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {
  @TempDir static Path trained;
  private static String run;

  @TempDir Path folder;

  @BeforeAll
  static void trainLearner() {
    run = trained.resolve("run").toString();
    train(TINY_GLYPHS, "--run", run).succeeds();
  }

  @Test
  void exportWritesALearnerFileThatItReadsAgain() throws IOException {
    String first = folder.resolve("first").toString();
    String second = folder.resolve("second").toString();
    String digest =
        run("export", "--run", run, "--to", first, "--json")
            .succeeds()
            .json()
            .path("learner")
            .asString();
    assertThat(digest).matches("[0-9a-f]{64}");
    assertThat(run("export", "--learner", first, "--to", second).succeeds().out())
        .contains(digest, second);
    assertThat(Path.of(second)).hasSameBinaryContentAs(Path.of(first));
  }

  @Test
  void exportWritesTheNamesAndShapesOfTorch() {
    Path file = folder.resolve("torch.safetensors");
    run("export", "--run", run, "--format", "torch", "--to", file.toString()).succeeds();
    try (Scope scope = Scope.open()) {
      Safetensors.Content content = Safetensors.read(file);
      assertThat(content.tensors()).hasSize(4 * 7);
      assertThat(Shape.of(Params.of(content.tensors()).get("blocks.3.conv.weight")).toString())
          .isEqualTo("float32[8, 8, 3, 3]");
      assertThat(content.tensors())
          .containsKeys("blocks.0.norm.running_mean", "blocks.0.norm.num_batches_tracked");
      assertThat(content.metadata())
          .containsEntry("format", "pt")
          .containsKeys("quickstudy.recipe", "quickstudy.learner");
    }
  }

  @Test
  void exportRefusesWhatItCannotDoInOneLine() throws IOException {
    Path there = Files.writeString(folder.resolve("there"), "mine");
    run("export", "--run", run, "--to", there.toString()).failsWith(1, there + " is there already");
    assertThat(there).hasContent("mine");
    String to = folder.resolve("new").toString();
    run("export", "--learner", there.toString(), "--to", to).failsWith(1, there.toString());
    run("export", "--learner", folder + "/none", "--to", to).failsWith(1, "holds no run");
    run("export", "--learner", run + "/checkpoint.safetensors", "--to", to)
        .failsWith(1, "not a learner file");
    run("export", "--to", to).failsWith(2, "--learner");
    run("export", "--run", run, "--learner", to, "--to", to).failsWith(2, "--learner");
    run("export", "--run", run, "--format", "onnx", "--to", to).failsWith(2, "onnx");
    run("export", "--run", run, "--to", folder + "/no/folder").failsWith(1, "folder");
    assertThat(Path.of(to)).doesNotExist();
  }
}
