package dev.quickstudy.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.pictures.PictureFit;
import dev.quickstudy.tensor.RandomKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encoders and files of embeddings with changed, missing and doubled bytes. */
class DamagedEncoderFilesTest {
  private static final int ROUNDS = Integer.getInteger("quickstudy.rounds", 100);
  private static final int SIDE = 2;

  @TempDir private Path folder;

  private static byte[] damaged(byte[] sound, long number) {
    RandomKey.Stream random = RandomKey.of(number).fold("damage").stream();
    byte[] copy = sound.clone();
    for (int i = 0; i <= random.below(3); i++) {
      int at = random.below(copy.length);
      switch (random.below(4)) {
        case 0 -> copy[at] ^= (byte) (1 << random.below(8));
        case 1 -> copy[at] = (byte) random.below(256);
        case 2 -> copy = Arrays.copyOf(copy, 1 + random.below(copy.length));
        default -> {
          byte[] longer = Arrays.copyOf(copy, copy.length + at);
          System.arraycopy(copy, 0, longer, copy.length, at);
          copy = longer;
        }
      }
    }
    return copy;
  }

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
      Files.write(file, damaged(sound, number));
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

  @Test
  void readOfADamagedCacheTellsNothingElseThanWasKept() throws IOException {
    String hash = "ab".repeat(32);
    EmbeddingFile cache = new EmbeddingFile(folder, "texts", hash, 4);
    Map<ByteBuffer, List<Float>> kept = new HashMap<>();
    long end = 0;
    for (int block = 0; block < 3; block++) {
      List<ByteBuffer> keys = new ArrayList<>();
      float[][] values = new float[5][4];
      for (int i = 0; i < 5; i++) {
        keys.add(EmbeddingFile.key("text " + block + i));
        Arrays.fill(values[i], block + i / 10f);
        kept.put(keys.get(i), floats(values[i]));
      }
      end = cache.append(end, keys, values);
    }
    byte[] sound = Files.readAllBytes(cache.file);

    for (long number = 0; number < ROUNDS; number++) {
      Files.write(cache.file, damaged(sound, number));
      String what = "damage " + number;
      try {
        cache.read((key, value) -> assertThat(floats(value)).as(what).isEqualTo(kept.get(key)));
      } catch (CacheException e) {
        assertThat(e).hasMessageContaining(".embeddings");
      }
    }
  }

  private static List<Float> floats(float[] values) {
    List<Float> all = new ArrayList<>();
    for (float value : values) {
      all.add(value);
    }
    return all;
  }
}
