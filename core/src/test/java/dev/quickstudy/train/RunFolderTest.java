package dev.quickstudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.judge.Calibration;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.train.files.DamagedFileException;
import dev.quickstudy.train.files.TrainingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RunFolderTest {
  @TempDir private Path folder;

  /** Opens a run in a process of its own and prints what came of it. */
  static final class Other {
    private Other() {}

    public static void main(String[] args) {
      try (RunFolder run = RunFolder.open(Path.of(args[0]))) {
        System.out.println("opened " + run.path());
      } catch (TrainingException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private static String openElsewhere(Path run) throws IOException, InterruptedException {
    Process process = SmallRuns.process(List.of(), Other.class, run).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }

  private Path made() {
    Path run = folder.resolve("run");
    RunFolder.create(run, "a: 1\n").close();
    return run;
  }

  private static String held(Path run) {
    return "another run trains in " + run + "; wait for it, or name another folder";
  }

  @Test
  void aNewFolderIsMadeWithItsParentsAndHoldsTheSettings() {
    Path run = folder.resolve("a/b/c");
    assertThat(RunFolder.holdsRun(run)).isFalse();
    try (RunFolder made = RunFolder.create(run, "a: ü\n")) {
      assertThat(made.path()).isEqualTo(run);
      assertThat(RunFolder.holdsRun(run)).isTrue();
      assertThat(RunFolder.config(run)).isEqualTo("a: ü\n");
    }
  }

  @Test
  void anEmptyFolderIsTakenAndAFullOneIsNot() throws IOException {
    RunFolder.create(Files.createDirectory(folder.resolve("empty")), "").close();
    Path full = Files.createDirectory(folder.resolve("full"));
    Files.writeString(full.resolve("thesis.tex"), "years of work");
    assertThatThrownBy(() -> RunFolder.create(full, ""))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "the run folder "
                + full
                + " is not empty (thesis.tex …); name a new or an empty folder");
    try (var left = Files.list(full)) {
      assertThat(left).containsExactly(full.resolve("thesis.tex"));
    }
  }

  @Test
  void aFileInPlaceOfAFolderIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> RunFolder.create(file, ""))
        .isInstanceOf(TrainingException.class)
        .hasMessage("the run folder " + file + " is a file; name a folder");
    assertThatThrownBy(() -> RunFolder.create(file.resolve("run"), ""))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("cannot make the run folder " + file.resolve("run") + ": ")
        .message()
        .doesNotContain("Exception");
    assertThat(file).hasContent("x");
  }

  @Test
  void aRunIsNotOverwritten() {
    Path run = made();
    assertThatThrownBy(() -> RunFolder.create(run, "other"))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "the run folder "
                + run
                + " already holds a run; go on with that one, or name another folder");
    assertThat(RunFolder.config(run)).isEqualTo("a: 1\n");
  }

  @Test
  void aFolderWithoutARunIsNotOpened() {
    String message =
        folder
            + " holds no run (there is no config.yaml in it); name the folder that a run was trained in";
    assertThatThrownBy(() -> RunFolder.open(folder))
        .isInstanceOf(TrainingException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> RunFolder.config(folder))
        .isInstanceOf(TrainingException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> RunFolder.model(folder))
        .isInstanceOf(TrainingException.class)
        .hasMessage(message);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aSecondRunOfTheSameProcessIsRefused() throws IOException {
    Path run = folder.resolve("run");
    try (RunFolder first = RunFolder.create(run, "")) {
      assertThatThrownBy(() -> RunFolder.open(run))
          .isInstanceOf(TrainingException.class)
          .hasMessage(held(run));
      Path detour = run.resolve("../run/.");
      assertThatThrownBy(() -> RunFolder.open(detour))
          .isInstanceOf(TrainingException.class)
          .hasMessage(held(detour));
      first.close();
      first.close();
      try (RunFolder second = RunFolder.open(run)) {
        first.close();
        assertThatThrownBy(() -> RunFolder.open(second.path())).hasMessage(held(run));
      }
    }
  }

  @Test
  void aSecondProcessIsRefusedWhateverHappenedBefore() throws IOException, InterruptedException {
    Path run = folder.resolve("run");
    try (RunFolder first = RunFolder.create(run, "")) {
      assertThat(openElsewhere(run)).isEqualTo(held(run));
      // A second try in this process must not give the lock of the first back.
      assertThatThrownBy(() -> RunFolder.open(first.path())).hasMessage(held(run));
      assertThat(openElsewhere(run)).isEqualTo(held(run));
    }
    assertThat(openElsewhere(run)).isEqualTo("opened " + run);
  }

  @Test
  void theSameFolderUnderAnotherNameIsRefusedToo() throws IOException {
    Path run = made();
    Path link = folder.resolve("link");
    try {
      Files.createSymbolicLink(link, run);
    } catch (IOException | UnsupportedOperationException e) {
      Assumptions.abort("this system makes no symbolic links");
    }
    try (RunFolder first = RunFolder.open(run)) {
      assertThatThrownBy(() -> RunFolder.open(link))
          .isInstanceOf(TrainingException.class)
          .hasMessage(held(link));
      assertThat(first.path()).isEqualTo(run);
    }
  }

  @Test
  void filesThatAKilledProcessLeftAreRemoved() throws IOException {
    Path run = made();
    Path left = Files.writeString(run.resolve(".checkpoint.safetensors.123.tmp"), "half");
    Path other = Files.writeString(run.resolve("notes.tmp"), "mine");
    RunFolder.open(run).close();
    assertThat(left).doesNotExist();
    assertThat(other).exists();

    Path unborn = Files.createDirectory(folder.resolve("unborn"));
    Files.writeString(unborn.resolve(".config.yaml.123.tmp"), "half");
    Files.writeString(unborn.resolve("lock"), "");
    RunFolder.create(unborn, "whole").close();
    assertThat(RunFolder.config(unborn)).isEqualTo("whole");
  }

  @Test
  void theModelIsTheBestOrElseTheLast() throws IOException {
    Path run = made();
    assertThatThrownBy(() -> RunFolder.model(run))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "the run in " + run + " has no checkpoint yet; let it train until its first one");
    Files.writeString(RunFolder.checkpoint(run), "");
    assertThat(RunFolder.model(run)).isEqualTo(run.resolve("checkpoint.safetensors"));
    Files.writeString(RunFolder.best(run), "");
    assertThat(RunFolder.model(run)).isEqualTo(run.resolve("best.safetensors"));
  }

  @Test
  void linesAfterAStepAreForgottenAndSoIsALineCutShort() throws IOException {
    Path run = made();
    Path metrics = run.resolve("metrics.jsonl");
    try (RunFolder open = RunFolder.open(run)) {
      open.forgetAfter(5);
      assertThat(metrics).doesNotExist();
      for (int step : List.of(3, 5, 6, 10)) {
        open.log(Map.of("step", step));
      }
      open.log(Map.of("step", 10, "validation", 0.5));
      Files.writeString(metrics, Files.readString(metrics) + "{\"step\":4,\"lo");
      open.forgetAfter(6);
      assertThat(metrics).hasContent("{\"step\":3}\n{\"step\":5}\n{\"step\":6}\n");
      open.log(Map.of("step", 7));
      assertThat(Files.readString(metrics)).endsWith("{\"step\":6}\n{\"step\":7}\n");
      open.forgetAfter(0);
      assertThat(metrics).isEmptyFile();
    }
  }

  @Test
  void validationsAreReadBack() throws IOException {
    Path run = made();
    assertThat(RunFolder.validations(run)).isEmpty();
    try (RunFolder open = RunFolder.open(run)) {
      open.log(Map.of("step", 1, "seconds", 0.5, "loss", 3));
      open.log(Map.of("step", 2, "seconds", 1.5, "validation", 0.75, "ci95", 0.01));
      Files.writeString(
          run.resolve("metrics.jsonl"),
          Files.readString(run.resolve("metrics.jsonl")) + "{\"step\":4,\"validation\":0.");
    }
    assertThat(RunFolder.validations(run))
        .containsExactly(new RunFolder.Validated(2, 1.5, 0.75, 0.01));
  }

  @Test
  void metricsThatCannotBeWrittenOrReadAreNamed() throws IOException {
    Path run = made();
    Path metrics = Files.createDirectory(run.resolve("metrics.jsonl"));
    try (RunFolder open = RunFolder.open(run)) {
      assertThatThrownBy(() -> open.log(Map.of("step", 1)))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageStartingWith("cannot write " + metrics + ": ");
      Files.delete(metrics);
    }
  }

  @Test
  void damagedMetricsAreLeftOutAndHinderNothing() throws IOException {
    Path run = made();
    Path metrics = run.resolve("metrics.jsonl");
    byte[] good =
        "{\"step\":1,\"seconds\":1,\"loss\":2}\n{\"step\":2,\"seconds\":1,\"validation\":3,\"ci95\":0}\n"
            .getBytes(StandardCharsets.UTF_8);
    List<String> damaged =
        List.of(
            "\u0000",
            "5",
            "null",
            "[1]",
            "{\"step\":\"x\",\"seconds\":1,\"loss\":2}",
            "{\"step\":1e99,\"seconds\":1,\"loss\":2}",
            "{\"step\":3,\"seconds\":{},\"validation\":3,\"ci95\":0}",
            "{\"step\":4,\"lo");
    Files.write(metrics, good);
    Files.write(metrics, new byte[] {(byte) 0xff, '\n'}, StandardOpenOption.APPEND);
    Files.write(metrics, damaged, StandardOpenOption.APPEND);

    assertThat(RunFolder.losses(run)).containsExactly(new RunFolder.Loss(1, 1, 2));
    assertThat(RunFolder.validations(run)).containsExactly(new RunFolder.Validated(2, 1, 3, 0));
    try (RunFolder open = RunFolder.open(run)) {
      open.forgetAfter(2);
    }
    assertThat(Files.readAllBytes(metrics)).isEqualTo(good);
  }

  @Test
  void memoryAndPeakMemoryAreReadBackAndDamagedNotesAreNone() throws IOException {
    Path run = made();
    assertThat(RunFolder.memory(run, 8)).isEmpty();
    assertThat(RunFolder.peakMemory(run)).isEmpty();
    MemoryPlan.Choice choice = new MemoryPlan.Choice(new MemoryStrategy(true, 3), 2, 123);
    try (RunFolder open = RunFolder.open(run)) {
      open.keep(choice);
      open.keepPeakMemory(50);
      open.keepPeakMemory(40);
    }
    assertThat(RunFolder.memory(run, 8)).contains(choice);
    assertThat(RunFolder.peakMemory(run)).hasValue(50);

    Files.writeString(run.resolve("memory.txt"), "full 4 99"); // before threads were noted
    assertThat(RunFolder.memory(run, 8))
        .contains(new MemoryPlan.Choice(new MemoryStrategy(false, 4), 8, 99));
    for (String damaged :
        List.of("", "full", "half 1 2 3", "full 0 1 1", "full 1 99999999999999999999")) {
      Files.writeString(run.resolve("memory.txt"), damaged);
      Files.writeString(run.resolve("peak-memory.txt"), damaged);
      assertThat(RunFolder.memory(run, 8)).as(damaged).isEmpty();
      assertThat(RunFolder.peakMemory(run)).as(damaged).isEmpty();
    }
  }

  @Test
  void configureReplacesTheSettings() {
    Path run = made();
    try (RunFolder open = RunFolder.open(run)) {
      open.configure("a: 2\n");
    }
    assertThat(RunFolder.config(run)).isEqualTo("a: 2\n");
  }

  @Test
  void calibrationRefusesEveryChange() throws IOException {
    Path run = folder.resolve("calibrated");
    RunFolder.create(run, "name: x").close();
    Calibration kept =
        new Calibration(
            7,
            0.8125,
            0.09,
            0.0125,
            100,
            5,
            Regime.RUNNING,
            Optional.of(
                new Calibration.Growth(
                    1, -0.375, 0.0625, List.of(new Calibration.Size(5, 1, 0.09, 0.0125)))));
    RunFolder.keep(run, kept);
    Path file = run.resolve("calibration.json");
    byte[] whole = Files.readAllBytes(file);
    assertThat(RunFolder.calibration(run, 7)).contains(kept);
    assertThat(RunFolder.calibration(run, 8)).isEmpty();
    int refused = 0;
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 1;
      Files.write(file, damaged);
      try {
        assertThat(RunFolder.calibration(run, 7)).as("byte %d", i).contains(kept);
      } catch (DamagedFileException | UncheckedIOException e) {
        assertThat(e).hasMessageContaining(file.toString());
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(whole.length * 3 / 4);
  }
}
