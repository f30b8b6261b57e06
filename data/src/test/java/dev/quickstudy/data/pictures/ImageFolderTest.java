package dev.quickstudy.data.pictures;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.TestFiles;
import dev.quickstudy.task.ClassPool;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  private static final long[] SHAPE = {1, 4, 4};
  private static final long[] COLOUR = {3, 2, 2};

  @TempDir Path folder;
  @TempDir Path zips;

  @BeforeEach
  void twoClasses() throws IOException {
    picture("cat/b.png", 8, 8, 0, 0, 2, 8);
    picture("cat/a.png", 8, 8, 0, 0, 4, 4);
    picture("ant/one.gif", 8, 8, 4, 4, 8, 8);
  }

  private Path picture(String name, int width, int height, int left, int top, int right, int bottom)
      throws IOException {
    String format = name.substring(name.lastIndexOf('.') + 1);
    BufferedImage image = TestFiles.picture(width, height, left, top, right, bottom);
    return TestFiles.write(folder.resolve(name), TestFiles.encoded(image, format));
  }

  private ImageFolder read() {
    return ImageFolder.read(folder, SHAPE, 2, 2);
  }

  private static float[] ink(Path file) {
    return input(file, SHAPE, Optional.empty());
  }

  private static float[] input(Path file, long[] shape, Optional<ChannelScale> scale) {
    try (PictureListing one = PictureListing.toClassify(List.of(file), List.of(), 1)) {
      return one.inputs(shape, scale, 1).get(0).get();
    }
  }

  @Test
  void classesAndFilesComeInTheOrderOfTheirNames() {
    ImageFolder folders = read();
    ClassPool read = folders.pool(Optional.empty());

    assertThat(folders.classes()).containsExactly("ant", "cat");
    assertThat(read.className(1)).isEqualTo("cat");
    assertThat(read.size(1)).isEqualTo(2);
    assertThat(folders.file("cat", 0)).isEqualTo(folder.resolve("cat/a.png").toString());
    float[] into = new float[17];
    read.copy(1, 1, into, 1);
    assertThat(into).containsExactly(0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0);
  }

  @Test
  void inkIsOneWhetherPaperIsWhiteOrBlack() throws IOException {
    Path dark = picture("dark.png", 8, 8, 2, 2, 6, 6);
    BufferedImage negative = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 2; i < 6; i++) {
      for (int j = 2; j < 6; j++) {
        negative.setRGB(i, j, 0xFFFFFF);
      }
    }
    Path light = TestFiles.write(folder.resolve("light.png"), TestFiles.encoded(negative, "png"));

    assertThat(ink(dark))
        .containsExactly(0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0)
        .containsExactly(ink(light));
  }

  @Test
  void aWidePictureIsNotStretchedButPutInTheMiddle() throws IOException {
    Path wide = picture("wide.png", 8, 4, 0, 0, 2, 4);

    assertThat(ink(wide))
        .containsExactly(
            new float[] {0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0}, within(1e-6f));
  }

  @Test
  void aLineOfPixelsIsStillAPicture() throws IOException {
    Path line = picture("line.png", 4000, 1, 0, 0, 1000, 1);

    assertThat(ink(line))
        .containsExactly(
            new float[] {0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, within(1e-5f));
  }

  @Test
  void filesThatAreNoPicturesByNameArePassedOverAndCounted() throws IOException {
    Files.write(folder.resolve(".DS_Store"), new byte[3]);
    Files.write(folder.resolve("cat/Thumbs.db"), new byte[3]);
    Files.writeString(folder.resolve("cat/notes.txt"), "my cats");
    Files.write(folder.resolve("ant/README"), new byte[3]);

    assertThat(read().pool(Optional.empty()).size(1)).isEqualTo(2);
    assertThat(read().summary())
        .endsWith("4 other files or folders not read (.DS_Store, ant/README, cat/Thumbs.db …)");
  }

  @Test
  void theFingerprintFollowsThePictures() throws IOException {
    String before = read().pool(Optional.empty()).fingerprint();
    assertThat(read().pool(Optional.empty()).fingerprint()).isEqualTo(before);

    picture("cat/a.png", 8, 8, 0, 0, 4, 6);

    assertThat(read().pool(Optional.empty()).fingerprint()).isNotEqualTo(before);
  }

  @Test
  void aMissingFolderIsNamed() {
    refused(folder.resolve("nothing"), "there is no folder " + folder.resolve("nothing"));
  }

  @Test
  void oneClassIsTooFew() throws IOException {
    Files.delete(folder.resolve("ant/one.gif"));
    Files.delete(folder.resolve("ant"));

    refused(folder, "has only the class cat, but at least two classes are needed");
  }

  @Test
  void aClassWithoutPicturesIsNamed() throws IOException {
    Files.createDirectory(folder.resolve("bee"));

    refused(folder, "the folder " + folder.resolve("bee") + " has no pictures");
  }

  @Test
  void picturesOfOtherSizesAndShapesAreFittedAndCounted() throws IOException {
    picture("cat/c.png", 8, 9, 0, 0, 4, 4);
    picture("cat/d.png", 16, 16, 0, 0, 4, 4);

    assertThat(read().pool(Optional.empty()).size(1)).isEqualTo(4);
    assertThat(read().summary())
        .isEqualTo(
            folder.getFileName()
                + ": 5 files, 5 pictures of 2 classes, 1 of another shape, put in the middle");
  }

  @Test
  void aFileThatIsNoPictureIsNamed() throws IOException {
    Path notes = Files.writeString(folder.resolve("cat/notes.png"), "my cats");

    refused(folder, notes + " cannot be read as a picture: not a PNG, JPEG, GIF or BMP picture");
  }

  @Test
  void allFilesThatAreNoPicturesAreToldAtOnce() throws IOException {
    for (int i = 0; i < 7; i++) {
      Files.writeString(folder.resolve("cat/x" + i + ".jpg"), "no picture");
    }
    Path webp = Files.write(folder.resolve("ant/a.png"), "RIFF....WEBPVP8 ".getBytes(US_ASCII));

    refused(folder, folder + ": 8 files or folders cannot be taken: " + webp + " cannot be read");
    refused(folder, "not a PNG, JPEG, GIF or BMP picture, but a WebP picture: convert it");
    refused(folder, "; and 3 more");
  }

  @Test
  void picturesOfOtherFormatsAreNamedByTheirEndings() throws IOException {
    Path heic = Files.write(folder.resolve("cat/a.HEIC"), new byte[9]);

    refused(
        folder, heic + " is a .heic file, which is not read; convert it to PNG, JPEG, GIF or BMP");
  }

  @Test
  void aPictureBesideTheClassFoldersIsNamed() throws IOException {
    Path stray = picture("stray.png", 8, 8, 0, 0, 4, 4);

    refused(folder, stray + " is not in the folder of a class");
  }

  @Test
  void aLearnerOfOtherThanPicturesIsRefused() {
    assertThatThrownBy(() -> ImageFolder.read(folder, new long[] {2, 32, 32}, 2, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("[2, 32, 32]");
  }

  @Test
  void aRepeatedPictureIsLeftOutAndOneInTwoClassesTwice() throws IOException {
    Files.copy(folder.resolve("cat/a.png"), folder.resolve("cat/again.png"));
    picture("ant/both.png", 8, 8, 1, 1, 3, 3);
    Files.copy(folder.resolve("ant/both.png"), folder.resolve("cat/both.png"));

    ImageFolder read = read();

    assertThat(read.pool(Optional.empty()).size(0)).isEqualTo(1);
    assertThat(read.pool(Optional.empty()).size(1)).isEqualTo(2);
    assertThat(read.summary())
        .contains("6 files, 3 pictures of 2 classes, 1 repeated in a class left out")
        .contains(
            "2 left out that are in two classes, such as "
                + folder.resolve("ant/both.png")
                + " and "
                + folder.resolve("cat/both.png"));
  }

  @Test
  void aClassWhosePicturesAreAllInAnotherIsRefused() throws IOException {
    Files.copy(folder.resolve("ant/one.gif"), folder.resolve("cat/one.gif"));

    refused(folder, "every picture of class ant is in another class too");
  }

  @Test
  void coloursAreStandardisedByTheTrainedClassesAndTheirScaleIsKept() throws IOException {
    colour("ant/red.png", 0xFF0000);
    colour("ant/blue.png", 0x0000FF);
    Files.delete(folder.resolve("ant/one.gif"));
    ImageFolder read = ImageFolder.read(folder, COLOUR, 2, 1);

    ChannelScale scale = read.scale("ant"::equals).orElseThrow();
    ClassPool pool = read.pool(Optional.of(scale));

    assertThat(scale.mean()).containsExactly(127.5, 0.0, 127.5);
    assertThat(scale.deviation()).containsExactly(127.5, 1.0, 127.5);
    float[] blue = new float[12];
    pool.copy(0, 0, blue, 0);
    assertThat(blue).containsExactly(-1, -1, -1, -1, 0, 0, 0, 0, 1, 1, 1, 1);
    assertThat(input(folder.resolve("ant/blue.png"), COLOUR, Optional.of(scale))).isEqualTo(blue);
    assertThat(pool.fitted()).isEqualTo(scale.words());
    assertThat(ChannelScale.parse(scale.words())).isEqualTo(scale);
  }

  private void colour(String name, int rgb) throws IOException {
    BufferedImage image = new BufferedImage(5, 5, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 25; i++) {
      image.setRGB(i % 5, i / 5, rgb);
    }
    TestFiles.write(folder.resolve(name), TestFiles.encoded(image, "png"));
  }

  @Test
  void marginsHaveTheColourOfThePicturesBorder() throws IOException {
    BufferedImage wide = new BufferedImage(4, 2, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 8; i++) {
      wide.setRGB(i % 4, i / 4, 0x336699);
    }
    Path file = TestFiles.write(folder.resolve("wide.png"), TestFiles.encoded(wide, "png"));

    assertThat(input(file, COLOUR, Optional.empty()))
        .containsExactly(
            new float[] {0.2f, 0.2f, 0.2f, 0.2f, 0.4f, 0.4f, 0.4f, 0.4f, 0.6f, 0.6f, 0.6f, 0.6f},
            within(1e-6f));
  }

  @Test
  void anArchiveIsReadAsItsFolderWouldBeWithOrWithoutAFolderAround() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (String name : List.of("cat/b.png", "cat/a.png", "ant/one.gif")) {
      entries.put(name, Files.readAllBytes(folder.resolve(name)));
    }
    entries.put("__MACOSX/cat/._a.png", new byte[3]);
    entries.put("cat/.DS_Store", new byte[3]);
    Map<String, byte[]> around = new LinkedHashMap<>();
    entries.forEach((name, bytes) -> around.put("animals/" + name, bytes));
    around.remove("animals/__MACOSX/cat/._a.png");
    for (Path zip :
        List.of(
            TestFiles.zip(zips.resolve("a.zip"), entries),
            TestFiles.zip(zips.resolve("b.zip"), around))) {
      assertThat(ImageFolder.read(zip, SHAPE, 2, 2).pool(Optional.empty()).fingerprint())
          .isEqualTo(read().pool(Optional.empty()).fingerprint());
    }
  }

  @Test
  void anArchiveThatLeadsOutsideIsRefused() throws IOException {
    byte[] picture = Files.readAllBytes(folder.resolve("cat/a.png"));
    for (String name :
        List.of(
            "../cat/a.png",
            "cat/../../a.png",
            "/cat/a.png",
            "C:/cat/a.png",
            "..\\cat\\a.png",
            "\\\\server\\a.png",
            "c:\\cat\\a.png",
            "../.DS_Store")) {
      Path zip = TestFiles.zip(zips.resolve("x.zip"), Map.of("ant/b.png", picture, name, picture));

      refused(zip, "entry '" + name + "' leads out of the archive; it is not read");
    }
  }

  @Test
  void anArchiveThatUnpacksToFarMoreThanItIsIsRefusedBeforeItIsRead() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < 5; i++) {
      entries.put((i % 2 == 0 ? "ant/" : "cat/") + i + ".bmp", new byte[1000]);
    }
    Path zip = TestFiles.zip(zips.resolve("bomb.zip"), entries);
    byte[] lying = Files.readAllBytes(zip);
    ByteBuffer words = ByteBuffer.wrap(lying).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + 46 < lying.length; at++) {
      if (words.getInt(at) == 0x02014b50) { // an entry of the central directory
        words.putInt(at + 24, 240 << 20);
      }
    }
    Files.write(zip, lying);

    refused(zip, "claims to hold 1200 MB of pictures; it is not read");
  }

  @Test
  void anArchiveCutShortIsRefused() throws IOException {
    byte[] picture = Files.readAllBytes(folder.resolve("cat/a.png"));
    Path zip = TestFiles.zip(zips.resolve("x.zip"), Map.of("a/1.png", picture, "b/1.png", picture));
    Files.write(zip, Arrays.copyOf(Files.readAllBytes(zip), 60));

    refused(zip, zip + " is no whole zip archive");
  }

  @Test
  void readOfAnotherKindOfFileSaysWhatIsExpected() throws IOException {
    Path table = Files.writeString(zips.resolve("rows.csv"), "a,b\n1,2\n");

    refused(table, table + " is neither a folder nor a .zip of pictures");
  }

  private static void refused(Path folder, String message) {
    assertThatThrownBy(() -> ImageFolder.read(folder, SHAPE, 2, 2))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }
}
