package dev.quickstudy.train.files;

import static dev.quickstudy.nn.Numbers.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.judge.Calibration;
import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.tensor.ContentDigest;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Safetensors;
import dev.quickstudy.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class LearnerFileTest extends ScopedTest {
  @TempDir private Path folder;

  /** A learner with tensors of all types. */
  public static LearnerFile learner() {
    Map<String, Tensor> phi = new LinkedHashMap<>();
    phi.put("layers.0.weight", Tensor.of(RandomKey.of(3).normals(12), 3, 4));
    phi.put("layers.0.bias", Tensor.of(new double[] {1, 2, 3}, 3));
    phi.put("empty", Tensor.zeros(DType.FLOAT32, 0, 2));
    phi.put("small", Tensor.of(new float[] {1.5f, -2}, 2).to(DType.BFLOAT16));
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put("mean", Tensor.of(new float[] {0.25f}, 1));
    state.put("count", Tensor.of(new long[] {Long.MIN_VALUE, 7}, 2));
    return new LearnerFile(
        new Model(Params.of(phi), Params.of(state)),
        9_007_199_254_740_993L,
        new Provenance("0.1", "pictures «ü»", "abc", "name: x\nsteps: 3\n", -5, "{\"mean\":3}"),
        Optional.of(new Calibration(3, 1.25, 0.1, 1.0 / 3, 50, 5, Regime.SUPPORT)));
  }

  public static byte[] bytes(LearnerFile learner) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    learner.write(out);
    return out.toByteArray();
  }

  private static void assertEqual(LearnerFile read, LearnerFile wanted) {
    assertSame(read.model().phi(), wanted.model().phi());
    assertSame(read.model().state(), wanted.model().state());
    assertThat(read.step()).isEqualTo(wanted.step());
    assertThat(read.provenance()).isEqualTo(wanted.provenance());
    assertThat(read.calibration()).isEqualTo(wanted.calibration());
    assertThat(read.digest()).isEqualTo(wanted.digest());
  }

  @Test
  void readGivesBackAllFromAFileAndFromAStream() throws Exception {
    LearnerFile learner = learner();
    Path file = folder.resolve("learner.safetensors");
    learner.write(file);
    assertEqual(LearnerFile.read(file), learner);
    try (InputStream in = new ByteArrayInputStream(bytes(learner))) {
      assertEqual(LearnerFile.read(in, "a stream"), learner);
    }
    assertThat(bytes(learner)).isEqualTo(Files.readAllBytes(file));
  }

  @Test
  void readGivesBackALearnerWithoutTensorsAndCalibration() {
    LearnerFile bare =
        new LearnerFile(
            new Model(Params.empty(), Params.empty()),
            0,
            new Provenance("", "", "", "", 0, ""),
            Optional.empty());
    assertEqual(LearnerFile.read(new ByteArrayInputStream(bytes(bare)), "a stream"), bare);
  }

  @Test
  void digestIsThatOfTheContentWhateverItsOrder() {
    Path file = folder.resolve("learner.safetensors");
    learner().write(file);
    Safetensors.Content content = Safetensors.read(file);
    Safetensors.write(file, reversed(content.tensors()), reversed(content.metadata()));
    assertThat(LearnerFile.read(file).digest())
        .isEqualTo(learner().digest())
        .matches("[0-9a-f]{64}");
  }

  private static <T> Map<String, T> reversed(Map<String, T> map) {
    List<String> names = new ArrayList<>(map.keySet());
    Collections.reverse(names);
    Map<String, T> result = new LinkedHashMap<>();
    names.forEach(name -> result.put(name, map.get(name)));
    return result;
  }

  @Test
  void digestIsAnotherForAnyOtherContent() {
    LearnerFile one = learner();
    Provenance from = one.provenance();
    Params phi = one.model().phi();
    Params state = one.model().state();
    List<LearnerFile> others =
        List.of(
            new LearnerFile(one.model(), one.step() + 1, from, one.calibration()),
            new LearnerFile(one.model(), one.step(), from, Optional.empty()),
            new LearnerFile(
                one.model(),
                one.step(),
                new Provenance("0.1", from.data(), "abc", from.settings(), -5, ""),
                one.calibration()),
            new LearnerFile(new Model(phi.times(2), state), one.step(), from, one.calibration()),
            new LearnerFile(
                new Model(phi.to(DType.FLOAT64), state), one.step(), from, one.calibration()),
            new LearnerFile(
                new Model(phi.prefixed("x"), state), one.step(), from, one.calibration()));
    assertThat(others)
        .extracting(LearnerFile::digest)
        .doesNotHaveDuplicates()
        .doesNotContain(one.digest());
  }

  /** The digest of one small content, computed by hashlib from the description alone. */
  @Test
  void digestIsWhatItsDescriptionSays() {
    assertThat(
            ContentDigest.of(
                "kind",
                Map.of("b", "ü", "a", ""),
                Map.of("w", Tensor.of(new float[] {1, -2}, 1, 2))))
        .isEqualTo("69fa6f24d9cde7d7fcfaf52cbf50d3a6f8b2542578467944b417cc6a4c83fd5b");
  }

  @Test
  void readRefusesATensorThatIsNoPartOfALearner() {
    Path file = folder.resolve("learner.safetensors");
    LearnerFile learner = learner();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> fields = new LinkedHashMap<>();
    learner.put(tensors, fields, "");
    tensors.put("more", Tensor.of(new float[] {1}, 1));
    TensorFile.of(LearnerFile.KIND, tensors, fields).write(file);
    assertThatThrownBy(() -> LearnerFile.read(file))
        .isInstanceOf(DamagedFileException.class)
        .hasMessage(file + " is damaged: tensor more is no part of a learner file");
  }

  @Test
  void readRefusesACalibrationThatIsNone() {
    Path file = folder.resolve("learner.safetensors");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> fields = new LinkedHashMap<>();
    learner().put(tensors, fields, "");
    fields.put("calibration", "{}");
    TensorFile.of(LearnerFile.KIND, tensors, fields).write(file);
    assertThatThrownBy(() -> LearnerFile.read(file))
        .isInstanceOf(DamagedFileException.class)
        .hasMessage(file + " is damaged: its calibration is none");
  }
}
