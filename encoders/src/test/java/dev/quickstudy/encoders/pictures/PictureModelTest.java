package dev.quickstudy.encoders.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.pictures.PictureFit;
import dev.quickstudy.encoders.onnx.TinyOnnx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureModelTest {
  private static final int SIDE = 2;

  @TempDir private Path folder;

  private PictureModel model(float factor) throws IOException {
    Path file = folder.resolve("model.onnx");
    Files.write(file, TinyOnnx.weightedMeans(SIDE, "model.weights"));
    ByteBuffer weights = ByteBuffer.allocate(3 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(
        folder.resolve("model.weights"),
        weights.putFloat(factor).putFloat(factor).putFloat(factor).array());
    return new PictureModel(
        file,
        SIDE,
        SIDE,
        List.of(0.0, 0.0, 0.0),
        List.of(1.0, 1.0, 1.0),
        Optional.empty(),
        3,
        false,
        PictureFit.FRAME);
  }

  private static float[] embedding(PictureModel model) {
    byte[] white = new byte[3 * SIDE * SIDE];
    Arrays.fill(white, (byte) 255);
    try (PictureEncoder encoder = PictureEncoder.open(model, 1)) {
      return encoder.one(white);
    }
  }

  @Test
  void hashOfAModelChangesWithTheWeightsBesideIt() throws IOException {
    PictureModel twice = model(2);
    String hash = twice.hash();
    assertThat(embedding(twice)).containsExactly(2, 2, 2);

    PictureModel thrice = model(3);

    assertThat(embedding(thrice)).containsExactly(3, 3, 3);
    assertThat(thrice.hash()).isNotEqualTo(hash);
    assertThat(model(2).hash()).isEqualTo(hash);
  }

  @Test
  void hashRefusesAModelWhoseWeightsAreNotThere() throws IOException {
    PictureModel model = model(2);
    Files.delete(folder.resolve("model.weights"));

    assertThatThrownBy(model::hash)
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("model.onnx", "model.weights");
  }
}
