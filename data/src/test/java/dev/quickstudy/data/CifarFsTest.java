package dev.quickstudy.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quickstudy.task.ClassPool;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarFsTest {
  private static final Path DATA =
      Path.of(System.getProperty("quickstudy.data", "../../shared/data"));

  @TempDir private Path folder;

  /** Each class has two pictures of one colour. */
  private void write(int side, String... classesOfSplits) throws IOException {
    try (OutputStream file = Files.newOutputStream(folder.resolve("cifar100.zip"));
        ZipOutputStream zip = new ZipOutputStream(file)) {
      String[] lists = {"train", "val", "test"};
      for (int s = 0; s < lists.length; s++) {
        put(
            zip,
            "cifar100/splits/bertinetto/" + lists[s] + ".txt",
            (classesOfSplits[s] + "\n").getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 2; i++) {
          put(
              zip,
              "cifar100/data/" + classesOfSplits[s] + "/" + lists[s] + i + ".png",
              png(side, 0x102030 * (s + 1) + i));
        }
      }
    }
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }

  private static byte[] png(int side, int rgb) throws IOException {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < side * side; i++) {
      image.setRGB(i % side, i / side, rgb);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  @Test
  void classesComeInTheirSplitsWithTheirPictures() throws IOException {
    write(32, "apple", "boat", "cloud");
    ClassTasks tasks = new CifarFs(folder).tasks();
    for (Split split : Split.values()) {
      assertThat(tasks.classes().count(split)).isEqualTo(1);
    }
    ClassPool pool = tasks.classes().pool();
    assertThat(pool.className(tasks.classes().classIndex(Split.TEST, 0))).isEqualTo("cloud");
    assertThat(pool.size(0)).isEqualTo(2);
  }

  @Test
  void coloursAreStandardisedByTheTrainingClassesAlone() throws IOException {
    write(32, "apple", "boat", "cloud");
    ClassPool pool = new CifarFs(folder).tasks().classes().pool();
    float[] first = new float[3 * 32 * 32];
    float[] second = new float[first.length];
    pool.copy(0, 0, first, 0);
    pool.copy(0, 1, second, 0);
    // The two pictures of the only training class differ by one in blue: −1 and 1 standard
    // deviations from their mean.
    assertThat((double) first[2 * 1024 + 5]).isCloseTo(-1, within(1e-4));
    assertThat((double) second[2 * 1024 + 5]).isCloseTo(1, within(1e-4));
  }

  @Test
  void whatIsMissingOrOfAnotherSizeIsNamed() throws IOException {
    assertThatThrownBy(() -> new CifarFs(folder).tasks())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("there is no cifar100.zip");
    write(31, "apple", "boat", "cloud");
    assertThatThrownBy(() -> new CifarFs(folder).tasks())
        .hasMessageContaining("cifar100/data/")
        .hasRootCauseMessage("it has 31×31 pixels, not 32×32");
    write(32, "apple", "apple", "cloud");
    assertThatThrownBy(() -> new CifarFs(folder).tasks()).hasMessageContaining("in two splits");
    byte[] whole = Files.readAllBytes(folder.resolve("cifar100.zip"));
    Files.write(folder.resolve("cifar100.zip"), java.util.Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> new CifarFs(folder).tasks())
        .hasMessageContaining("no whole zip archive");
  }

  @Test
  void theRealArchiveHasItsSixtyFourSixteenAndTwentyClasses() throws IOException {
    assumeTrue(
        Files.exists(DATA.resolve("cifar100/cifar100.zip")),
        "skipped: the data set cifar100 is not in " + DATA);
    ClassTasks tasks = new CifarFs(DATA).tasks();
    assertThat(tasks.classes().count(Split.TRAIN)).isEqualTo(64);
    assertThat(tasks.classes().count(Split.VALIDATION)).isEqualTo(16);
    assertThat(tasks.classes().count(Split.TEST)).isEqualTo(20);
    ClassPool pool = tasks.classes().pool();
    assertThat(pool.classes()).isEqualTo(100);
    double sum = 0;
    float[] picture = new float[3 * 32 * 32];
    int count = 0;
    for (int i = 0; i < tasks.classes().count(Split.TRAIN); i++) {
      for (int example = 0; example < 20; example++) {
        pool.copy(tasks.classes().classIndex(Split.TRAIN, i), example, picture, 0);
        for (float value : picture) {
          sum += value;
        }
        count += picture.length;
      }
    }
    assertThat(sum / count).isCloseTo(0, within(0.05));
  }
}
