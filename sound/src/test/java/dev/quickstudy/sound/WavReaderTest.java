package dev.quickstudy.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.data.DataException;
import dev.quickstudy.tensor.RandomKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WavReaderTest {
  private static final String NAME = "some/bird.wav";
  private static final int RATE = 22_050;

  private static float[] read(byte[] bytes) {
    return WavReader.read(NAME, bytes).samples;
  }

  private static void assertRefused(byte[] bytes, String words) {
    assertThatThrownBy(() -> WavReader.read(NAME, bytes))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(NAME + ": ")
        .hasMessageContaining(words)
        .message()
        .hasLineCount(1);
  }

  /** Written by the Java platform, whose writer knows nothing of this reader. */
  private static byte[] written(Encoding encoding, int bits, int channels, byte[] data)
      throws IOException {
    int frame = channels * bits / 8;
    AudioFormat format = new AudioFormat(encoding, RATE, bits, channels, frame, RATE, false);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AudioSystem.write(
        new AudioInputStream(new ByteArrayInputStream(data), format, data.length / frame),
        AudioFileFormat.Type.WAVE,
        out);
    return out.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({"8,1", "8,2", "16,1", "16,2", "16,5", "24,1", "24,2", "32,1", "32,3"})
  void wholeNumbersOfEverySizeAreReadAsTheJavaPlatformWritesThem(int bits, int channels)
      throws IOException {
    double[] sound = RandomKey.of(bits).uniforms(60 * channels, -1, 1);
    long most = 1L << (bits - 1);
    ByteBuffer data = ByteBuffer.allocate(sound.length * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
    for (double one : sound) {
      long value = (long) (one * most) + (bits == 8 ? 128 : 0);
      for (int b = 0; b < bits / 8; b++) {
        data.put((byte) (value >> (8 * b)));
      }
    }
    Encoding encoding = bits == 8 ? Encoding.PCM_UNSIGNED : Encoding.PCM_SIGNED;
    Recording recording = WavReader.read(NAME, written(encoding, bits, channels, data.array()));

    assertThat(recording.rate).isEqualTo(RATE);
    assertThat(recording.samples).hasSize(60);
    for (int i = 0; i < 60; i++) {
      double mean = Arrays.stream(sound, i * channels, (i + 1) * channels).average().orElseThrow();
      assertThat((double) recording.samples[i]).isCloseTo(mean, within(1.0 / most + 1e-7));
    }
  }

  @Test
  void floatingPointNumbersAreReadAsTheyAre() throws IOException {
    float[] sound = {0, 1, -1, 0.25f, -1.5f, 1e-30f};
    ByteBuffer data = ByteBuffer.allocate(4 * sound.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float one : sound) {
      data.putFloat(one);
    }
    assertThat(read(written(Encoding.PCM_FLOAT, 32, 1, data.array()))).containsExactly(sound);
  }

  @Test
  void theExtremesOfEverySizeAreMinusOneAndAlmostOne() {
    assertThat(read(Wav.file(Wav.format(1, 1, RATE, 8), new byte[] {0, (byte) 128, -1})))
        .containsExactly(-1, 0, 127 / 128f);
    assertThat(read(Wav.file(Wav.format(1, 1, RATE, 24), new byte[] {0, 0, -128, -1, -1, 127})))
        .containsExactly(-1, (float) (8_388_607 / 8_388_608.0));
    assertThat(read(Wav.file(Wav.format(1, 1, RATE, 24), new byte[] {-1, -1, -1})))
        .containsExactly(-1 / 8_388_608f);
  }

  private static byte[] extended(int code, String rest) {
    byte[] format = Arrays.copyOf(Wav.format(0xFFFE, 2, RATE, 16), 40);
    ByteBuffer.wrap(format)
        .order(ByteOrder.LITTLE_ENDIAN)
        .position(16)
        .putShort((short) 22)
        .putShort((short) 16)
        .putInt(3)
        .putShort((short) code)
        .put(HexFormat.of().parseHex(rest));
    return Wav.file(format, new byte[] {0, 64, 0, -64, 0, 64, 0, 64});
  }

  @Test
  void anExtendedHeaderSaysTheSameInAnotherPlace() {
    String standard = "000000001000800000aa00389b71";
    assertThat(read(extended(1, standard))).containsExactly(0, 0.5f);
    assertRefused(extended(2, standard), "Microsoft ADPCM");
    assertRefused(extended(1, "010000001000800000aa00389b71"), "a maker's own");
    assertRefused(
        Wav.file(Arrays.copyOf(Wav.format(0xFFFE, 2, RATE, 16), 20), new byte[8]), "too short");
  }

  @Test
  void otherChunksArePassedOver() {
    byte[] plain = Wav.tone(RATE, 10, 440);
    byte[] format = Arrays.copyOfRange(plain, 12, 36);
    byte[] data = Arrays.copyOfRange(plain, 36, plain.length);
    byte[] odd = Wav.chunk("LIST", new byte[7]);
    assertThat(read(Wav.riff(odd, format, odd, data, odd))).containsExactly(read(plain));
  }

  @Test
  void anUnknownLengthIsReadToTheEnd() {
    byte[] bytes = Wav.tone(RATE, 100, 440);
    float[] all = read(bytes);
    ByteBuffer.wrap(bytes).putInt(40, -1);
    assertThat(read(bytes)).containsExactly(all);
  }

  @Test
  void aFileWithoutSamplesIsRefused() {
    assertRefused(Wav.of(RATE, 0, i -> 0), "no samples");
    assertRefused(Wav.riff(Wav.chunk("fmt ", Wav.format(1, 1, RATE, 16))), "no chunk 'data'");
    assertRefused(new byte[0], "0 bytes");
  }

  @Test
  void aHeaderThatPromisesMoreThanThereIsIsRefused() {
    byte[] bytes = Wav.tone(RATE, 100, 440);
    assertRefused(Arrays.copyOf(bytes, 100), "200 bytes of samples, but only 56 follow");
    byte[] lying = bytes.clone();
    ByteBuffer.wrap(lying).order(ByteOrder.LITTLE_ENDIAN).putInt(40, 0x7FFF_FFF0);
    assertRefused(lying, "2147483632 bytes of samples, but only 200 follow");
    byte[] format = bytes.clone();
    ByteBuffer.wrap(format).order(ByteOrder.LITTLE_ENDIAN).putInt(16, 0x7FFF_FFF0);
    assertRefused(format, "the chunk 'fmt ' says");
  }

  @Test
  void aHeaderThatCannotBeTrueIsRefused() {
    byte[] two = new byte[8];
    assertRefused(Wav.file(Wav.format(1, 1, 0, 16), two), "0 samples a second");
    assertRefused(Wav.file(Wav.format(1, 1, 2_000_000_000, 16), two), "samples a second");
    assertRefused(Wav.file(Wav.format(1, 0, RATE, 16), two), "0 channels");
    assertRefused(Wav.file(Wav.format(1, 100, RATE, 16), two), "100 channels");
    assertRefused(Wav.file(Wav.format(1, 1, RATE, 12), two), "12 bits");
    assertRefused(Wav.file(Wav.format(3, 1, RATE, 64), two), "64");
    assertRefused(Wav.file(Wav.format(1, 1, RATE, 16), new byte[3]), "no multiple");
    byte[] contradiction = Wav.format(1, 1, RATE, 16);
    contradiction[4]++;
    assertRefused(Wav.file(contradiction, two), "contradicts itself");
  }

  @ParameterizedTest
  @CsvSource({
    "2,Microsoft ADPCM",
    "6,A-law",
    "7,mu-law",
    "17,IMA ADPCM",
    "85,MP3",
    "999,number 999"
  })
  void otherCodecsAreRefusedByName(int code, String name) {
    assertRefused(Wav.file(Wav.format(code, 1, RATE, 16), new byte[8]), name);
  }

  @ParameterizedTest
  @CsvSource({"NaN", "Infinity", "-Infinity", "1e30"})
  void numbersThatAreNoSoundAreRefused(float value) {
    byte[] data =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(0).putFloat(value).array();
    assertRefused(Wav.file(Wav.format(3, 1, RATE, 32), data), "sample 2 is");
  }

  @Test
  void elevenMinutesAreRefusedBeforeTheyAreRead() {
    assertRefused(Wav.file(Wav.format(1, 1, 8_000, 8), new byte[660 * 8_000]), "lasts 660 seconds");
  }

  @Test
  void variantsOfTheFormatAreRefusedByName() {
    byte[] bytes = Wav.tone(RATE, 100, 440);
    bytes[3] = 'X';
    assertRefused(bytes, "RIFX");
    assertRefused(
        "\u0089PNG not a sound at all".getBytes(StandardCharsets.ISO_8859_1),
        "expected a WAV file");
  }
}
