package dev.quickstudy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.bench.Recorded.Ratios;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedTest {
  @TempDir private Path folder;

  private static Recorded run(double overLimit, Map<String, Double> peers) {
    return new Recorded(2, Map.of("protonet", new Ratios(overLimit, peers)));
  }

  @Test
  void fallenInNamesWhatFellByMoreThanATenth() {
    Recorded before = run(2, Map.of("jax", 3.0, "learn2learn", 3.0));

    assertThat(before.fallenIn(run(2.21, Map.of("jax", 2.69, "learn2learn", 2.71))))
        .containsExactly(
            "protonet: time over the limit rose from 2.00 to 2.21",
            "protonet: the lead over jax fell from 3.00 to 2.69");
  }

  @Test
  void fallenInDoesNotNameWhatIsBetterOrNearlyAsGoodOrOnlyInOneRun() {
    Recorded before = run(2, Map.of("jax", 3.0, "torch-func", 9.0));

    assertThat(before.fallenIn(run(2.19, Map.of("jax", 2.71)))).isEmpty();
    assertThat(before.fallenIn(run(1, Map.of("jax", 30.0)))).isEmpty();
    assertThat(before.fallenIn(new Recorded(2, Map.of("adapt", new Ratios(9, Map.of())))))
        .isEmpty();
  }

  @Test
  void theLastLineOfAFileIsRead() throws IOException {
    Path file = folder.resolve("before.json");
    Files.writeString(
        file,
        "some words\n{\"workloads\":[{\"name\":\"protonet\",\"ms\":4,\"overLimit\":2,"
            + "\"peers\":{\"jax\":3.5}}],\"threads\":2}\n\n");

    assertThat(Recorded.read(file)).isEqualTo(run(2, Map.of("jax", 3.5)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "words",
        "{}",
        "[]",
        "{\"workloads\":[],\"threads\":2}",
        "{\"workloads\":[{\"name\":\"protonet\"}],\"threads\":2}",
        "{\"workloads\":[{\"name\":\"protonet\",\"overLimit\":2}]}"
      })
  void recordedRefusesWhatNoRunPrinted(String content) throws IOException {
    Path file = folder.resolve("before.json");
    Files.writeString(file, content);

    assertThatThrownBy(() -> Recorded.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(file.toString(), "bench --json");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> Recorded.read(folder.resolve("none")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none");
  }
}
