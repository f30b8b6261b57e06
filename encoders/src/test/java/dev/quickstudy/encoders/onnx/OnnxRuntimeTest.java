package dev.quickstudy.encoders.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.encoders.texts.SentenceEncoder;
import dev.quickstudy.encoders.texts.SentenceModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxRuntimeTest {
  @TempDir private Path home;

  /** The other process: embeds one text. */
  static final class Embedding {
    private Embedding() {}

    public static void main(String[] args) {
      try (SentenceEncoder encoder = SentenceEncoder.open(SentenceModel.MINILM, 1)) {
        encoder.embed("nothing of this leaves the machine");
      }
    }
  }

  @Test
  void environmentLeavesNoIdAndNoEventsInTheUsersFolders() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                Embedding.class.getName())
            .inheritIO();
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().remove("ORT_DISABLE_TELEMETRY");
    builder.environment().remove("XDG_CACHE_HOME");
    builder.environment().put("HOME", home.toString());

    assertThat(builder.start().waitFor()).isZero();

    assertThat(files()).noneMatch(file -> file.contains("Microsoft") || file.contains("deviceid"));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(home)) {
      return all.filter(Files::isRegularFile).map(Path::toString).toList();
    }
  }
}
