package dev.quickstudy.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoundQueriesTest {
  private static final Spectrogram SPECTROGRAM = new Spectrogram(8_000, 32, 32, 40, 20);
  private static final List<String> CLASSES = List.of("high", "low");

  @TempDir private Path folder;

  private Path put(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  @Test
  void changedRecordingsAreCountedAndSilentOnesHaveNoInput() throws IOException {
    put("q/1.wav", Wav.tone(8_000, 800, 500));
    put("q/2.wav", Wav.tone(8_000, 80_000, 500));
    put("q/3.wav", Wav.of(8_000, 800, i -> 0));
    put("q/4.wav", Wav.of(8_000, 800, i -> 0.3));
    put("q/5.wav", Wav.of(8_000, 800, i -> Math.signum(Math.sin(i / 9.0))));
    ByteBuffer stereo = ByteBuffer.allocate(3_200).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 800; i++) {
      short value = (short) (9_000 * Math.sin(i));
      stereo.putShort(value).putShort((short) -value);
    }
    put("q/6.wav", Wav.file(Wav.format(1, 2, 8_000, 16), stereo.array()));
    put("q/notes.txt", new byte[1]);
    SoundQueries queries = SoundQueries.read(List.of(folder.resolve("q")), CLASSES, SPECTROGRAM);
    assertThat(queries.count()).isEqualTo(6);
    assertThat(queries.nothing(2)).hasValue("there is nothing to be heard: it is silent");
    assertThat(queries.nothing(3))
        .hasValue("there is nothing to be heard: it is one constant number");
    assertThat(queries.picture(5)).hasSize(32 * 32);
    assertThat(queries.said())
        .containsExactly(
            "2 silent or all but silent",
            "1 longer than 0.66 s, of which the loudest part is heard",
            "1 whose channels cancel each other, of which the loudest one is heard",
            "1 clipped",
            "1 other files or folders not read (notes.txt)");
  }

  @Test
  void silenceIsNothingToLearnFrom() throws IOException {
    put("s/high/1.wav", Wav.tone(8_000, 800, 2_000));
    put("s/low/1.wav", Wav.tone(8_000, 800, 300));
    Path silent = put("s/low/2.wav", Wav.of(8_000, 800, i -> 0));
    assertThatThrownBy(() -> SoundCollection.toLearn(folder.resolve("s"), 2, SPECTROGRAM))
        .isInstanceOf(DataException.class)
        .hasMessage(silent + ": there is nothing to be heard: it is silent");
  }

  /** Recordings that were answered wrongly at 98–100 %. */
  @Test
  void theCallsOfTheCasesAreHeardWhereverTheyAre() {
    Path cases =
        Path.of(System.getProperty("quickstudy.data", "../../shared/data")).resolveSibling("cases");
    Assumptions.assumeTrue(Files.isDirectory(cases), "the folder of cases is not at " + cases);
    SoundCollection support = SoundCollection.toLearn(cases.resolve("sounds/sup"), 2, SPECTROGRAM);
    SoundQueries queries =
        SoundQueries.read(List.of(cases.resolve("sounds/q")), support.values("class"), SPECTROGRAM);
    assertThat(queries.file(1)).endsWith("late.wav");
    assertThat(nearest(support, queries.picture(1)))
        .isEqualTo(nearest(support, queries.picture(0)));
    assertThat(queries.file(2)).endsWith("silence.wav");
    assertThat(queries.nothing(2)).isPresent();
    assertThat(queries.said()).contains("2 longer than 0.66 s, of which the loudest part is heard");
  }

  private static Optional<String> nearest(SoundCollection support, float[] picture) {
    double best = Double.MAX_VALUE;
    Optional<String> found = Optional.empty();
    float[] one = new float[picture.length];
    var pool = support.pool();
    for (int way = 0; way < pool.classes(); way++) {
      for (int i = 0; i < pool.size(way); i++) {
        pool.copy(way, i, one, 0);
        double distance = 0;
        for (int k = 0; k < one.length; k++) {
          distance += (one[k] - picture[k]) * (one[k] - picture[k]);
        }
        if (distance < best) {
          best = distance;
          found = Optional.of(pool.className(way));
        }
      }
    }
    return found;
  }
}
