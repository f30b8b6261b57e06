package dev.quickstudy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  private static final long[] SHAPE = {1, 4, 4};

  @TempDir Path folder;

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

  @Test
  void classesAndFilesComeInTheOrderOfTheirNames() {
    ImageFolder read = ImageFolder.read(folder, SHAPE);

    assertThat(read.classes()).isEqualTo(2);
    assertThat(read.className(0)).isEqualTo("ant");
    assertThat(read.className(1)).isEqualTo("cat");
    assertThat(read.size(1)).isEqualTo(2);
    assertThat(read.file(1, 0)).isEqualTo(folder.resolve("cat/a.png"));
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

    assertThat(ImageFolder.picture(dark, SHAPE))
        .containsExactly(0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0)
        .containsExactly(ImageFolder.picture(light, SHAPE));
  }

  @Test
  void aWidePictureIsNotStretchedButPutInTheMiddle() throws IOException {
    Path wide = picture("wide.png", 8, 4, 0, 0, 2, 4);

    assertThat(ImageFolder.picture(wide, SHAPE))
        .containsExactly(
            new float[] {0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0}, within(1e-6f));
  }

  @Test
  void aLineOfPixelsIsStillAPicture() throws IOException {
    Path line = picture("line.png", 4000, 1, 0, 0, 1000, 1);

    assertThat(ImageFolder.picture(line, SHAPE))
        .containsExactly(
            new float[] {0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, within(1e-5f));
  }

  @Test
  void hiddenFilesArePassedOver() throws IOException {
    Files.write(folder.resolve(".DS_Store"), new byte[3]);
    Files.write(folder.resolve("cat/.DS_Store"), new byte[3]);

    assertThat(ImageFolder.read(folder, SHAPE).size(1)).isEqualTo(2);
  }

  @Test
  void theFingerprintFollowsThePictures() throws IOException {
    String before = ImageFolder.read(folder, SHAPE).fingerprint();
    assertThat(ImageFolder.read(folder, SHAPE).fingerprint()).isEqualTo(before);

    picture("cat/a.png", 8, 8, 0, 0, 4, 6);

    assertThat(ImageFolder.read(folder, SHAPE).fingerprint()).isNotEqualTo(before);
  }

  @Test
  void aMissingFolderIsNamed() {
    refused(folder.resolve("nothing"), "there is no folder " + folder.resolve("nothing"));
  }

  @Test
  void oneClassIsTooFew() throws IOException {
    Files.delete(folder.resolve("ant/one.gif"));
    Files.delete(folder.resolve("ant"));

    refused(folder, "has only the folder cat, but at least two classes are needed");
  }

  @Test
  void aClassWithoutPicturesIsNamed() throws IOException {
    Files.createDirectory(folder.resolve("bee"));

    refused(folder, "the folder " + folder.resolve("bee") + " has no pictures");
  }

  @Test
  void mixedSizesAreNamedWithBothFiles() throws IOException {
    Path other = picture("cat/c.png", 8, 9, 0, 0, 4, 4);

    refused(
        folder,
        other
            + " has 8×9 pixels, but "
            + folder.resolve("ant/one.gif")
            + " has 8×8 pixels; bring all pictures to one size");
  }

  @Test
  void aFileThatIsNoPictureIsNamed() throws IOException {
    Path notes = Files.writeString(folder.resolve("cat/notes.txt"), "my cats");

    refused(folder, notes + " cannot be read as a picture: not a PNG, JPEG, GIF or BMP picture");
  }

  @Test
  void aFolderAmongThePicturesOfAClassIsNamed() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("cat/more"));

    refused(folder, inner + " cannot be read as a picture: it is a folder");
  }

  @Test
  void aPictureBesideTheClassFoldersIsNamed() throws IOException {
    Path stray = picture("stray.png", 8, 8, 0, 0, 4, 4);

    refused(folder, stray + " is not in the folder of a class");
  }

  @Test
  void aLearnerOfColourPicturesIsRefused() {
    assertThatThrownBy(() -> ImageFolder.read(folder, new long[] {3, 32, 32}))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("[3, 32, 32]");
  }

  private static void refused(Path folder, String message) {
    assertThatThrownBy(() -> ImageFolder.read(folder, SHAPE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }
}
