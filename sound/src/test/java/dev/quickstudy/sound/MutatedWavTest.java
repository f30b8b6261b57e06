package dev.quickstudy.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.InputException;
import dev.quickstudy.tensor.RandomKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand damaged files, the same in each run. */
class MutatedWavTest {
  private static final int FILES = 1_000;
  private static final Spectrogram SPECTROGRAM = new Spectrogram(8_000, 16, 16, 32, 16);
  private static final int[] ODD = {0, 1, -1, 255, 0x7FFF_FFFF, 0x8000_0000, 16, 8_001, 0xFFFE};

  @TempDir private Path folder;

  private static byte[] whole(int number) {
    int rate = number % 3 == 0 ? 8_000 : 11_025;
    byte[] data = new byte[2_400];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (number % 2 == 0 ? 60 * Math.sin(0.05 * i) : i % 4 == 3 ? 62 : i);
    }
    return switch (number % 4) {
      case 0 -> Wav.file(Wav.format(1, 1, rate, 16), data);
      case 1 -> Wav.file(Wav.format(3, 1, rate, 32), data);
      case 2 -> Wav.file(Wav.format(1, 2, rate, 24), data);
      default ->
          Wav.riff(
              Wav.chunk("LIST", new byte[9]),
              Wav.chunk("fmt ", Wav.format(1, 3, rate, 8)),
              Wav.chunk("data", data));
    };
  }

  private static byte[] mutated(int number) {
    RandomKey.Stream random = RandomKey.of(7).fold(number).stream();
    byte[] bytes = whole(number);
    for (int i = 0; i <= random.below(3); i++) {
      switch (random.below(5)) {
        case 0 -> bytes[random.below(bytes.length)] ^= (byte) (1 << random.below(8));
        case 1 -> bytes = Arrays.copyOf(bytes, 1 + random.below(bytes.length));
        case 2 -> bytes = Arrays.copyOf(bytes, bytes.length + random.below(100));
        case 3 -> {
          int at = random.below(Math.max(1, Math.min(Wav.HEADER, bytes.length) - 4));
          if (at + 4 <= bytes.length) {
            ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(at, ODD[random.below(ODD.length)]);
          }
        }
        default ->
            bytes[random.below(Math.min(Wav.HEADER, bytes.length))] = (byte) random.below(256);
      }
    }
    return bytes;
  }

  @Test
  void everyDamagedFileIsReadOrRefusedByName() throws IOException {
    int read = 0;
    int refused = 0;
    for (int number = 0; number < FILES; number++) {
      Path file = folder.resolve("damaged-" + number + ".wav");
      Files.write(file, mutated(number));
      try {
        float[] picture = assertTimeout(Duration.ofSeconds(10), () -> Wav.seen(SPECTROGRAM, file));
        assertThat(picture).as("picture of file %d", number).hasSize(256);
        for (float value : picture) {
          assertThat(Float.isFinite(value)).as("a number in file %d", number).isTrue();
        }
        read++;
      } catch (InputException e) {
        assertThat(e.problem()).isEqualTo(InputException.Problem.NOTHING_TO_READ);
        refused++;
      } catch (DataException e) {
        assertThat(e).message().startsWith(file + ": ").hasLineCount(1);
        refused++;
      }
    }
    assertThat(read).isGreaterThan(FILES / 10);
    assertThat(refused).isGreaterThan(FILES / 10);
  }
}
