package dev.quickstudy.cli;

import static dev.quickstudy.cli.Quickstudy.run;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  @TempDir Path folder;

  @Test
  void theVersionIsOneLine() {
    Quickstudy.Result result = run("--version").succeeds();

    assertThat(result.out()).matches("quickstudy \\S+\\R");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "train --help",
        "compare --help",
        "evaluate --help",
        "adapt --help",
        "predict --help",
        "new --help",
        "draw --help",
        "recipes --help",
        "recipes show --help",
        "data --help",
        "data list --help",
        "data get --help",
        "bench --help",
        "doctor --help",
        "help train"
      })
  void everyCommandExplainsItself(String words) {
    Quickstudy.Result result = run(words.split(" ")).succeeds();

    assertThat(result.out())
        .startsWith("Usage: quickstudy")
        .contains("--help")
        .doesNotContain("%n", "%%");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void noCommandAtAllShowsTheHelpAndIsWrongUsage() {
    Quickstudy.Result result = run();

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).startsWith("Usage: quickstudy").contains("train", "evaluate", "adapt");
    assertThat(result.out()).isEmpty();
  }

  static Stream<List<String>> wrongWords() {
    return Stream.of(
        List.of("trian glyphs-5way-1shot", "'trian'", "did you mean 'train'?"),
        List.of("train glyphs-5way-1shot --stepz 3", "'--stepz'", "did you mean '--steps'?"),
        List.of("train glyphs-5way-1shot --seed=x", "--seed", "'x' is no whole number"),
        List.of("train glyphs-5way-1shot more", "'more' is one argument too many"),
        List.of("train", "name a recipe"),
        List.of("train --resume", "needs --run DIR"),
        List.of("train glyphs-5way-1shto", "'glyphs-5way-1shto'", "mean 'glyphs-5way-1shot'?"),
        List.of("train glyphs-5way-1shot --steps -1", "--steps", "at least 0", "-1"),
        List.of("train glyphs-5way-1shot --steps 1e9", "'1e9' is no whole number"),
        List.of("train glyphs-5way-1shot --minutes 0", "--minutes", "more than 0", "0.0"),
        List.of("train glyphs-5way-1shot --minutes -3", "--minutes", "more than 0", "-3"),
        List.of("train glyphs-5way-1shot --minutes NaN", "--minutes", "NaN"),
        List.of("train glyphs-5way-1shot --minutes Infinity", "--minutes", "finite"),
        List.of("train glyphs-5way-1shot --threads 0", "--threads must be 1 to 1024", "is 0"),
        List.of("train glyphs-5way-1shot --threads 1025", "1 to 1024", "is 1025"),
        List.of("train glyphs-5way-1shot --set steps", "'steps' is no path=value"),
        List.of("train glyphs-5way-1shot --set trainin.steps=1", "did you mean 'training'?"),
        List.of("train glyphs-5way-1shot --set training.step=1", "did you mean 'steps'?"),
        List.of("train glyphs-5way-1shot --set training.tasks=0", "training.tasks", "is 0"),
        List.of("train glyphs-5way-1shot --set training.ways=9000", "classes of the train split"),
        List.of("train glyphs-5way-1shot --set training.shots=99", "examples of class"),
        List.of("train omniglot-5way-1shot-maml", "--data DIR", "data get omniglot"),
        List.of("evaluate", "--run names", "--model"),
        List.of("evaluate --run x --split tset", "--split", "tset"),
        List.of("evaluate --run x --episodes 1", "episodes", "at least 2"),
        List.of("evaluate --run x --source omniglott", "did you mean 'omniglot'?"),
        List.of("adapt --run x --support y", "--query", "--save"),
        List.of("recipes show sinusoid-mamal", "did you mean 'sinusoid-maml'?"),
        List.of("data", "data list", "data get NAME"),
        List.of("data get omnglot", "did you mean 'omniglot'?"),
        List.of("bench protonte", "'protonte'", "did you mean 'protonet'?"),
        List.of("bench --repeats 0", "--repeats must be at least 1", "is 0"),
        List.of("bench --threads 0", "--threads must be 1 to 1024"),
        List.of("bench --contenders jax", "needs --peers"),
        List.of("bench --peers --contenders jaxx", "'jaxx'", "did you mean 'jax'?"),
        List.of("bench --peers --peers-folder no/peers", "no/peers", "source checkout"),
        List.of("draw --run x --run y --episode 1 --out z.png", "draws one run, but 2"));
  }

  @ParameterizedTest
  @MethodSource("wrongWords")
  void wrongWordsAreRefusedInOneLineWithCodeTwo(List<String> wordsAndParts) {
    String[] words = wordsAndParts.get(0).split(" ");
    if (words[0].equals("train") && words.length > 2) {
      words =
          Stream.concat(Stream.of(words), Stream.of("--run", folder + "/run"))
              .toArray(String[]::new);
    }

    run(words).failsWith(2, wordsAndParts.stream().skip(1).toArray(String[]::new));

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aStackTraceIsShownOnlyOnRequest() {
    String[] words = {"evaluate", "--run", folder.resolve("none").toString(), "--verbose"};

    assertThat(run(words).err()).contains("\tat dev.quickstudy.", "quickstudy: ");
  }
}
