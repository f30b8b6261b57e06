package dev.quickstudy.data.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
}
