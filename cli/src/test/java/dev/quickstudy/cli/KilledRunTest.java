package dev.quickstudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.train.Checkpoint;
import dev.quickstudy.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The command in processes of its own, which are killed. */
class KilledRunTest {
  private static final int STEPS = 400;
  private static final long PATIENCE_SECONDS = 120;

  @TempDir Path folder;

  @Test
  void aRunThatIsKilledAgainAndAgainEndsWithTheSameBits() throws Exception {
    Path whole = folder.resolve("whole");
    Path killed = folder.resolve("killed");
    assertThat(finish(start(whole))).isZero();
    Random random = new Random();
    long seed = random.nextLong();
    random.setSeed(seed);

    List<Long> stepsAtDeath = new ArrayList<>();
    killAfter(start(killed), random.nextInt(1200)); // perhaps before there is anything
    for (int i = 0; i < 3; i++) {
      long before = step(killed);
      Process process = start(killed);
      while (process.isAlive() && step(killed) <= before) {
        Thread.sleep(10);
      }
      killAfter(process, random.nextInt(300));
      stepsAtDeath.add(step(killed));
    }
    assertThat(finish(start(killed))).isZero();

    assertThat(stepsAtDeath.get(0))
        .as("the first death met a run, seed %d", seed)
        .isBetween(1L, STEPS - 1L);
    assertThat(values(killed))
        .as("deaths at %s, seed %d", stepsAtDeath, seed)
        .isEqualTo(values(whole));
    assertThat(losses(killed)).isEqualTo(losses(whole));
  }

  @Test
  @DisabledOnOs(
      value = OS.WINDOWS,
      disabledReason = "has no request to end that a process could heed")
  void aRequestToEndWritesACheckpointAndSaysHowToGoOn() throws Exception {
    Path run = folder.resolve("run");
    Path said = folder.resolve("said");
    Process process =
        command("train", "sinusoid-maml-quick", "--run", run.toString(), "--steps", "100000000")
            .redirectError(said.toFile())
            .start();
    while (process.isAlive() && !Files.exists(run.resolve("metrics.jsonl"))) {
      Thread.sleep(10);
    }

    process.destroy();

    assertThat(finish(process)).isEqualTo(143);
    assertThat(Files.readString(said))
        .contains("go on with: quickstudy train --run " + run + " --resume");
    assertThat(step(run)).isPositive();
  }

  @Test
  void runsWithoutAFolderOfTheirOwnAreNumbered() throws Exception {
    for (int i = 0; i < 2; i++) {
      Process process =
          command("train", "sinusoid-maml-quick", "--steps", "0", "--set", "evaluation.episodes=2")
              .directory(folder.toFile())
              .start();
      assertThat(finish(process)).isZero();
    }

    assertThat(folder.resolve("runs").toFile().list())
        .containsExactlyInAnyOrder("sinusoid-maml-quick", "sinusoid-maml-quick-2");
  }

  private static Process start(Path run) throws IOException {
    return command(
            "train",
            "sinusoid-maml-quick",
            "--run",
            run.toString(),
            "--resume",
            "--steps",
            Integer.toString(STEPS),
            "--set=training.checkpointEvery=40",
            "--set=training.logEvery=15",
            "--set=training.validation={every: 100, episodes: 20, regime: none, patience: 0}",
            "--set=evaluation.episodes=2")
        .start();
  }

  private static ProcessBuilder command(String... args) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-XX:+UseSerialGC");
    words.add("-cp");
    words.add(System.getProperty("java.class.path"));
    words.add(Main.class.getName());
    words.addAll(List.of(args));
    return new ProcessBuilder(words)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD);
  }

  private static void killAfter(Process process, int millis) throws InterruptedException {
    Thread.sleep(millis);
    process.destroyForcibly();
    finish(process);
  }

  private static int finish(Process process) throws InterruptedException {
    boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    assertThat(ended).as("the command ends in %d s", PATIENCE_SECONDS).isTrue();
    return process.exitValue();
  }

  /** The step of a run's checkpoint; 0 where there is none. */
  private static long step(Path run) {
    Path file = RunFolder.checkpoint(run);
    if (!Files.exists(file)) {
      return 0;
    }
    try (Scope scope = Scope.open()) {
      return Checkpoint.read(file).step();
    }
  }

  /** Everything that a run has learned, bit for bit. */
  private static Map<String, List<Integer>> values(Path run) {
    Map<String, List<Integer>> values = new LinkedHashMap<>();
    try (Scope scope = Scope.open()) {
      Checkpoint checkpoint = Checkpoint.read(RunFolder.checkpoint(run));
      checkpoint
          .model()
          .phi()
          .asMap()
          .forEach((name, tensor) -> values.put("phi." + name, bits(tensor)));
      checkpoint
          .optimizer()
          .asMap()
          .forEach((name, tensor) -> values.put("optimizer." + name, bits(tensor)));
    }
    return values;
  }

  private static List<Integer> bits(Tensor tensor) {
    List<Integer> bits = new ArrayList<>();
    for (float value : tensor.toFloats()) {
      bits.add(Float.floatToRawIntBits(value));
    }
    return bits;
  }

  /** The lines of metrics without the times. */
  private static List<String> losses(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
        .map(line -> new JsonMapper().readTree(line))
        .map(line -> line.path("step") + " " + line.path("loss") + line.path("validation"))
        .toList();
  }
}
