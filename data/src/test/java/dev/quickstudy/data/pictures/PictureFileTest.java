package dev.quickstudy.data.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.data.TestFiles;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;

class PictureFileTest {
  private static final List<String> FORMATS = List.of("png", "jpg", "gif", "bmp");

  private static GreyPicture grey(byte[] file) {
    try {
      return PictureFile.decode(file).grey();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A picture with detail everywhere, so that what is lost shows. */
  private static BufferedImage busy(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(3);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, random.nextInt(1 << 24));
    }
    return image;
  }

  @Test
  void storedGreyValuesAreReadAsTheyAre() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 51, 255});

    assertThat(grey(TestFiles.encoded(image, "png")).values())
        .containsExactly(new float[] {0, 0.2f, 1}, within(1e-6f));
  }

  @Test
  void sixteenBitGreyIsScaledByItsOwnRange() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setPixels(0, 0, 2, 1, new int[] {13107, 65535});

    assertThat(grey(TestFiles.encoded(image, "png")).values())
        .containsExactly(new float[] {0.2f, 1}, within(1e-6f));
  }

  @Test
  void coloursBecomeTheirBrightnessAndTransparentPartsWhite() throws IOException {
    BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_INT_ARGB);
    int[] colours = {0xFFFF0000, 0xFF00FF00, 0xFF0000FF, 0x00000000};
    image.setRGB(0, 0, 4, 1, colours, 0, 4);

    assertThat(grey(TestFiles.encoded(image, "png")).values())
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
      GreyPicture picture = grey(TestFiles.encoded(image, format));

      assertThat(picture.values()[0]).as(format).isCloseTo(0, within(0.03f));
      assertThat(picture.values()[15]).as(format).isCloseTo(1, within(0.03f));
    }
  }

  @Test
  void readRefusesWhatIsNoPicture() {
    byte[] text = "not a picture at all".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> PictureFile.decode(text))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a PNG");
  }

  @Test
  void coloursComeChannelByChannelWhateverTheirStorage() throws IOException {
    for (int type :
        new int[] {
          BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_BYTE_INDEXED
        }) {
      BufferedImage image = new BufferedImage(1, 1, type);
      image.setRGB(0, 0, 0x336699);
      PictureFile file = PictureFile.decode(TestFiles.encoded(image, "png"));

      assertThat(file.channel(0).values()).containsExactly(new float[] {0.2f}, within(1e-6f));
      assertThat(file.channel(1).values()).containsExactly(new float[] {0.4f}, within(1e-6f));
      assertThat(file.channel(2).values()).containsExactly(new float[] {0.6f}, within(1e-6f));
    }
  }

  @Test
  void greyPicturesHaveTheSameValueInEveryChannel() throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(0, 0, 0, 51);
    PictureFile file = PictureFile.decode(TestFiles.encoded(image, "png"));

    assertThat(file.isGrey()).isTrue();
    for (int channel = 0; channel < 3; channel++) {
      assertThat(file.channel(channel).values()).containsExactly(new float[] {0.2f}, within(1e-6f));
    }
  }

  @Test
  void sixteenBitColoursAreRead() throws IOException {
    byte[] samples = {0x33, 0x33, 0x66, 0x66, (byte) 0x99, (byte) 0x99};
    PictureFile file = PictureFile.decode(png(1, 1, 16, 2, deflated(samples)));

    assertThat(file.channel(0).values()[0]).isCloseTo(0.2f, within(1e-2f));
    assertThat(file.channel(2).values()[0]).isCloseTo(0.6f, within(1e-2f));
  }

  @Test
  void fourColourJpegsOfPrintersAreRead() throws IOException {
    // As Adobe's programs write them: 255 is no ink.
    assertThat(PictureFile.decode(fourInks(255)).channel(0).values()[0]).isGreaterThan(0.9f);
    assertThat(PictureFile.decode(fourInks(0)).channel(0).values()[0]).isLessThan(0.3f);
    assertThat(PictureFile.decode(fourInks(0)).isGrey()).isFalse();
  }

  private static byte[] fourInks(int value) throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(0, 16, 16, 4, null);
    for (int i = 0; i < 256; i++) {
      raster.setPixel(i % 16, i / 16, new int[] {value, value, value, value});
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(new IIOImage(raster, null, null));
    } finally {
      writer.dispose();
    }
    byte[] jpeg = bytes.toByteArray();
    byte[] adobe = {
      (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };
    return ByteBuffer.allocate(jpeg.length + adobe.length)
        .put(jpeg, 0, 2)
        .put(adobe)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  @Test
  void everyOrientationOfExifIsTurnedUpright() throws IOException {
    // Seen: a red corner at the top left, a green one at its right. Where they are stored follows
    // from the words of the standard: "row 0 is seen at the top, column 0 at the left" and so on.
    int[][] redAndGreen = {
      {0, 0, 31, 0}, {31, 0, 0, 0}, {31, 15, 0, 15}, {0, 15, 31, 15},
      {0, 0, 0, 31}, {0, 31, 0, 0}, {15, 31, 15, 0}, {15, 0, 15, 31}
    };
    for (int orientation = 1; orientation <= 8; orientation++) {
      boolean swapped = orientation > 4;
      BufferedImage stored =
          new BufferedImage(swapped ? 16 : 32, swapped ? 32 : 16, BufferedImage.TYPE_INT_RGB);
      int[] places = redAndGreen[orientation - 1];
      corner(stored, places[0], places[1], 0xFF0000);
      corner(stored, places[2], places[3], 0x00FF00);
      for (byte[] file :
          List.of(
              jpegWithExif(TestFiles.encoded(stored, "jpg"), orientation),
              pngWithExif(TestFiles.encoded(stored, "png"), orientation))) {
        PictureFile picture = PictureFile.decode(file);
        GreyPicture red = picture.channel(0);
        GreyPicture green = picture.channel(1);

        assertThat(red.width()).as("orientation " + orientation).isEqualTo(32);
        assertThat(red.height()).isEqualTo(16);
        assertThat(picture.turned()).isEqualTo(orientation > 1);
        assertThat(red.values()[33]).as("red, orientation " + orientation).isGreaterThan(0.7f);
        assertThat(green.values()[32 + 30]).as("green, " + orientation).isGreaterThan(0.7f);
        assertThat(green.values()[33]).isLessThan(0.3f);
      }
    }
  }

  /** Paints eight pixels by eight in the corner that a pixel is in. */
  private static void corner(BufferedImage image, int x, int y, int rgb) {
    int left = x == 0 ? 0 : image.getWidth() - 8;
    int top = y == 0 ? 0 : image.getHeight() - 8;
    for (int i = 0; i < 64; i++) {
      image.setRGB(left + i % 8, top + i / 8, rgb);
    }
  }

  private static byte[] exif(int orientation) {
    return ByteBuffer.allocate(26)
        .put(new byte[] {'M', 'M', 0, 42})
        .putInt(8)
        .putShort((short) 1)
        .putShort((short) 0x0112)
        .putShort((short) 3)
        .putInt(1)
        .putShort((short) orientation)
        .array();
  }

  private static byte[] jpegWithExif(byte[] jpeg, int orientation) {
    byte[] exif = exif(orientation);
    return ByteBuffer.allocate(jpeg.length + 10 + exif.length)
        .put(jpeg, 0, 2)
        .put(new byte[] {(byte) 0xff, (byte) 0xe1})
        .putShort((short) (8 + exif.length))
        .put(new byte[] {'E', 'x', 'i', 'f', 0, 0})
        .put(exif)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  private static byte[] pngWithExif(byte[] png, int orientation) {
    byte[] chunk = chunk("eXIf", exif(orientation));
    int afterHeader = 8 + 25;
    return ByteBuffer.allocate(png.length + chunk.length)
        .put(png, 0, afterHeader)
        .put(chunk)
        .put(png, afterHeader, png.length - afterHeader)
        .array();
  }

  private static byte[] chunk(String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 sum = new CRC32();
    sum.update(name);
    sum.update(data);
    return ByteBuffer.allocate(12 + data.length)
        .putInt(data.length)
        .put(name)
        .put(data)
        .putInt((int) sum.getValue())
        .array();
  }

  /** One filter byte in front of all samples, packed. */
  private static byte[] deflated(byte[] samples) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var out = new java.util.zip.DeflaterOutputStream(bytes)) {
      out.write(0);
      out.write(samples);
    }
    return bytes.toByteArray();
  }

  private static byte[] png(int width, int height, int bits, int colours, byte[] packed) {
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put(new byte[] {(byte) bits, (byte) colours, 0, 0, 0})
            .array();
    byte[][] parts = {
      {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'},
      chunk("IHDR", header),
      chunk("IDAT", packed),
      chunk("IEND", new byte[0])
    };
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @Test
  void aPictureOfAbsurdSizeIsRefusedByItsHeader() throws IOException {
    byte[] png = png(40_000, 40_000, 8, 2, deflated(new byte[3]));

    assertThatThrownBy(() -> PictureFile.decode(png))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("40000×40000 pixels are more than");
    assertThatThrownBy(() -> PictureFile.pixels(png)).hasMessageContaining("40000×40000");
    byte[] bmp = TestFiles.encoded(busy(4, 4), "bmp");
    ByteBuffer.wrap(bmp)
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .putInt(18, 40_000)
        .putInt(22, 40_000);
    assertThatThrownBy(() -> PictureFile.decode(bmp)).isInstanceOf(IOException.class);
    byte[] gif = TestFiles.encoded(TestFiles.picture(4, 4, 0, 0, 2, 2), "gif");
    int descriptor = new String(gif, StandardCharsets.ISO_8859_1).indexOf(',', 13 + 6);
    ByteBuffer.wrap(gif)
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .putShort(descriptor + 5, (short) 40_000)
        .putShort(descriptor + 7, (short) 40_000);
    assertThatThrownBy(() -> PictureFile.decode(gif)).hasMessageContaining("40000×40000");
  }

  @Test
  void aPictureCutShortIsRefusedOrWhole() {
    for (String format : FORMATS) {
      byte[] whole = TestFiles.encoded(busy(40, 40), format);
      float[] pixels = grey(whole).values();
      int refused = 0;
      for (int length = 0; length < whole.length; length += 7) {
        byte[] cut = Arrays.copyOf(whole, length);
        try {
          assertThat(grey(cut).values())
              .as(format + " cut to " + length + " of " + whole.length)
              .isEqualTo(pixels);
        } catch (UncheckedIOException e) {
          refused++;
        }
      }
      assertThat(refused).as(format).isGreaterThan(whole.length / 7 - 3);
    }
  }

  @Test
  void aDamagedPictureIsReadOrRefusedInOneLine() {
    Random random = new Random(11);
    List<String> unread = new ArrayList<>();
    for (String format : FORMATS) {
      byte[] whole = TestFiles.encoded(busy(24, 24), format);
      for (int round = 0; round < 500; round++) {
        byte[] damaged = whole.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
          damaged[random.nextInt(round % 2 == 0 ? Math.min(120, whole.length) : whole.length)] =
              (byte) random.nextInt(256);
        }
        try {
          grey(damaged);
        } catch (UncheckedIOException e) {
          unread.add(String.valueOf(e.getMessage()));
        }
      }
    }
    assertThat(unread).hasSizeGreaterThan(500);
  }

  @Test
  void ofAnAnimationTheFirstPictureIsTakenAndItIsSaid() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      writer.writeToSequence(new IIOImage(TestFiles.picture(8, 8, 0, 0, 8, 8), null, null), null);
      writer.writeToSequence(new IIOImage(TestFiles.picture(8, 8, 0, 0, 0, 0), null, null), null);
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
    PictureFile file = PictureFile.decode(bytes.toByteArray());

    assertThat(file.animated()).isTrue();
    assertThat(file.grey().values()).containsOnly(0);
    assertThat(
            PictureFile.decode(TestFiles.encoded(TestFiles.picture(8, 8, 0, 0, 2, 2), "gif"))
                .animated())
        .isFalse();
  }
}
