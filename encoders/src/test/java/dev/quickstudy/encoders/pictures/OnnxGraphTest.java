package dev.quickstudy.encoders.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quickstudy.encoders.onnx.OnnxGraph;
import dev.quickstudy.encoders.onnx.TinyOnnx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxGraphTest {
  private static final Path ENCODER =
      Path.of(Objects.requireNonNull(System.getProperty("quickstudy.data"), "set by the build"))
          .resolve("encoders/efficientnet-lite0.onnx");
  private static final List<Double> HALF = List.of(0.5, 0.5, 0.5);

  @TempDir private Path folder;

  /** A classifier without its declared embedding gives the same embedding. */
  @Test
  void foundTakesWhatGoesIntoTheLastProductOfAClassifier() throws IOException {
    assumeTrue(Files.isRegularFile(ENCODER), "the data set encoders is not there: " + ENCODER);
    byte[] both = Files.readAllBytes(ENCODER);
    Path classifier = Files.write(folder.resolve("c.onnx"), TinyOnnx.without(both, "embedding"));

    PictureModel declared = PictureModel.of(ENCODER, HALF, HALF);
    PictureModel found = PictureModel.of(classifier, HALF, HALF);

    assertThat(declared.output()).contains("embedding");
    assertThat(found.output()).contains("embedding");
    assertThat(found.dimension()).isEqualTo(1280);
    byte[] picture = new byte[3 * 224 * 224];
    new Random(1).nextBytes(picture);
    try (PictureEncoder one = PictureEncoder.open(declared, 1);
        PictureEncoder two = PictureEncoder.open(found, 1)) {
      assertThat(two.one(picture)).containsExactly(one.one(picture), within(1e-6f));
    }
  }

  @Test
  void beforeLastProductIsEmptyWhereThereIsNone() {
    OnnxGraph means = OnnxGraph.of(TinyOnnx.colourMeans(-1, -1));
    assertThat(means.beforeLastProduct()).isEqualTo(Optional.empty());
    assertThat(means.gives("means")).isTrue();
    assertThat(means.has("pictures")).isFalse();
  }

  @Test
  void ofRefusesWhatIsNoMessage() {
    assertThatThrownBy(() -> OnnxGraph.of(new byte[] {1, 2, 3}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> OnnxGraph.of(new byte[] {58, 127}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("past its message");
  }
}
