package dev.quickstudy.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.experiment.OpenRun;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Safetensors;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.train.files.LearnerFile;
import dev.quickstudy.train.files.Provenance;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of learner of the built-in recipes, written and read. */
class LearnerFilesTest {
  @TempDir private Path folder;

  /** The first recipe of each kind of learner. */
  static Collection<String> recipes() {
    Map<String, String> byKind = new LinkedHashMap<>();
    for (String name : Recipes.names()) {
      byKind.putIfAbsent(Recipes.resolve(name).learner().getClass().getName(), name);
    }
    return byKind.values();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void readGivesTheTensorsThatWereWritten(String name) throws IOException {
    Recipe recipe = Recipes.resolve(name);
    try (Scope scope = Scope.open()) {
      Model model = recipe.algorithm().learner().init(RandomKey.of(7));
      LearnerFile learner =
          new LearnerFile(
              model,
              12,
              new Provenance("0.1.0", "data", "print", Recipes.yaml(recipe), 1, ""),
              Optional.empty());
      Path file = folder.resolve("learner");
      learner.write(file);
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      learner.write(stream);
      assertThat(stream.toByteArray()).isEqualTo(Files.readAllBytes(file));
      for (LearnerFile read :
          List.of(
              LearnerFile.read(file),
              LearnerFile.read(new ByteArrayInputStream(stream.toByteArray()), "a stream"))) {
        assertEqual(read.model().phi(), model.phi());
        assertEqual(read.model().state(), model.state());
        assertThat(read.digest()).isEqualTo(learner.digest());
        assertThat(Recipes.parse(read.recipe(), "a stream")).isEqualTo(recipe);
      }
      try (OpenRun open = OpenRun.open(file)) {
        Path torch = folder.resolve("torch");
        open.writeTorch(torch);
        assertThat(Safetensors.read(torch).tensors().size())
            .isGreaterThanOrEqualTo(model.phi().names().size());
      }
    }
  }

  private static void assertEqual(Params read, Params written) {
    assertThat(read.names()).containsExactlyElementsOf(written.names());
    for (String name : written.names()) {
      Tensor is = read.get(name);
      Tensor was = written.get(name);
      assertThat(is.type()).isEqualTo(was.type());
      assertThat(is.shape()).isEqualTo(was.shape());
      assertThat(is.toDoubles()).isEqualTo(was.toDoubles());
    }
  }
}
