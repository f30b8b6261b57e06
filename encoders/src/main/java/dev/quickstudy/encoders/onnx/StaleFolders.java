package dev.quickstudy.encoders.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Temporary folders that ONNX Runtime has left behind in processes that were killed, of this
 * program before it unpacked libraries itself or of others.
 */
final class StaleFolders {
  private static final String PREFIX = "onnxruntime-java";

  /** A loader that is at work fills its folder at once. */
  private static final Duration EMPTY = Duration.ofSeconds(10);

  private static final Duration FILLED = Duration.ofMinutes(10);

  private StaleFolders() {}

  /** Removes those of this user. A library that a process still runs from stays mapped. */
  static void remove(Path temporary) {
    try (Stream<Path> all = Files.list(temporary)) {
      all.filter(path -> path.getFileName().toString().startsWith(PREFIX))
          .filter(Files::isDirectory)
          .forEach(StaleFolders::removeOne);
    } catch (IOException e) {
      // What cannot be listed is not cleared; it hinders nothing.
    }
  }

  private static void removeOne(Path folder) {
    try {
      List<Path> files;
      try (Stream<Path> within = Files.list(folder)) {
        files = within.toList();
      }
      Duration age = Duration.between(Files.getLastModifiedTime(folder).toInstant(), Instant.now());
      boolean libraries =
          files.stream().allMatch(file -> file.getFileName().toString().contains("onnxruntime"));
      if (libraries && age.compareTo(files.isEmpty() ? EMPTY : FILLED) > 0) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      // Another user's, or in use on Windows.
    }
  }
}
