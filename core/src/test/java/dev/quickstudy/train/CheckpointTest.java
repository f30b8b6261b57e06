package dev.quickstudy.train;

import static dev.quickstudy.nn.Numbers.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.train.files.DamagedFileException;
import dev.quickstudy.train.files.LearnerFile;
import dev.quickstudy.train.files.Provenance;
import dev.quickstudy.train.files.TrainingException;
import dev.quickstudy.train.files.VersionException;
import dev.quickstudy.train.files.WrongKindException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest extends ScopedTest {
  private static final Provenance PROVENANCE =
      new Provenance("0.1", "pictures «ü»", "abc123", "name: x\nsteps: 3\n", Long.MIN_VALUE, "");
  private static final Progress PROGRESS =
      new Progress(0.1 + 0.2, Optional.of(new Progress.Best(7, 1e-300)), 3, -1.0 / 3, 5);

  private static final Checkpoint.Conditions CONDITIONS =
      new Checkpoint.Conditions(new MemoryStrategy(true, 3), TrainingRun.Clock.PROCESSOR);

  @TempDir private Path folder;

  private static Params params(double... values) {
    return Params.of(Map.of("w", Tensor.of(values, values.length)));
  }

  private static TrainState state(Params phi, Params state, Params optimizer) {
    return new TrainState(
        new Model(phi, state), optimizer, new RandomKey(-42), 9_007_199_254_740_993L);
  }

  private static TrainState good() {
    return state(params(1, 0.1), params(-2), params(3, 4, 5));
  }

  private Path written() {
    Path file = folder.resolve("checkpoint.safetensors");
    Checkpoint.write(file, good(), PROGRESS, PROVENANCE, CONDITIONS);
    return file;
  }

  @Test
  void readRefusesAFlippedBitInATensor() throws IOException {
    Path file = written();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 3] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> Checkpoint.read(file))
        .isInstanceOf(DamagedFileException.class)
        .hasMessage(file + " is damaged: its content does not match its digest");
  }

  @Test
  void everythingComesBackAsItWas() {
    Checkpoint read = Checkpoint.read(written());
    TrainState good = good();
    assertSame(read.model().phi(), good.model().phi());
    assertSame(read.model().state(), good.model().state());
    assertSame(read.optimizer(), good.optimizer());
    assertThat(read.key()).isEqualTo(good.key());
    assertThat(read.step()).isEqualTo(good.step());
    assertThat(read.progress()).isEqualTo(PROGRESS);
    assertThat(read.provenance()).isEqualTo(PROVENANCE);
    assertThat(read.conditions()).isEqualTo(CONDITIONS);
  }

  @Test
  void readOfAnOlderFileHasNoConditions() {
    Path file = written();
    SmallRuns.rewrite(file, Map.of(), List.of("memory", "clock"));
    assertThat(Checkpoint.read(file).conditions()).isEqualTo(Checkpoint.Conditions.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "memory, sparse 3, a memory strategy",
    "memory, full 0, a memory strategy",
    "clock, sundial, a clock"
  })
  void readRefusesConditionsThatItDoesNotKnow(String field, String text, String wanted) {
    Path file = written();
    SmallRuns.rewrite(file, Map.of(field, text), List.of());
    assertThatThrownBy(() -> Checkpoint.read(file))
        .isInstanceOf(DamagedFileException.class)
        .hasMessage(
            file
                + " is damaged: it has '"
                + text
                + "' in the field '"
                + field
                + "', which is not "
                + wanted
                + " that this version knows");
  }

  @Test
  void aRunThatHasNoBestYetAndAModelWithoutNumbersComeBackToo() {
    Path file = folder.resolve("empty");
    Checkpoint.write(
        file,
        state(Params.empty(), Params.empty(), Params.empty()),
        Progress.NONE,
        PROVENANCE,
        Checkpoint.Conditions.UNKNOWN);
    Checkpoint read = Checkpoint.read(file);
    assertThat(read.progress()).isEqualTo(Progress.NONE);
    assertThat(read.model().phi().isEmpty()).isTrue();
    assertThat(read.optimizer().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aNumberThatIsNotFiniteIsNeverWritten(double bad) throws IOException {
    Path file = written();
    byte[] before = Files.readAllBytes(file);
    TrainState notFinite = state(params(1, bad), params(2), params(3));
    Map<String, TrainState> broken =
        Map.of(
            "phi.w", notFinite,
            "state.w", state(params(1), params(bad), params(3)),
            "optimizer.w", state(params(1), params(2), params(3, 3, bad)));
    broken.forEach(
        (name, state) ->
            assertThatThrownBy(
                    () -> Checkpoint.write(file, state, PROGRESS, PROVENANCE, CONDITIONS))
                .isInstanceOf(TrainingException.class)
                .hasMessage(
                    "tensor "
                        + name
                        + " is not finite at step 9007199254740993: training has diverged; the last good checkpoint is"
                        + " kept in "
                        + file
                        + ". Lower the rates or clip the gradients"));
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    Path fresh = folder.resolve("other/best.safetensors");
    assertThatThrownBy(() -> Checkpoint.write(fresh, notFinite, PROGRESS, PROVENANCE, CONDITIONS))
        .hasMessageContaining("there is no checkpoint yet");
    assertThat(fresh).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "step",
        "key",
        "seconds",
        "sinceBest",
        "lossSum",
        "lossCount",
        "best.value",
        "version",
        "data",
        "fingerprint",
        "settings",
        "seed"
      })
  void aMissingFieldIsNamed(String field) {
    Path file = written();
    SmallRuns.rewrite(file, Map.of(), List.of(field));
    assertThatThrownBy(() -> Checkpoint.read(file))
        .isInstanceOf(TrainingException.class)
        .hasMessage(file + " lacks the field '" + field + "' of a checkpoint");
  }

  @ParameterizedTest
  @CsvSource({
    "step, soon",
    "key, ''",
    "seconds, 1s",
    "best.step, 1.5",
    "seed, 99999999999999999999",
    "formatVersion, x"
  })
  void aFieldThatIsNoNumberIsNamed(String field, String text) {
    Path file = written();
    SmallRuns.rewrite(file, Map.of(field, text), List.of());
    assertThatThrownBy(() -> Checkpoint.read(file))
        .isInstanceOf(TrainingException.class)
        .hasMessage(file + " has '" + text + "' in the field '" + field + "', which is no number");
  }

  @Test
  void readRefusesAnotherVersionAndNamesBoth() {
    Path file = written();
    SmallRuns.rewrite(file, Map.of("formatVersion", "4", "version", "4.0"), List.of());
    assertThatThrownBy(() -> Checkpoint.read(file))
        .isInstanceOfSatisfying(
            VersionException.class,
            e -> {
              assertThat(e.file()).isEqualTo(file.toString());
              assertThat(e.found()).isEqualTo(4);
              assertThat(e.oldest()).isEqualTo(1);
              assertThat(e.newest()).isEqualTo(3);
            })
        .hasMessage(
            file
                + " is a checkpoint of format 4, which is newer than the newest that this version of Quickstudy reads,"
                + " 3; update Quickstudy to the version that wrote it (4.0) or a newer one");
    SmallRuns.rewrite(file, Map.of("formatVersion", "0"), List.of("version"));
    assertThatThrownBy(() -> Checkpoint.read(file))
        .isInstanceOf(VersionException.class)
        .hasMessage(
            file
                + " is a checkpoint of format 0, which is older than the oldest that this version of Quickstudy reads,"
                + " 1; use the version of Quickstudy that wrote it");
  }

  @Test
  void readRefusesAFileOfAnotherKind() {
    Path file = written();
    SmallRuns.rewrite(file, Map.of(), List.of("format"));
    assertThatThrownBy(() -> Checkpoint.read(file))
        .isInstanceOf(WrongKindException.class)
        .hasMessage(file + " is a safetensors file, but not a checkpoint of Quickstudy");
    assertThatThrownBy(() -> LearnerFile.read(file)).isInstanceOf(WrongKindException.class);
  }

  @Test
  void aFileThatIsMissingIsNamed() {
    Path file = folder.resolve("missing");
    assertThatThrownBy(() -> Checkpoint.read(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot read " + file + ": it does not exist");
  }

  @Test
  void aStateThatDoesNotFitIsRefusedWithTheTensorAndBothShapes() {
    Path file = written();
    Checkpoint read = Checkpoint.read(file);
    requireLike(read, file, good());
    assertMisfit(
        read,
        file,
        state(params(1, 2, 3), params(-2), params(3, 4, 5)),
        " has tensor phi.w as float64[2], but these settings need float64[3]");
    assertMisfit(
        read,
        file,
        state(params(1, 2), Params.empty(), params(3, 4, 5)),
        " has tensor state.w, which these settings do not know");
    assertMisfit(
        read,
        file,
        state(params(1, 2), params(-2), params(3)),
        " has tensor optimizer.w as float64[3], but these settings need float64[1]");
    assertMisfit(
        read,
        file,
        state(params(1, 2), params(-2), params(3, 4, 5).join(params(1).prefixed("mean."))),
        " lacks tensor optimizer.mean.w float64[1], which these settings need");
    assertMisfit(
        read,
        file,
        state(params(1, 2).to(DType.FLOAT32), params(-2), params(3, 4, 5)),
        " has tensor phi.w as float64[2], but these settings need float32[2]");
  }

  private static void requireLike(Checkpoint read, Path file, TrainState wanted) {
    Map<String, String> shapes = new LinkedHashMap<>();
    all(wanted.model(), wanted.optimizer())
        .asMap()
        .forEach((name, tensor) -> shapes.put(name, Shape.of(tensor)));
    Checkpoint.requireShapes(file.toString(), all(read.model(), read.optimizer()), shapes);
  }

  private static Params all(Model model, Params optimizer) {
    return model
        .phi()
        .prefixed("phi.")
        .join(model.state().prefixed("state."))
        .join(optimizer.prefixed("optimizer."));
  }

  private static void assertMisfit(Checkpoint read, Path file, TrainState wanted, String message) {
    assertThatThrownBy(() -> requireLike(read, file, wanted))
        .isInstanceOf(TrainingException.class)
        .hasMessage(file + message);
  }

  @Test
  void otherDataAreRefused() {
    Path file = written();
    Checkpoint read = Checkpoint.read(file);
    Provenance other = new Provenance("0.1", "glyphs", "def", "", 1, "");
    assertThatThrownBy(() -> read.requireData(file, other))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            file
                + " comes from other data: pictures «ü» with fingerprint abc123, but the data at hand is glyphs with"
                + " fingerprint def; go on with the data that the run began with");
  }
}
