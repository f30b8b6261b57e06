package dev.quickstudy.report;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A browser without a window, with nothing of its own.
 *
 * @param program its file
 * @param folder that it may write to
 */
record Chromium(Path program, Path folder) {
  private static final long PATIENCE_SECONDS = 120;

  /** The machine's browser; the test is skipped where it has none. */
  static Chromium orSkip(Path folder) {
    Optional<Path> found =
        Stream.of("chromium", "chromium-browser", "google-chrome")
            .flatMap(
                name ->
                    Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .map(place -> Path.of(place, name)))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(
        found.isPresent(),
        "skipped: no chromium, chromium-browser or google-chrome on the PATH to render a page with");
    return new Chromium(found.get(), folder);
  }

  /** What a call left behind. */
  record Seen(String out, String err) {
    /** What the page's console said. */
    List<String> console() {
      return err.lines().filter(line -> line.contains("CONSOLE")).toList();
    }
  }

  /** Opens a page from disk. */
  Seen open(Path page, String... options) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    List<String> words =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--hide-scrollbars",
                "--enable-logging=stderr",
                "--user-data-dir=" + Files.createTempDirectory(folder, "browser")));
    words.addAll(List.of(options));
    words.add(page.toUri().toString());
    Process process =
        new ProcessBuilder(words).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("the browser did not end: " + Files.readString(err));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new IOException("the browser failed: " + Files.readString(err));
    }
    return new Seen(Files.readString(out), Files.readString(err));
  }
}
