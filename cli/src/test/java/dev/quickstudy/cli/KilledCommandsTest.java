package dev.quickstudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.tensor.RandomKey;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands in processes of their own, which are killed or asked to end at random moments. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no such signals")
class KilledCommandsTest {
  /** Of each command and each way to end it. */
  private static final int ROUNDS = Integer.getInteger("quickstudy.kills", 1);

  /** Of a training that is undisturbed; more where there is time for more rounds. */
  private static final int STEPS = ROUNDS == 1 ? 500 : 3000;

  private static final long SEED = Long.getLong("quickstudy.killSeed", System.nanoTime());
  private static final long MOST_SECONDS = Long.getLong("quickstudy.mostSeconds", 5);
  private static final int LONGEST_MILLIS = 4000;

  @TempDir static Path folder;

  @BeforeAll
  static void aRunAndExamples() throws IOException {
    Quickstudy.train(Quickstudy.TINY_GLYPHS, "--run", path("run")).succeeds();
    for (String name : List.of("a/1.png", "a/2.png", "b/1.png", "b/2.png")) {
      Path file = folder.resolve("support").resolve(name);
      Files.createDirectories(file.getParent());
      BufferedImage picture = new BufferedImage(30, 30, BufferedImage.TYPE_INT_RGB);
      picture.setRGB(3 + name.charAt(2) % 9, name.charAt(0) % 9, 0xffffff);
      ImageIO.write(picture, "png", file.toFile());
    }
    List<String> rows = new ArrayList<>(List.of("text,label"));
    for (int i = 0; i < 60; i++) {
      rows.add("this is text %d of some length about %d,label%d".formatted(i, i % 10, i % 10));
    }
    Files.write(folder.resolve("texts.csv"), rows);
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  private static List<String> words(String command) {
    return switch (command) {
      case "train" ->
          List.of(
              "train",
              "sinusoid-maml-quick",
              "--run",
              path("trained"),
              "--resume",
              "--steps=" + STEPS,
              "--set=training.checkpointEvery=50",
              "--set=evaluation.episodes=2");
      case "evaluate" -> List.of("evaluate", "--run", path("run"), "--episodes", "60");
      case "adapt" ->
          List.of(
              "adapt",
              "--run",
              path("run"),
              "--support",
              path("support"),
              "--save",
              path("saved.task"));
      case "report" -> List.of("report", "--run", path("run"));
      case "embed" ->
          List.of(
              "train",
              "clinc150-5way-1shot",
              "--plan",
              "--cache",
              path("cache"),
              "--set",
              "source={kind: texts, files: [%s], format: csv, text: auto, label: auto, encoder: minilm, split: {kind: fractions, train: 0.4, validation: 0.3, test: 0.3, seed: 0, fewest: 1}}"
                  .formatted(path("texts.csv")),
              "--set=training.ways=2",
              "--set=evaluation.ways=2",
              "--set=training.queries=2",
              "--set=evaluation.queries=2");
      default -> throw new AssertionError(command);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "evaluate", "adapt", "report", "embed"})
  void aCommandThatIsKilledOrAskedToEndLosesNothingThatItHasSaid(String command) throws Exception {
    RandomKey.Stream random = RandomKey.of(SEED).fold(command).stream();
    for (int round = 0; round < ROUNDS; round++) {
      for (String signal :
          ROUNDS == 1 ? List.of("KILL", "TERM") : List.of("KILL", "KILL", "TERM")) {
        Files.deleteIfExists(folder.resolve("saved.task"));
        end(command, signal.equals("TERM") && round % 2 == 1 ? "INT" : signal, random);
        check(command);
      }
    }
    Files.deleteIfExists(folder.resolve("saved.task"));
    int code = finish(start(command, path("last.txt")), 180);
    assertThat(code).as("seed %d: %s", SEED, Files.readString(folder.resolve("last.txt"))).isZero();
    check(command);
    assertThat(leftovers()).as("seed %d, after %s", SEED, command).isEmpty();
    if (command.equals("train")) {
      sameAsUndisturbed();
    }
  }

  private static Process start(String command, String said) throws IOException {
    return Commands.command(
            List.of("-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp"))),
            words(command).toArray(String[]::new))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(Path.of(said).toFile())
        .start();
  }

  private static void end(String command, String signal, RandomKey.Stream random) throws Exception {
    Process process = start(command, path("said.txt"));
    process.waitFor(random.below(LONGEST_MILLIS), TimeUnit.MILLISECONDS);
    long began = System.nanoTime();
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
        .redirectError(ProcessBuilder.Redirect.DISCARD) // it may have ended
        .start()
        .waitFor();
    finish(process, 60);
    double seconds = (System.nanoTime() - began) / 1e9;
    assertThat(seconds)
        .as("seconds until %s ended by %s", command, signal)
        .isLessThan((double) MOST_SECONDS);
    assertThat(Files.readString(folder.resolve("said.txt")))
        .doesNotContain("internal error", "Exception");
  }

  private static int finish(Process process, long seconds) throws InterruptedException {
    boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    assertThat(ended).as("it ends in %d s", seconds).isTrue();
    return process.exitValue();
  }

  /** That what is there is whole, and what was said to be there is. */
  private static void check(String command) throws IOException {
    if (command.equals("adapt")) {
      boolean said = Files.readString(folder.resolve("said.txt")).contains("saved in");
      boolean there = Files.exists(folder.resolve("saved.task"));
      assertThat(!said || there).as("what was said to be saved is there").isTrue();
      if (there) {
        Quickstudy.run("predict", "--model", path("saved.task"), "--query", path("support"))
            .succeeds();
      }
    }
    Path page = folder.resolve("run/report.html");
    if (Files.exists(page)) {
      assertThat(Files.readString(page).strip()).endsWith("</html>");
    }
    if (Files.exists(folder.resolve("trained/checkpoint.safetensors"))) {
      Path exported = folder.resolve("exported.learner");
      Quickstudy.run("export", "--run", path("trained"), "--to", exported.toString()).succeeds();
      Files.delete(exported);
    }
  }

  private static void sameAsUndisturbed() throws IOException {
    List<String> words = new ArrayList<>(words("train"));
    words.set(words.indexOf(path("trained")), path("undisturbed"));
    Quickstudy.run(words.toArray(String[]::new)).succeeds();
    assertThat(evaluated("trained")).isEqualTo(evaluated("undisturbed"));
  }

  private static String evaluated(String run) {
    return Quickstudy.run("evaluate", "--run", path(run), "--episodes=50", "--json")
        .succeeds()
        .out()
        .replaceAll("\"[a-zA-Z]*[sS]econds[a-zA-Z]*\":[0-9.eE-]+", "");
  }

  private static List<String> leftovers() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.map(path -> folder.relativize(path).toString())
          .filter(
              name ->
                  name.endsWith(".tmp")
                      || (name.startsWith("tmp/") && !name.contains("hsperfdata")))
          .toList();
    }
  }
}
