package dev.quickstudy.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {
  private static float[] sine(int rate, double hertz, int count) {
    float[] sound = new float[count];
    for (int i = 0; i < count; i++) {
      sound[i] = (float) Math.sin(2 * Math.PI * hertz * i / rate);
    }
    return sound;
  }

  private static double rms(float[] sound) {
    double sum = 0;
    for (float one : sound) {
      sum += one * one;
    }
    return Math.sqrt(sum / sound.length);
  }

  /** The second of two seconds, where neither end is near. */
  private static float[] inside(int from, int to, double hertz) {
    return new Resampler(from, to).resample(sine(from, hertz, 2 * from), to / 2, to);
  }

  @ParameterizedTest
  @CsvSource({
    "44100,16000,1000",
    "44100,16000,6000",
    "8000,16000,3000",
    "48000,8000,440",
    "16000,44100,5000",
    "44101,16000,3000",
    "11025,8000,50",
    "96000,8000,3000"
  })
  void aToneKeepsItsPitchItsAmplitudeAndItsPhase(int from, int to, double hertz) {
    float[] sound = inside(from, to, hertz);
    for (int i = 0; i < to; i++) {
      double expected = Math.sin(2 * Math.PI * hertz * (to / 2 + i) / to);
      assertThat((double) sound[i]).isCloseTo(expected, within(3e-4));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "44100,16000,8000.5",
    "44100,16000,9000",
    "44100,16000,20000",
    "48000,8000,4100",
    "16000,8000,5000",
    "44101,16000,8200",
    "96000,8000,40000"
  })
  void resampleLowersWhatTheNewRateCannotCarryByEightyDecibels(int from, int to, double hertz) {
    double left = rms(inside(from, to, hertz)) / Math.sqrt(0.5);
    assertThat(20 * Math.log10(left)).isLessThan(-80);
  }

  @ParameterizedTest
  @CsvSource({"8000,16000,3000", "16000,44100,7000"})
  void noImageOfATonesMirrorAppearsAtAHigherRate(int from, int to, double hertz) {
    float[] sound = inside(from, to, hertz);
    double mirror = from - hertz;
    double cos = 0;
    double sin = 0;
    for (int i = 0; i < to; i++) {
      cos += sound[i] * Math.cos(2 * Math.PI * mirror * i / to);
      sin += sound[i] * Math.sin(2 * Math.PI * mirror * i / to);
    }
    assertThat(20 * Math.log10(2 * Math.hypot(cos, sin) / to)).isLessThan(-80);
  }

  @Test
  void theSameRateChangesNothingAndOutsideIsSilence() {
    float[] sound = {1, 2, 3};
    assertThat(new Resampler(8_000, 8_000).resample(sound, -2, 7))
        .containsExactly(0, 0, 1, 2, 3, 0, 0);
    assertThat(new Resampler(8_000, 16_000).resample(sound, 100_000, 3)).containsExactly(0, 0, 0);
    assertThat(new Resampler(8_000, 16_000).resample(sound, -100_000, 3)).containsExactly(0, 0, 0);
  }

  @Test
  void lengthIsRoundedUp() {
    assertThat(new Resampler(44_100, 16_000).length(44_100)).isEqualTo(16_000);
    assertThat(new Resampler(44_100, 16_000).length(44_101)).isEqualTo(16_001);
    assertThat(new Resampler(8_000, 16_000).length(3)).isEqualTo(6);
  }
}
