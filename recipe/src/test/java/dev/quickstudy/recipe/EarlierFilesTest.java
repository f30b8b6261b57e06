package dev.quickstudy.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.data.TextColumns;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that Quickstudy 0.1.0 wrote before they had digests: format 1. */
class EarlierFilesTest {
  @TempDir private Path folder;

  private Path golden(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(Optional.ofNullable(file.getParent()).orElseThrow());
    try (InputStream in = EarlierFilesTest.class.getResourceAsStream(name)) {
      Files.write(file, Optional.ofNullable(in).orElseThrow().readAllBytes());
    }
    return file;
  }

  @Test
  void openReadsARunOfTheFormatBefore() throws IOException {
    golden("run-1/best.safetensors");
    golden("run-1/calibration.json");
    Path run = folder.resolve("run-1");
    golden("run-1/config.yaml");
    try (OpenRun open = OpenRun.open(run)) {
      assertThat(open.step()).isEqualTo(4);
      assertThat(open.calibration()).isPresent();
      Path file = folder.resolve("learner.safetensors");
      open.file().write(file);
      try (OpenRun again = OpenRun.read(file)) {
        assertThat(again.file().digest()).isEqualTo(open.file().digest());
        assertThat(again.recipe()).isEqualTo(open.recipe());
      }
    }
  }

  /** The probabilities are those that the version printed which wrote the file. */
  @Test
  void openReadsATaskOfTheFormatBefore() throws IOException {
    Path query = golden("class0.png");
    try (SavedTask saved = SavedTask.open(golden("task-1.safetensors"))) {
      FileTask task = saved.task(TextColumns.FOUND, Places.of(Optional.empty()));
      Answers answers = task.answers(task.queries(List.of(query)));
      assertThat(answers.answers().get(0).probabilities())
          .hasSize(3)
          .allSatisfy(
              (name, probability) ->
                  assertThat(probability)
                      .isCloseTo(PRINTED.getOrDefault(name, -1.0), within(1e-6)));
    }
  }

  private static final Map<String, Double> PRINTED =
      Map.of(
          "class0", 0.33686330914497375,
          "class1", 0.33594056963920593,
          "class2", 0.32719606161117554);
}
