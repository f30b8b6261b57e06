package dev.quickstudy.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExampleViewTest {
  @Test
  void inkIsBlackOnWhite() {
    BufferedImage image = ExampleView.image(new float[] {0, 1, 0.5f, 0}, List.of(1L, 2L, 2L));
    assertThat(image.getRaster().getSample(0, 0, 0)).isEqualTo(255);
    assertThat(image.getRaster().getSample(1, 0, 0)).isZero();
    assertThat(image.getRaster().getSample(0, 1, 0)).isEqualTo(128);
  }

  @Test
  void otherNumbersAreStretchedOverAllChannelsTogether() {
    float[] numbers = {-2, 0, 1, 0, 2, 0};
    BufferedImage image = ExampleView.image(numbers, List.of(3L, 1L, 2L));
    assertThat(image.getRGB(0, 0) & 0xffffff).isEqualTo(0x00bfff);
    assertThat(image.getRGB(1, 0) & 0xffffff).isEqualTo(0x808080);
  }

  @Test
  void theLowestPitchOfASpectrogramIsAtTheBottom() {
    BufferedImage image = ExampleView.image(new float[] {-2, -2, 3, 3}, List.of(1L, 2L, 2L));
    assertThat(image.getRaster().getSample(0, 0, 0)).isEqualTo(255);
    assertThat(image.getRaster().getSample(0, 1, 0)).isZero();
  }

  @Test
  void aPictureOfOneLevelIsGrey() {
    BufferedImage image = ExampleView.image(new float[] {-3, -3}, List.of(1L, 1L, 2L));
    assertThat(image.getRaster().getSample(1, 0, 0)).isEqualTo(128);
  }

  @Test
  void aLongTextIsCutBetweenLetters() {
    String shortened = ExampleView.shortened("😀".repeat(400));
    assertThat(shortened).isEqualTo("😀".repeat(280) + " …");
  }
}
