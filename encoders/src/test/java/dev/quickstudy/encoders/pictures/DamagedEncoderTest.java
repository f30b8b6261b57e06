package dev.quickstudy.encoders.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.pictures.PictureFit;
import dev.quickstudy.encoders.onnx.Damage;
import dev.quickstudy.encoders.onnx.TinyOnnx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedEncoderTest {
  private static final int ROUNDS = Integer.getInteger("quickstudy.rounds", 100);
  private static final int SIDE = 2;

  @TempDir private Path folder;

  @Test
  void openOfADamagedEncoderIsRefusedOrGivesFiniteNumbers() throws IOException {
    Path file = folder.resolve("model.onnx");
    byte[] sound = TinyOnnx.colourMeans(1, SIDE);
    PictureModel model =
        new PictureModel(
            file,
            SIDE,
            SIDE,
            List.of(0.0, 0.0, 0.0),
            List.of(1.0, 1.0, 1.0),
            Optional.empty(),
            3,
            false,
            PictureFit.FRAME);
    int refused = 0;
    for (long number = 0; number < ROUNDS; number++) {
      Files.write(file, Damage.of(sound, number));
      try (PictureEncoder encoder = PictureEncoder.open(model, 1)) {
        assertThat(model.hash()).hasSize(64);
        for (float value : encoder.one(new byte[3 * SIDE * SIDE])) {
          assertThat(value).isFinite();
        }
      } catch (DataException e) {
        refused++;
        assertThat(e).hasMessageContaining("model.onnx");
      }
    }
    assertThat(refused).isGreaterThan(ROUNDS / 4);
  }
}
