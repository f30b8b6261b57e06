package dev.quickstudy.data.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.TestFiles;
import dev.quickstudy.data.files.ExampleFiles.Kind;
import dev.quickstudy.data.pictures.ImageFolder;
import dev.quickstudy.task.Split;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExampleFilesTest {
  @TempDir private Path temporary;
  private Path root;
  private int made;

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectory(temporary.resolve("root"));
  }

  /** A small picture, each with other bytes. */
  private byte[] picture() {
    made++;
    return TestFiles.encoded(TestFiles.picture(12, 12, 0, 0, 1 + made % 11, 1 + made / 11), "png");
  }

  private void files(String... names) throws IOException {
    for (String name : names) {
      TestFiles.write(root.resolve(name), picture());
    }
  }

  /** The class of each file, by its name. */
  private static Map<String, String> classes(Path path) {
    try (ExampleFiles files = ExampleFiles.ofClasses(path, Kind.PICTURES, 2)) {
      return named(files);
    }
  }

  private static Map<String, String> named(ExampleFiles files) {
    Map<String, String> classes = new TreeMap<>();
    files.examples().forEach(one -> classes.put(one.name(), one.className().orElse("none")));
    return classes;
  }

  private static List<String> said(Path path) {
    try (ExampleFiles files = ExampleFiles.ofClasses(path, Kind.PICTURES, 2)) {
      return files.said();
    }
  }

  private void refused(String... words) {
    assertThatThrownBy(() -> ExampleFiles.ofClasses(root, Kind.PICTURES, 2).close())
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(words)
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "cat/1.png,           dog/1.png,           cat, dog",
    "cat/1.PNG,           dog/1.Png,           cat, dog",
    "all/in/cat/1.png,    all/in/dog/1.png,    cat, dog",
    "cat/images/1.png,    dog/images/1.png,    cat, dog",
    "all/cat/images/1.png, all/dog/images/1.png, cat, dog",
    "images/cat/1.png,    images/dog/1.png,    cat, dog",
    "cat/day1/1.png,      dog/day2/1.png,      cat, dog",
    "cat/1.png,           dog/more/1.png,      cat, dog",
    "train/1.png,         car/1.png,           train, car",
  })
  void aFileIsOfTheClassThatItsFolderNames(String a, String b, String first, String second)
      throws IOException {
    files(a, b);
    assertThat(classes(root)).containsOnly(Map.entry(a, first), Map.entry(b, second));
  }

  @ParameterizedTest
  @CsvSource({
    "cat.1.jpg, dog.1.jpg",
    "cat_001.png, dog_001.png",
    "cat (1).png, dog (1).png",
    "cat1.png, dog1.png",
    "001-cat.png, 001-dog.png",
    "images/cat-1.png, images/dog-1.png"
  })
  void namesOfFilesTellClassesWhereTheyDoSoClearly(String cat, String dog) throws IOException {
    files(cat, dog, cat.replace('1', '2'), dog.replace('1', '2'));
    assertThat(classes(root)).containsEntry(cat, "cat").containsEntry(dog, "dog").hasSize(4);
    assertThat(said(root)).anyMatch(line -> line.startsWith("classes are taken from the names"));
  }

  @ParameterizedTest
  @CsvSource({
    "IMG_1.png, DSC_1.png",
    "7_ann_1.png, 8_ann_1.png",
    "red_fox_1.png, red_ant_1.png",
    "a.png, b.png"
  })
  void namesOfFilesThatTellNoClassesClearlyAreRefused(String a, String b) throws IOException {
    files(a, b, a.replace(".png", "2.png"), b.replace(".png", "2.png"));
    refused("in no folder of a class", "put each into a folder named after its class");
  }

  @Test
  void foldersOfSplitsAreToldFromClasses() throws IOException {
    files("train/cat/1.png", "train/dog/1.png", "Valid/cat/2.png", "test/cat/3.png");
    try (ExampleFiles files = ExampleFiles.ofClasses(root, Kind.PICTURES, 2)) {
      assertThat(named(files)).containsEntry("Valid/cat/2.png", "cat").hasSize(4);
      assertThat(files.examples().get(0).split()).hasValue(Split.VALIDATION);
    }
    try (ExampleFiles files = ExampleFiles.toLearn(root, Kind.PICTURES, 2)) {
      assertThat(named(files)).containsOnlyKeys("train/cat/1.png", "train/dog/1.png");
      assertThat(files.said())
          .containsExactly("of the splits Valid, test, train, train is learned from");
    }
    try (ExampleFiles files =
        ExampleFiles.toClassify(List.of(root), Kind.PICTURES, List.of("cat", "dog"))) {
      assertThat(named(files)).containsOnly(Map.entry("test/cat/3.png", "cat"));
    }
  }

  @Test
  void splitsWithinClassesAndUnlabelledTestsAreSplitsToo() throws IOException {
    files("cat/train/1.png", "cat/test/2.png", "dog/train/3.png");
    try (ExampleFiles files = ExampleFiles.toLearn(root, Kind.PICTURES, 2)) {
      assertThat(named(files)).containsOnlyKeys("cat/train/1.png", "dog/train/3.png");
    }
    root = Files.createDirectory(temporary.resolve("kaggle"));
    files(
        "train/cat.0.jpg", "train/cat.1.jpg", "train/dog.0.jpg", "train/dog.1.jpg", "test1/1.jpg");
    assertThat(classes(root)).containsEntry("train/dog.1.jpg", "dog").hasSize(4);
    try (ExampleFiles files =
        ExampleFiles.toClassify(List.of(root), Kind.PICTURES, List.of("cat", "dog"))) {
      assertThat(named(files)).containsOnly(Map.entry("test1/1.jpg", "none"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "train/1.png, test/1.png, in no folder of a class",
    "train/cat/1.png, bus/cat/1.png, folders of splits",
    "pets/cat/1.png, plants/oak/1.png, cat",
    "cat/1.png, 1.png, is not in the folder of a class",
  })
  void foldersOfMoreThanOneMeaningAreRefused(String a, String b, String words) throws IOException {
    files(a, b);
    if (words.equals("cat")) { // two folders in each, all different
      files("pets/dog/1.png", "plants/elm/1.png");
      refused("either could be the classes", "pets/cat");
    } else {
      refused(words);
    }
  }

  @Test
  void refusalsForDifferentReasonsAreSaidTogether() throws IOException {
    files("cat/1.png", "dog/1.png");
    TestFiles.write(root.resolve("dog/2.png"), new byte[] {1, 2});
    TestFiles.write(root.resolve("dog/3.webp"), new byte[] {1, 2});
    refused("2 files or folders", "2.png is no picture (PNG,", "3.webp is a .webp file");
  }

  @Test
  void emptyFoldersOfClassesAreAllNamed() throws IOException {
    files("cat/1.png", "dog/1.png");
    Files.createDirectory(root.resolve("ant"));
    TestFiles.write(root.resolve("bee/notes.txt"), new byte[2]);
    refused(
        "2 files or folders", "the folder " + root.resolve("ant"), root.resolve("bee").toString());
  }

  @Test
  void composedAndDecomposedNamesAreOneClassPrintedAsGiven() throws IOException {
    files("e\u0301t\u00e9/1.png", "\u00e9t\u00e9/2.png", "\uD83D\uDE00 bar/1.png");
    assertThat(classes(root).values().stream().distinct()).hasSize(2);
    try (ExampleFiles files =
        ExampleFiles.toClassify(List.of(root), Kind.PICTURES, List.of("e\u0301te\u0301", "x"))) {
      assertThat(files.examples())
          .filteredOn(one -> one.name().endsWith("2.png"))
          .allMatch(one -> one.className().equals(Optional.of("e\u0301te\u0301")));
    }
  }

  @Test
  void linksAreFollowedAndLoopsAreSaid() throws IOException {
    files("elsewhere/1.png", "cat/1.png");
    Path linked = Files.createDirectory(temporary.resolve("linked"));
    Files.createSymbolicLink(linked.resolve("cat"), root.resolve("cat"));
    Files.createDirectory(linked.resolve("dog"));
    Files.createSymbolicLink(linked.resolve("dog/x.png"), root.resolve("elsewhere/1.png"));
    Files.createSymbolicLink(linked.resolve("back"), linked);
    assertThat(classes(linked))
        .containsOnly(Map.entry("cat/1.png", "cat"), Map.entry("dog/x.png", "dog"));
    assertThat(said(linked)).singleElement().asString().contains("leads back", "not followed");
    Files.createSymbolicLink(linked.resolve("dog/self.png"), linked.resolve("dog/self.png"));
    Files.createSymbolicLink(linked.resolve("dog/gone.png"), linked.resolve("dog/nothing.png"));
    root = linked;
    refused(
        "self.png is a link that leads back to itself", "gone.png is a link that leads nowhere");
  }

  @Test
  void pipesAreRefusedBeforeTheyAreOpened() throws IOException, InterruptedException {
    files("cat/1.png", "dog/1.png");
    Path pipe = root.resolve("dog/2.png");
    Assumptions.assumeTrue(Files.exists(Path.of("/usr/bin/mkfifo")), "mkfifo is not here");
    new ProcessBuilder("/usr/bin/mkfifo", pipe.toString()).start().waitFor();
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> refused(pipe + " is a device, a pipe or a socket"));
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            assertThatThrownBy(
                    () -> ExampleFiles.toClassify(List.of(pipe), Kind.PICTURES, List.of()).close())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("is a device, a pipe or a socket"));
  }

  @Test
  void namesThatTheLocaleCannotSayAreRefused() throws IOException {
    files("cat/1.png", "d\uFFFDg/1.png");
    refused("that this machine's locale cannot say", "LC_ALL=C.UTF-8");
  }

  @Test
  void anArchiveWithBackslashesIsReadAsItsFolder() throws IOException {
    files("cat/1.png", "dog/1.png", "dog/README.md", "dog/sub/2.png");
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (String name : List.of("dog/sub/2.png", "dog/README.md", "cat/1.png", "dog/1.png")) {
      entries.put(name.replace('/', '\\'), Files.readAllBytes(root.resolve(name)));
    }
    Path zip = TestFiles.zip(temporary.resolve("back.zip"), entries);
    assertThat(classes(zip)).isEqualTo(classes(root));
    assertThat(said(zip)).isEqualTo(said(root));
  }

  @Test
  void entriesThatAreOneFileAfterAllAreRefused() throws IOException {
    byte[] one = picture();
    Path zip =
        TestFiles.zip(
            temporary.resolve("x.zip"), Map.of("a/1.png", one, "a\\1.png", one, "b/1.png", one));
    assertThatThrownBy(() -> classes(zip)).hasMessageContaining("1.png is there twice");
  }

  @Test
  void namesOfOldArchivesAreReadAndSaid() throws IOException {
    Path zip = temporary.resolve("old.zip");
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream entries = new ZipOutputStream(out, Charset.forName("IBM437"))) {
      for (String name : List.of("größe/1.png", "é/1.png")) {
        entries.putNextEntry(new ZipEntry(name));
        entries.write(picture());
      }
    }
    assertThat(classes(zip).values()).containsExactlyInAnyOrder("größe", "é");
    assertThat(said(zip)).singleElement().asString().contains("read as code page 437");
  }

  @Test
  void encryptedArchivesAndOtherFormatsSayWhatToDo() throws IOException {
    Path zip =
        TestFiles.zip(
            temporary.resolve("x.zip"), Map.of("a/1.png", picture(), "b/1.png", picture()));
    byte[] bytes = Files.readAllBytes(zip);
    ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + 10 < bytes.length; at++) {
      if (words.getInt(at) == 0x02014b50) { // an entry of the central directory
        words.putShort(at + 8, (short) (words.getShort(at + 8) | 1));
      }
    }
    Files.write(zip, bytes);
    assertThatThrownBy(() -> classes(zip)).hasMessageContaining("has encrypted entries; unpack it");
    for (String magic : List.of("377abcaf271c", "526172211a0700", "1f8b0800", "fd377a585a00")) {
      Path other =
          Files.write(
              temporary.resolve("other.zip"), Arrays.copyOf(HexFormat.of().parseHex(magic), 600));
      assertThatThrownBy(() -> classes(other))
          .isInstanceOf(DataException.class)
          .hasMessageContainingAll("is an archive of another format", "pack it as .zip");
    }
  }

  @Test
  void archivesWithinAreSaid() throws IOException {
    TestFiles.write(root.resolve("cat.zip"), new byte[20]);
    refused("has no pictures", "archives within, such as cat.zip, are not opened");
  }

  private Path idx(String name, int... sizesAndValues) throws IOException {
    int dimensions = name.contains("images") ? 3 : 1;
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * dimensions + sizesAndValues.length - dimensions);
    bytes.putInt(8 << 8 | dimensions);
    for (int i = 0; i < sizesAndValues.length; i++) {
      if (i < dimensions) {
        bytes.putInt(sizesAndValues[i]);
      } else {
        bytes.put((byte) sizesAndValues[i]);
      }
    }
    return TestFiles.write(root.resolve(name), bytes.array());
  }

  @Test
  void picturesInIdxFilesAreOfTheClassesOfTheirLabels() throws IOException {
    Path pictures = idx("train-images-idx3-ubyte", 2, 2, 3, 0, 50, 255, 0, 0, 9, 1, 2, 3, 4, 5, 6);
    idx("train-labels-idx1-ubyte", 2, 7, 3);
    idx("t10k-images-idx3-ubyte", 1, 2, 3, 6, 5, 4, 3, 2, 1);
    idx("t10k-labels-idx1-ubyte", 1, 7);
    for (Path path : List.of(root, pictures)) {
      ImageFolder read = ImageFolder.read(path, new long[] {1, 3, 3}, 2, 1);
      assertThat(read.classes()).containsExactly("3", "7");
      float[] seen = new float[9];
      read.pool(Optional.empty()).copy(1, 0, seen, 0);
      assertThat(seen[1] * 255).isBetween(25f, 75f);
      assertThat(read.file("7", 0)).isEqualTo(pictures + ": picture 1");
    }
    try (ExampleFiles files =
        ExampleFiles.toClassify(List.of(root), Kind.PICTURES, List.of("3", "7"))) {
      assertThat(files.examples())
          .singleElement()
          .matches(one -> one.className().get().equals("7"));
    }
    idx("train-labels-idx1-ubyte", 3, 7, 3, 3);
    refused("has 2 pictures, but", "has 3 labels");
  }

  @Test
  void toClassifyTakesFilesFoldersAndArchives() throws IOException {
    files("cat/1.png", "x.png", "stuff/cat/2.png", "images/3.png");
    Path zip = TestFiles.zip(temporary.resolve("q.zip"), Map.of("cat/4.png", picture()));
    try (ExampleFiles files =
        ExampleFiles.toClassify(
            List.of(root, root.resolve("x.png"), zip), Kind.PICTURES, List.of("cat", "dog"))) {
      assertThat(files.examples().stream().map(one -> one.className().orElse("none")))
          .containsExactly("cat", "none", "cat", "none", "none", "cat");
      assertThat(files.examples().get(5).called()).isEqualTo(zip + ": entry cat/4.png");
    }
    files("doog/1.png");
    try (ExampleFiles files =
        ExampleFiles.toClassify(List.of(root), Kind.PICTURES, List.of("cat", "dog"))) {
      assertThat(named(files)).containsEntry("doog/1.png", "doog");
    }
  }
}
