package dev.quickstudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with words and paths is said before anything large is loaded. */
class StartUpTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evaluate --run no/run",
        "report --run no/run",
        "export --run no/run --to x",
        "draw --run no/run --episode 1 --out x.png",
        "adapt --run no/run --support no/support --query no/query",
        "adapt --model no/task --support no/support --save x",
        "predict --model no/task --query no/query",
        "train glyphs-5way-1shot --stepz 3",
        "train no/recipe.yaml",
        "train tables-16rows --data no/data --run run",
        "new no/files",
        "data describe no/files",
        "recipes show no-recipe"
      })
  void aWrongWordOrPathIsRefusedBeforeTheEngineIsLoaded(String words) throws Exception {
    Path classes = folder.resolve("classes.txt");
    Path said = folder.resolve("said.txt");
    Process process =
        Commands.command(List.of("-Xlog:class+load:file=" + classes + ":none"), words.split(" "))
            .directory(folder.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(said.toFile())
            .start();

    assertThat(process.waitFor()).isBetween(1, 2);
    assertThat(Files.readAllLines(said)).singleElement().asString().startsWith("quickstudy: ");
    try (Stream<String> loaded = Files.lines(classes)) {
      assertThat(loaded.filter(line -> line.startsWith("org.bytedeco.javacpp.Loader "))).isEmpty();
    }
  }
}
