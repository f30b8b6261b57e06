package dev.quickstudy.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.train.files.DamagedFileException;
import dev.quickstudy.train.files.LearnerFile;
import dev.quickstudy.train.files.LearnerFileTest;
import dev.quickstudy.train.files.Learners;
import dev.quickstudy.train.files.Provenance;
import dev.quickstudy.train.files.TaskFile;
import dev.quickstudy.train.files.TaskFileTest;
import dev.quickstudy.train.files.VersionException;
import dev.quickstudy.train.files.WrongKindException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One changed byte anywhere in a file is noticed, and so is a missing end. */
class ChangedFilesTest extends ScopedTest {
  private static final int FLIPS = 2_000;
  private static final int CUTS = 500;
  private static final long LONGEST_NANOS = 1_000_000_000;

  @TempDir private Path folder;

  @Test
  void learnerFileReadRefusesEveryChange() {
    assertRefused(
        LearnerFileTest.bytes(LearnerFileTest.learner()),
        bytes -> LearnerFile.read(new ByteArrayInputStream(bytes), "a stream").digest());
  }

  @Test
  void taskFileReadRefusesEveryChange() {
    assertRefused(
        TaskFileTest.bytes(TaskFileTest.task(LearnerFileTest.learner())),
        bytes -> {
          TaskFile task =
              TaskFile.read(new ByteArrayInputStream(bytes), "a stream", Learners.none());
          return Arrays.toString(TaskFileTest.bytes(task));
        });
  }

  @Test
  void taskFileWithoutLearnerReadRefusesEveryChange() throws IOException {
    LearnerFile learner = LearnerFileTest.learner();
    Path file = folder.resolve("task");
    TaskFileTest.task(learner).writeWithoutLearner(file, "the shelf");
    assertRefused(
        Files.readAllBytes(file),
        bytes -> {
          TaskFile task =
              TaskFile.read(new ByteArrayInputStream(bytes), "a stream", Learners.of(learner));
          return Arrays.toString(TaskFileTest.bytes(task));
        });
  }

  @Test
  void checkpointReadRefusesEveryChange() throws IOException {
    Path file = folder.resolve("checkpoint");
    Params some = Params.of(Map.of("w", Tensor.of(RandomKey.of(1).normals(40), 5, 8)));
    Checkpoint.write(
        file,
        new TrainState(new Model(some, some), some, new RandomKey(-42), 123),
        new Progress(3.25, Optional.of(new Progress.Best(7, 0.5)), 3, -1.0 / 3, 5),
        new Provenance("0.1", "pictures", "abc", "name: x\nsteps: 3\n", 9, "{\"mean\":0.5}"),
        new Checkpoint.Conditions(new MemoryStrategy(true, 3), TrainingRun.Clock.PROCESSOR));
    assertRefused(
        Files.readAllBytes(file),
        bytes -> {
          Path changed = folder.resolve("changed");
          try {
            Files.write(changed, bytes);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
          Checkpoint read = Checkpoint.read(changed);
          return read.learner(Optional.empty()).digest()
              + Arrays.toString(read.optimizer().get("w").toDoubles())
              + read.key()
              + read.progress();
        });
  }

  /**
   * @param content reads a file and says all that it holds
   */
  private static void assertRefused(byte[] whole, Function<byte[], String> content) {
    String wanted = content.apply(whole);
    int same = 0;
    for (int i = 0; i < FLIPS + CUTS; i++) {
      RandomKey.Stream random = RandomKey.of(2026).fold(i).stream();
      int at = random.below(whole.length);
      byte[] changed;
      if (i < FLIPS) {
        changed = whole.clone();
        changed[at] ^= (byte) (1 + random.below(255));
      } else {
        changed = Arrays.copyOf(whole, at);
      }
      long began = System.nanoTime();
      try (Scope scope = Scope.open()) {
        // Blanks behind the header may become other blanks, and a letter its escape.
        assertThat(content.apply(changed)).as("byte %d", at).isEqualTo(wanted);
        assertThat(i).isLessThan(FLIPS);
        same++;
      } catch (DamagedFileException | VersionException | WrongKindException e) {
        assertThat(e.getMessage()).contains(e.file());
      } catch (RuntimeException e) {
        fail("byte " + at + " of " + whole.length, e);
      }
      assertThat(System.nanoTime() - began).isLessThan(LONGEST_NANOS);
    }
    assertThat(same).isLessThan(FLIPS / 100);
  }

  /** Files of the first format, as Quickstudy 0.1.0 wrote them before files had digests. */
  @Test
  void readReadsTheFormatBefore() throws IOException {
    Path file = folder.resolve("best.safetensors");
    try (var golden = ChangedFilesTest.class.getResourceAsStream("checkpoint-1.safetensors")) {
      Files.write(file, Optional.ofNullable(golden).orElseThrow().readAllBytes());
    }
    Checkpoint read = Checkpoint.read(file);
    assertThat(read.step()).isEqualTo(4);
    assertThat(read.provenance().data()).isEqualTo("glyphs");
    assertThat(read.progress().best()).isPresent();
    assertThat(read.model().phi().names()).hasSize(16);
    assertThat(read.model().state().names()).hasSize(8);
    assertThat(read.optimizer().isEmpty()).isFalse();
    Path again = folder.resolve("again.safetensors");
    Checkpoint.write(
        again,
        new TrainState(read.model(), read.optimizer(), read.key(), read.step()),
        read.progress(),
        read.provenance(),
        read.conditions());
    assertThat(Checkpoint.read(again).learner(Optional.empty()).digest())
        .isEqualTo(read.learner(Optional.empty()).digest());
  }
}
