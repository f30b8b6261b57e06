package dev.quickstudy.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void aFileIsMade() throws IOException {
    Path file = folder.resolve("new.txt");

    AtomicFile.replace(file, "größer\n");

    assertThat(Files.readAllBytes(file)).isEqualTo("größer\n".getBytes(StandardCharsets.UTF_8));
    assertThat(files()).containsExactly("new.txt");
  }

  @Test
  void anOldFileIsReplacedByAShorterOne() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "a long old content");

    AtomicFile.replace(file, "new");

    assertThat(file).hasContent("new");
    assertThat(files()).containsExactly("a.txt");
  }

  @Test
  void aWriterThatFailsLeavesTheOldContentAndNothingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");

    assertThatThrownBy(
            () ->
                AtomicFile.replace(
                    file,
                    out -> {
                      out.write(new byte[1_000_000]);
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot write " + file + ": No space left on device");

    assertThat(file).hasContent("old");
    assertThat(files()).containsExactly("a.txt");
  }

  @Test
  void aWriterThatFailsByABugLeavesTheOldContentAndNothingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");

    assertThatThrownBy(
            () ->
                AtomicFile.replace(
                    file,
                    out -> {
                      out.write(1);
                      throw new IllegalStateException("a bug");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a bug");

    assertThat(file).hasContent("old");
    assertThat(files()).containsExactly("a.txt");
  }

  @Test
  void aWriterThatFailsMakesNoFile() throws IOException {
    assertThatThrownBy(
            () ->
                AtomicFile.replace(
                    folder.resolve("a.txt"),
                    out -> {
                      throw new IOException("broken");
                    }))
        .isInstanceOf(UncheckedIOException.class);

    assertThat(files()).isEmpty();
  }

  @Test
  void theOldContentStandsUntilTheNewIsComplete() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");

    AtomicFile.replace(
        file,
        out -> {
          out.write("new".getBytes(StandardCharsets.UTF_8));
          out.flush();
          assertThat(file).hasContent("old");
        });

    assertThat(file).hasContent("new");
  }

  @Test
  void aWriterMayCloseTheStream() {
    Path file = folder.resolve("a.txt");

    AtomicFile.replace(
        file,
        out -> {
          try (Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8)) {
            text.write("closed");
          }
        });

    assertThat(file).hasContent("closed");
  }

  @Test
  void anInterruptedThreadStillWrites() {
    Path file = folder.resolve("a.txt");

    Thread.currentThread().interrupt();
    try {
      AtomicFile.replace(file, "written");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }

    assertThat(file).hasContent("written");
  }

  @Test
  void aMissingFolderIsNamed() {
    Path file = folder.resolve("missing").resolve("a.txt");

    assertThatThrownBy(() -> AtomicFile.replace(file, "text"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot write " + file + ": its folder does not exist");
  }

  @Test
  void aFolderIsNotReplaced() throws IOException {
    Path target = folder.resolve("target");
    Files.createDirectories(target.resolve("inside"));

    assertThatThrownBy(() -> AtomicFile.replace(target, "text"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("cannot write " + target + ": ");

    assertThat(target).isDirectoryContaining("glob:**inside");
    assertThat(files()).containsExactly("target");
  }

  @Test
  void writersOfOneFileDoNotDisturbEachOther() throws Exception {
    Path file = folder.resolve("a.txt");
    List<String> contents = Stream.of("a", "b", "c", "d").map(c -> c.repeat(100_000)).toList();
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    for (String content : contents) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 10; i++) {
                  AtomicFile.replace(file, content);
                }
              });
      thread.setUncaughtExceptionHandler((which, failure) -> failures.add(failure));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(failures).isEmpty();
    assertThat(contents).contains(Files.readString(file));
    assertThat(files()).containsExactly("a.txt");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(path -> path.getFileName().toString()).toList();
    }
  }

  /** The other process: begins to write a file and never ends. */
  static final class Writing {
    private Writing() {}

    public static void main(String[] args) {
      AtomicFile.replace(
          Path.of(args[0]),
          out -> {
            out.write(1);
            out.flush();
            System.out.println("written");
            try {
              Thread.sleep(TimeUnit.MINUTES.toMillis(5));
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
  }

  @Test
  void replaceRemovesWhatADeadProcessLeftAndNothingOfALivingOne() throws Exception {
    Path file = folder.resolve("a.txt");
    ProcessBuilder writing =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            Writing.class.getName(),
            file.toString());
    writing.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process other = writing.start();
    try {
      other.getInputStream().read();
      AtomicFile.replace(file, "new");
      assertThat(files()).as("while the other one writes").hasSize(2).contains("a.txt");
    } finally {
      other.destroyForcibly().waitFor();
    }

    AtomicFile.replace(file, "newer");

    assertThat(files()).containsExactly("a.txt");
  }

  @Test
  void createRefusesAllButOneOfManyAtTheSameTime() throws Exception {
    Path file = folder.resolve("a.txt");
    List<String> made = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String text = "by " + i;
      threads.add(
          new Thread(
              () -> {
                try {
                  AtomicFile.create(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
                  made.add(text);
                } catch (UncheckedIOException e) {
                  assertThat(e).hasMessageContaining("is in the way");
                }
              }));
    }
    for (Thread thread : threads) {
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(made).hasSize(1);
    assertThat(file).hasContent(made.get(0));
    assertThat(files()).containsExactly("a.txt");
  }
}
