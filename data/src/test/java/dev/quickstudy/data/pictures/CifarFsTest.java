package dev.quickstudy.data.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.TestFiles;
import dev.quickstudy.task.ClassPool;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarFsTest {
  private static Optional<ClassTasks> read = Optional.empty();

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
  void filesThatAreMissingOrOfAnotherSizeAreNamed() throws IOException {
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
    Files.write(folder.resolve("cifar100.zip"), Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> new CifarFs(folder).tasks())
        .hasMessageContaining("no whole zip archive");
  }

  @Test
  void aListedClassWithoutPicturesAndAMissingListAreNamed() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("cifar100/data/apple/1.png", png(32, 0));
    Path file = folder.resolve("cifar100.zip");
    TestFiles.zip(file, entries);
    assertThatThrownBy(() -> new CifarFs(folder).tasks())
        .isInstanceOf(DataException.class)
        .hasMessageMatching(
            Pattern.quote(file + " has no entry cifar100/splits/bertinetto/")
                + "(train|val|test)\\.txt");
    for (String list : List.of("train", "val", "test")) {
      entries.put(
          "cifar100/splits/bertinetto/" + list + ".txt",
          (list.equals("train") ? "apple\nboat" : "").getBytes(StandardCharsets.UTF_8));
    }
    TestFiles.zip(file, entries);
    assertThatThrownBy(() -> new CifarFs(folder).tasks())
        .isInstanceOf(DataException.class)
        .hasMessage(file + ": class boat is in a split, but there is no picture of it");
  }

  @Test
  void aPictureThatIsGreyOrNoneIsNamed() throws IOException {
    Path file = folder.resolve("cifar100.zip");
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (String list : List.of("train", "val", "test")) {
      entries.put(
          "cifar100/splits/bertinetto/" + list + ".txt", list.getBytes(StandardCharsets.UTF_8));
      entries.put("cifar100/data/" + list + "/1.png", png(32, 0xabcdef));
    }
    entries.put(
        "cifar100/data/val/2.png",
        TestFiles.encoded(new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY), "png"));
    TestFiles.zip(file, entries);
    assertThatThrownBy(() -> new CifarFs(folder).tasks())
        .isInstanceOf(DataException.class)
        .hasMessage(
            file + ": entry cifar100/data/val/2.png cannot be read: it is grey, not in colour");
    entries.put("cifar100/data/val/2.png", new byte[] {1, 2, 3});
    TestFiles.zip(file, entries);
    assertThatThrownBy(() -> new CifarFs(folder).tasks())
        .hasMessageContaining("cifar100/data/val/2.png cannot be read: not a PNG");
  }

  @Test
  void theRealArchiveHasItsSixtyFourSixteenAndTwentyClasses() {
    ClassTasks tasks = real();
    assertThat(names(tasks, Split.TRAIN)).hasSize(64);
    assertThat(names(tasks, Split.VALIDATION)).hasSize(16);
    assertThat(names(tasks, Split.TEST)).hasSize(20);
    Set<String> all = new HashSet<>();
    for (Split split : Split.values()) {
      all.addAll(names(tasks, split));
    }
    assertThat(all).hasSize(100);
    assertThat(names(tasks, Split.TRAIN)).contains("apple", "tank");
    assertThat(names(tasks, Split.TEST)).contains("baby", "worm");
  }

  private static List<String> names(ClassTasks tasks, Split split) {
    ClassPool pool = tasks.classes().pool();
    return IntStream.range(0, tasks.classes().count(split))
        .mapToObj(i -> pool.className(tasks.classes().classIndex(split, i)))
        .toList();
  }

  @Test
  void everyPixelOfARealPictureIsTheStoredOneStandardisedByItsChannel() throws IOException {
    ClassPool pool = real().classes().pool();
    int apple =
        IntStream.range(0, pool.classes())
            .filter(c -> pool.className(c).equals("apple"))
            .findFirst()
            .orElseThrow();
    float[] read = new float[3 * 32 * 32];
    pool.copy(apple, 0, read, 0);
    BufferedImage stored = firstApple();
    // The constants of the archive of 15,000 pictures, worked out apart from this project.
    double[] mean = {130.27549662272136, 125.62448659261068, 113.52553883870442};
    double[] deviation = {68.29609273602225, 65.46575456269434, 70.80500145776928};
    for (int i = 0; i < read.length; i++) {
      int channel = i / 1024;
      int value = stored.getRGB(i % 32, i / 32 % 32) >> (16 - 8 * channel) & 255;
      assertThat((double) read[i])
          .isCloseTo((value - mean[channel]) / deviation[channel], within(1e-4));
    }
  }

  /** By name the first picture of the first class. */
  private static BufferedImage firstApple() throws IOException {
    Path file = TestFiles.dataFolderWith("cifar100").resolve("cifar100/cifar100.zip");
    try (ZipFile zip = new ZipFile(file.toFile())) {
      String first =
          zip.stream()
              .map(ZipEntry::getName)
              .filter(name -> name.startsWith("cifar100/data/apple/"))
              .min(String::compareTo)
              .orElseThrow();
      try (InputStream stream = zip.getInputStream(zip.getEntry(first))) {
        return ImageIO.read(stream);
      }
    }
  }

  @Test
  void trainingPicturesAreStandardisedOnTheWhole() {
    ClassTasks tasks = real();
    ClassPool pool = tasks.classes().pool();
    double[] sum = new double[3];
    double[] squares = new double[3];
    long count = 0;
    float[] picture = new float[3 * 32 * 32];
    for (int i = 0; i < tasks.classes().count(Split.TRAIN); i++) {
      int c = tasks.classes().classIndex(Split.TRAIN, i);
      for (int example = 0; example < pool.size(c); example++) {
        pool.copy(c, example, picture, 0);
        for (int j = 0; j < picture.length; j++) {
          sum[j / 1024] += picture[j];
          squares[j / 1024] += picture[j] * (double) picture[j];
        }
        count += 1024;
      }
    }
    for (int channel = 0; channel < 3; channel++) {
      assertThat(sum[channel] / count).isCloseTo(0, within(1e-5));
      assertThat(squares[channel] / count).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void aTaskDoesNotDependOnHowManyAreDrawnWithIt() {
    ClassTasks tasks = real();
    TaskShape shape = new TaskShape(5, 1, 2);
    RandomKey key = RandomKey.of(3);
    try (Scope scope = Scope.open()) {
      TaskBatch together = tasks.sample(Split.TEST, shape, key, 0, 4);
      TaskBatch alone = tasks.sample(Split.TEST, shape, key, 2, 1);
      assertThat(alone.query().x().toFloats())
          .isEqualTo(together.query().x().slice(0, 2, 3).toFloats());
      assertThat(alone.support().x().shape()).containsExactly(1, 5, 3, 32, 32);
    }
  }

  /** Reading takes seconds, so all tests share it. */
  private static synchronized ClassTasks real() {
    if (read.isEmpty()) {
      read = Optional.of(new CifarFs(TestFiles.dataFolderWith("cifar100")).tasks());
    }
    return read.orElseThrow();
  }
}
