package dev.quickstudy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GreyPictureTest {
  @Test
  void resamplingCountsPartsOfPixelsByTheirArea() {
    GreyPicture three = new GreyPicture(3, 1, new float[] {0, 0.6f, 0.9f});

    assertThat(three.resized(2, 1).values).containsExactly(new float[] {0.2f, 0.8f}, within(1e-6f));
  }

  @Test
  void resamplingKeepsTheMean() {
    float[] values = new float[105 * 60];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * 7919 % 1000) / 1000f;
    }

    GreyPicture small = new GreyPicture(105, 60, values).resized(28, 13);

    assertThat(mean(small.values)).isCloseTo(mean(values), within(1e-5));
  }

  @Test
  void enlargingRepeatsPixels() {
    GreyPicture two = new GreyPicture(2, 1, new float[] {0.25f, 1});

    assertThat(two.resized(4, 2).values)
        .containsExactly(new float[] {0.25f, 0.25f, 1, 1, 0.25f, 0.25f, 1, 1}, within(1e-6f));
  }

  @Test
  void storedGreyValuesAreReadAsTheyAre() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 51, 255});

    assertThat(GreyPicture.decode(TestFiles.encoded(image, "png")).values)
        .containsExactly(new float[] {0, 0.2f, 1}, within(1e-6f));
  }

  @Test
  void sixteenBitGreyIsScaledByItsOwnRange() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setPixels(0, 0, 2, 1, new int[] {13107, 65535});

    assertThat(GreyPicture.decode(TestFiles.encoded(image, "png")).values)
        .containsExactly(new float[] {0.2f, 1}, within(1e-6f));
  }

  @Test
  void coloursBecomeTheirBrightnessAndTransparentPartsWhite() throws IOException {
    BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_INT_ARGB);
    int[] colours = {0xFFFF0000, 0xFF00FF00, 0xFF0000FF, 0x00000000};
    image.setRGB(0, 0, 4, 1, colours, 0, 4);

    assertThat(GreyPicture.decode(TestFiles.encoded(image, "png")).values)
        .containsExactly(new float[] {0.299f, 0.587f, 0.114f, 1}, within(1e-6f));
  }

  @Test
  void allFourFormatsAreRead() throws IOException {
    BufferedImage image = new BufferedImage(16, 8, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 16; x++) {
        image.setRGB(x, y, x < 8 ? 0x000000 : 0xFFFFFF);
      }
    }
    for (String format : new String[] {"png", "jpg", "gif", "bmp"}) {
      GreyPicture picture = GreyPicture.decode(TestFiles.encoded(image, format));

      assertThat(picture.values[0]).as(format).isCloseTo(0, within(0.03f));
      assertThat(picture.values[15]).as(format).isCloseTo(1, within(0.03f));
    }
  }

  @Test
  void aPictureOfAbsurdSizeIsRefusedByItsHeader() {
    byte[] png = TestFiles.encoded(TestFiles.picture(8, 8, 0, 0, 4, 4), "png");
    png[16] = 0x00; // width, then height, are the eight bytes after "IHDR"
    png[17] = 0x01;
    png[20] = 0x00;
    png[21] = 0x01;

    assertThatThrownBy(() -> GreyPicture.decode(png))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("65544×65544 pixels are more than");
  }

  @Test
  void whatIsNoPictureIsRefused() {
    byte[] text = "not a picture at all".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> GreyPicture.decode(text))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a PNG");
  }

  @Test
  void aPictureCutShortIsRefused() {
    for (String format : new String[] {"png", "gif", "bmp"}) {
      byte[] whole = TestFiles.encoded(TestFiles.picture(40, 40, 3, 3, 20, 30), format);
      byte[] cut = Arrays.copyOf(whole, whole.length / 2);

      assertThatThrownBy(() -> GreyPicture.decode(cut)).as(format).isInstanceOf(IOException.class);
    }
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
