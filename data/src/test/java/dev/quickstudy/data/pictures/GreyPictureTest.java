package dev.quickstudy.data.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GreyPictureTest {
  @Test
  void resamplingCountsPartsOfPixelsByTheirArea() {
    GreyPicture three = new GreyPicture(3, 1, new float[] {0, 0.6f, 0.9f});

    assertThat(three.resized(2, 1).values())
        .containsExactly(new float[] {0.2f, 0.8f}, within(1e-6f));
  }

  @Test
  void resamplingKeepsTheMean() {
    float[] values = new float[105 * 60];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * 7919 % 1000) / 1000f;
    }

    GreyPicture small = new GreyPicture(105, 60, values).resized(28, 13);

    assertThat(mean(small.values())).isCloseTo(mean(values), within(1e-5));
  }

  @Test
  void enlargingRepeatsPixels() {
    GreyPicture two = new GreyPicture(2, 1, new float[] {0.25f, 1});

    assertThat(two.resized(4, 2).values())
        .containsExactly(new float[] {0.25f, 0.25f, 1, 1, 0.25f, 0.25f, 1, 1}, within(1e-6f));
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  @Test
  void croppedInterpolatesWhereItGrows() {
    GreyPicture ramp = new GreyPicture(4, 1, new float[] {0, 0.2f, 0.4f, 0.6f});
    // A square of the middle: columns 1.5 … 2.5, whose new middles are 1.625, 1.875, 2.125, 2.375.
    float[] row = Arrays.copyOf(ramp.cropped(4, 4).values(), 4);
    assertThat(row).containsExactly(new float[] {0.225f, 0.275f, 0.325f, 0.375f}, within(1e-6f));
  }

  @Test
  void croppedTakesTheMiddleWithoutStretching() {
    float[] values = new float[6 * 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 6 == 2 || i % 6 == 3 ? 1 : 0;
    }
    assertThat(new GreyPicture(6, 2, values).cropped(2, 2).values()).containsOnly(1);
    float[] even = new float[50 * 31];
    Arrays.fill(even, 0.3f);
    for (float value : new GreyPicture(50, 31, even).cropped(7, 9).values()) {
      assertThat(value).isCloseTo(0.3f, within(1e-5f));
    }
  }
}
