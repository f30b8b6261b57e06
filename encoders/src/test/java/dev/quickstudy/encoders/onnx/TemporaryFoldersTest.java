package dev.quickstudy.encoders.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.encoders.texts.SentenceEncoder;
import dev.quickstudy.encoders.texts.SentenceModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What native libraries leave in temporary folders. */
class TemporaryFoldersTest {
  @TempDir private Path folder;

  /** The other process: opens an encoder, says so and waits to be killed. */
  static final class Waiting {
    private Waiting() {}

    public static void main(String[] args) throws Exception {
      try (SentenceEncoder encoder = SentenceEncoder.open(SentenceModel.MINILM, 1)) {
        encoder.embed("open");
        System.out.println("open");
        Thread.sleep(TimeUnit.MINUTES.toMillis(5));
      }
    }
  }

  private Process start(Path temporary) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-Duser.home=" + folder,
                Waiting.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    builder.environment().put("TMPDIR", temporary.toString());
    return builder.start();
  }

  private static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> !path.equals(folder))
          .filter(path -> !path.toString().contains("hsperfdata"))
          .toList();
    }
  }

  @Test
  void openLeavesNothingBehindWhenTheProcessIsKilledAndUnpacksOnce() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    for (int i = 0; i < 2; i++) {
      Process process = start(temporary);
      try {
        process.getInputStream().read();
      } finally {
        process.destroyForcibly();
      }
      assertThat(process.waitFor()).as("the kill, not an end of its own").isEqualTo(137);
      assertThat(in(temporary)).isEmpty();
    }
    assertThat(in(folder.resolve("cache/quickstudy/native")))
        .filteredOn(Files::isRegularFile)
        .hasSize(3);
  }

  @Test
  void removeTakesFoldersOfDeadProcessesAndNothingElse() throws IOException {
    FileTime old = FileTime.from(Instant.now().minusSeconds(3600));
    for (String name : List.of("onnxruntime-java1", "onnxruntime-java2", "onnxruntime-java3")) {
      Files.createDirectory(folder.resolve(name));
    }
    Files.writeString(folder.resolve("onnxruntime-java1/libonnxruntime.so"), "");
    Files.writeString(folder.resolve("onnxruntime-java2/letter.txt"), "dear");
    for (String name : List.of("onnxruntime-java1", "onnxruntime-java2")) {
      Files.setLastModifiedTime(folder.resolve(name), old);
    }
    Files.setLastModifiedTime(Files.createDirectory(folder.resolve("other")), old);

    StaleFolders.remove(folder);

    assertThat(folder.toFile().list())
        .as("what is new, what holds other files, what has another name")
        .containsExactlyInAnyOrder("onnxruntime-java2", "onnxruntime-java3", "other");
  }

  @Test
  void folderUnpacksAnewWhatWasDamaged() throws IOException {
    String resource = "/all-minilm-l6-v2-q-tokenizer.json";
    Path first =
        NativeLibraries.folder(folder, "words", SentenceEncoder.class, List.of(resource))
            .orElseThrow();
    Path file = first.resolve(resource.substring(1));
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, new byte[] {1, 2, 3});

    assertThat(NativeLibraries.folder(folder, "words", SentenceEncoder.class, List.of(resource)))
        .contains(first);
    assertThat(file).hasBinaryContent(whole);
  }

  @Test
  void folderIsEmptyWhereNothingCanBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThat(
            NativeLibraries.folder(
                file,
                "words",
                SentenceEncoder.class,
                List.of("/all-minilm-l6-v2-q-tokenizer.json")))
        .isEmpty();
    assertThat(NativeLibraries.folder(folder, "none", SentenceEncoder.class, List.of("/none")))
        .isEmpty();
  }
}
