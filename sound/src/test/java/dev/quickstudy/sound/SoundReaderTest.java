package dev.quickstudy.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.Input;
import dev.quickstudy.data.InputException;
import dev.quickstudy.data.InputException.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoundReaderTest {
  private static final Spectrogram SPECTROGRAM = new Spectrogram(8_000, 32, 32, 32, 16);
  private static final SoundReader READER = new SoundReader(SPECTROGRAM);

  @TempDir private Path folder;

  private static short sample(int i) {
    return (short) (9_000 * Math.sin(2 * Math.PI * 440 * i / 8_000));
  }

  /** A tone, as the Java platform writes it. */
  private Path tone() throws IOException {
    byte[] data = new byte[8_000];
    for (int i = 0; i < data.length / 2; i++) {
      data[2 * i] = (byte) sample(i);
      data[2 * i + 1] = (byte) (sample(i) >> 8);
    }
    Path file = folder.resolve("tone.wav");
    AudioFormat format = new AudioFormat(8_000, 16, 1, true, false);
    AudioSystem.write(
        new AudioInputStream(new ByteArrayInputStream(data), format, data.length / 2),
        AudioFileFormat.Type.WAVE,
        file.toFile());
    return file;
  }

  @Test
  void readGivesWhatTheSpectrogramShowsOfAFile() throws IOException {
    Path file = tone();
    float[] samples = new float[4_000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = sample(i) / 32_768f;
    }

    float[] seen = Wav.seen(SPECTROGRAM, file);

    assertThat(READER.read(Input.sound(file))).containsExactly(seen);
    assertThat(READER.read(Input.sound(Files.readAllBytes(file)))).containsExactly(seen);
    assertThat(READER.read(Input.sound(samples, 8_000))).containsExactly(seen);
    assertThat(READER.exampleShape()).containsExactly(1, 32, 32);
  }

  @Test
  void readRefusesWhatIsNoSound() {
    refuses(Problem.EMPTY, Input.sound(new byte[0]));
    refuses(Problem.UNREADABLE, Input.sound(new byte[] {1, 2, 3}));
    refuses(Problem.EMPTY, Input.sound(new float[0], 8_000));
    refuses(Problem.WRONG_SIZE, Input.sound(new float[10], 10));
    refuses(Problem.WRONG_SIZE, Input.sound(new float[601_000], 1_000));
    refuses(Problem.UNREADABLE, Input.sound(new float[] {0, Float.NaN}, 8_000));
    refuses(Problem.WRONG_MODALITY, Input.text("a song"));
    refuses(Problem.WRONG_SIZE, Input.vector(1, 2));
  }

  private static void refuses(Problem problem, Input input) {
    assertThatThrownBy(() -> READER.read(input))
        .isInstanceOfSatisfying(
            InputException.class, e -> assertThat(e.problem()).isEqualTo(problem));
  }
}
