package dev.quickstudy.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.data.InputException;
import dev.quickstudy.tensor.RandomKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpectrogramTest {
  private static final Spectrogram SMALL = new Spectrogram(8_000, 12, 5, 30, 10);

  private static float[] noise(int count) {
    double[] numbers = RandomKey.of(3).uniforms(count, -1, 1);
    float[] noise = new float[count];
    for (int i = 0; i < count; i++) {
      noise[i] = (float) numbers[i];
    }
    return noise;
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "700, 781.1728", "1000, 999.9855", "4000, 2146.0646", "8000, 2840.0230"})
  void melsAreThoseOfHtk(double hertz, double mels) {
    assertThat(MelFilters.mel(hertz)).isCloseTo(mels, within(1e-3));
    assertThat(MelFilters.hertz(mels)).isCloseTo(hertz, within(1e-2));
  }

  @Test
  void powersAreThoseOfAFourierTransformWrittenOut() {
    float[] sound = noise(4 * 80 + 240);
    double[] power = SMALL.power(sound);
    double top = 2595 * Math.log10(1 + 4_000 / 700.0);
    for (int f = 0; f < 5; f++) {
      double[] spectrum = new double[129];
      for (int k = 0; k <= 128; k++) {
        double re = 0;
        double im = 0;
        for (int i = 0; i < 240; i++) {
          double x = sound[80 * f + i] * Math.pow(Math.sin(Math.PI * i / 240), 2);
          re += x * Math.cos(2 * Math.PI * k * i / 256);
          im -= x * Math.sin(2 * Math.PI * k * i / 256);
        }
        spectrum[k] = re * re + im * im;
      }
      for (int m = 0; m < 12; m++) {
        double expected = 0;
        double[] edge = new double[3];
        for (int e = 0; e < 3; e++) {
          edge[e] = 700 * (Math.pow(10, top * (m + e) / 13 / 2595) - 1);
        }
        for (int k = 0; k <= 128; k++) {
          double hertz = k * 8_000 / 256.0;
          double up = (hertz - edge[0]) / (edge[1] - edge[0]);
          double down = (edge[2] - hertz) / (edge[2] - edge[1]);
          expected += Math.max(0, Math.min(up, down)) * spectrum[k];
        }
        assertThat(power[m * 5 + f]).isCloseTo(expected, within(1e-9 * expected + 1e-12));
      }
    }
  }

  @Test
  void aPictureHasMeanZeroAndVarianceOneAndLoudnessDoesNotMatter() {
    float[] sound = noise(3_000);
    float[] loud = new float[sound.length];
    for (int i = 0; i < sound.length; i++) {
      loud[i] = 1_000 * sound[i] + 7;
    }
    float[] picture = SMALL.of(new Recording(sound, 8_000));
    float[] louder = SMALL.of(new Recording(loud, 8_000));
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < picture.length; i++) {
      sum += picture[i];
      squares += picture[i] * picture[i];
      assertThat(louder[i]).isCloseTo(picture[i], within(2e-3f));
    }
    assertThat(sum / picture.length).isCloseTo(0, within(1e-6));
    assertThat(squares / picture.length).isCloseTo(1, within(1e-5));
  }

  @Test
  void ofRefusesSilence() {
    assertTellsNothing(new Recording(new float[100], 8_000), "it is silent");
    assertTellsNothing(new Recording(new float[] {5}, 8_000), "one constant number");
    byte[] noise = Wav.of(8_000, 900, i -> (i * 7 % 5 - 2) / 32_767.0);
    assertTellsNothing(WavReader.read("noise.wav", noise), "it is all but silent");
  }

  private static void assertTellsNothing(Recording recording, String words) {
    assertThatThrownBy(() -> SMALL.of(recording))
        .isInstanceOfSatisfying(
            InputException.class,
            e -> assertThat(e.problem()).isEqualTo(InputException.Problem.NOTHING_TO_READ))
        .hasMessageContaining(words);
  }

  @Test
  void theLoudestPartOfALongRecordingIsSeen() {
    Spectrogram spectrogram = new Spectrogram(8_000, 24, 16, 40, 20);
    float[] call = new float[2_720]; // as long as all frames
    for (int i = 0; i < call.length; i++) {
      call[i] = (float) (0.5 * Math.sin(2 * Math.PI * (700 + 0.1 * i) * i / 8_000));
    }
    double mean = 0;
    for (float one : call) {
      mean += one / call.length;
    }
    for (int i = 0; i < call.length; i++) {
      call[i] -= (float) mean; // zeros around a sound change its mean
    }
    float[] alone = spectrogram.of(new Recording(call, 8_000));
    for (int at : new int[] {0, 480, 60_000, 77_280}) { // the first are steps of a hop
      float[] late = new float[80_000];
      System.arraycopy(call, 0, late, at, call.length);
      float[] found = spectrogram.of(new Recording(late, 8_000));
      for (int i = 0; i < alone.length; i++) {
        assertThat(found[i]).as("call at %d", at).isCloseTo(alone[i], within(0.05f));
      }
      assertThat(spectrogram.with(Excerpt.Part.MIDDLE).of(new Recording(late, 8_000)))
          .isNotEqualTo(found);
    }
  }

  @Test
  void theMiddleIsSeenOfWhatIsAsLoudThroughout() {
    Spectrogram spectrogram = new Spectrogram(8_000, 24, 16, 40, 20);
    Recording even = WavReader.read("tone.wav", Wav.tone(8_000, 20_000, 440));
    assertThat(spectrogram.of(even))
        .containsExactly(spectrogram.with(Excerpt.Part.MIDDLE).of(even));
  }

  @Test
  void channelsThatCancelEachOtherAreHeardByTheLoudest() {
    double[] signs = {-1, 0.5};
    float[] first = SMALL.of(WavReader.read("one.wav", Wav.tone(8_000, 900, 500)));
    for (double sign : signs) {
      ByteBuffer data = ByteBuffer.allocate(4 * 900).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < 900; i++) {
        short value = (short) Math.round(32_767 * 0.5 * Math.sin(2 * Math.PI * 500 * i / 8_000));
        data.putShort(value).putShort((short) Math.round(sign * value));
      }
      byte[] stereo = Wav.file(Wav.format(1, 2, 8_000, 16), data.array());
      Recording recording = WavReader.read("two.wav", stereo);
      assertThat(recording.oneChannel).isEqualTo(sign < 0);
      float[] seen = SMALL.of(recording);
      for (int i = 0; i < first.length; i++) {
        assertThat(seen[i]).isCloseTo(first[i], within(1e-2f));
      }
    }
  }

  /** The row that is loudest in the middle frame. */
  private static int loudest(Spectrogram spectrogram, byte[] wav) {
    float[] picture = spectrogram.of(WavReader.read("tone.wav", wav));
    int middle = spectrogram.frames() / 2;
    int best = 0;
    for (int m = 0; m < spectrogram.mels(); m++) {
      if (picture[m * spectrogram.frames() + middle]
          > picture[best * spectrogram.frames() + middle]) {
        best = m;
      }
    }
    return best;
  }

  @ParameterizedTest
  @CsvSource({"300", "1000", "2500"})
  void aToneIsLoudestInTheRowOfItsPitchWhateverTheRateOfItsFile(double hertz) {
    Spectrogram spectrogram = new Spectrogram(8_000, 24, 16, 40, 20);
    double width = MelFilters.mel(4_000) / 25;
    int expected = (int) Math.round(MelFilters.mel(hertz) / width) - 1;
    for (int rate : new int[] {8_000, 11_025, 44_100, 48_000}) {
      assertThat(loudest(spectrogram, Wav.tone(rate, rate, hertz))).isEqualTo(expected);
    }
  }

  @Test
  void aShortSoundStandsInTheMiddleAndALongOneLosesItsEnds() {
    Spectrogram spectrogram = new Spectrogram(8_000, 12, 21, 20, 10);
    float[] burst = noise(160);
    float[] padded = new float[160 + 2 * 3_000];
    // Zeros around a sound change its mean; without one, they change nothing.
    double mean = 0;
    for (float one : burst) {
      mean += one / burst.length;
    }
    for (int i = 0; i < burst.length; i++) {
      burst[i] -= (float) mean;
      padded[3_000 + i] = burst[i];
    }
    float[] one = spectrogram.of(new Recording(burst, 8_000));
    float[] other = spectrogram.of(new Recording(padded, 8_000));
    for (int i = 0; i < one.length; i++) {
      assertThat(other[i]).isCloseTo(one[i], within(1e-3f));
    }
    assertThat(one[10]).isGreaterThan(one[0]).isGreaterThan(one[20]);
  }

  @Test
  void settingsThatShowNothingAreRefused() {
    assertThatThrownBy(() -> new Spectrogram(8_000, 200, 32, 40, 20))
        .hasMessageContaining("200 are too many for a window of 40.0 ms");
    assertThatThrownBy(() -> new Spectrogram(100, 32, 32, 40, 20)).hasMessageContaining("rate");
    assertThatThrownBy(() -> new Spectrogram(8_000, 32, 0, 40, 20)).hasMessageContaining("frames");
    assertThatThrownBy(() -> new Spectrogram(8_000, 32, 32, Double.NaN, 20))
        .hasMessageContaining("window");
    assertThatThrownBy(() -> new Spectrogram(8_000, 32, 32, 40, 0)).hasMessageContaining("hop");
    assertThatThrownBy(() -> new Spectrogram(8_000, 32, 4_096, 40, 8_000))
        .hasMessageContaining("fewer frames");
  }
}
