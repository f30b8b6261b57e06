package dev.quickstudy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A program that uses the library has no command line: only the command may speak of options. */
class LibraryMessagesTest {
  private static final List<String> LIBRARY =
      List.of("core", "data", "encoders", "tables", "sound", "recipe", "predict", "report");

  /** An option within a string; what a colon follows is a property of a style sheet. */
  private static final Pattern OPTION = Pattern.compile("\"[^\"]*--[a-z][a-z-]*(?![a-z:-])");

  @Test
  void messagesOfTheLibraryNameNoOptionOfTheCommand() throws IOException {
    List<String> found = new ArrayList<>();
    int files = 0;
    for (String module : LIBRARY) {
      Path sources = Path.of("..", module, "src", "main", "java");
      try (Stream<Path> tree = Files.walk(sources)) {
        for (Path file : tree.filter(path -> path.toString().endsWith(".java")).toList()) {
          files++;
          Files.readString(file)
              .lines()
              .filter(line -> OPTION.matcher(line).find())
              .forEach(line -> found.add(file + ": " + line.strip()));
        }
      }
    }
    assertThat(files).isGreaterThan(200);
    assertThat(found).isEmpty();
  }
}
