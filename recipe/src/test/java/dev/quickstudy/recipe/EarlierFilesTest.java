package dev.quickstudy.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.experiment.OpenRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
      try (OpenRun again = OpenRun.open(file)) {
        assertThat(again.file().digest()).isEqualTo(open.file().digest());
        assertThat(again.recipe()).isEqualTo(open.recipe());
      }
    }
  }
}
