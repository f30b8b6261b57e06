package dev.quickstudy.encoders.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedCacheTest {
  private static final int ROUNDS = Integer.getInteger("quickstudy.rounds", 100);

  @TempDir private Path folder;

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
      Files.write(cache.file, Damage.of(sound, number));
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
