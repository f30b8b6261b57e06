package dev.quickstudy.data.characters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.data.DataException;
import dev.quickstudy.data.TestFiles;
import dev.quickstudy.data.characters.Characters.Drawn;
import dev.quickstudy.data.characters.Omniglot.Division;
import dev.quickstudy.task.ClassPool;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.GroupedTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.InvalidValueException;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.UsageException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OmniglotTest {
  private static final Map<Path, List<Drawn>> READ = new HashMap<>();
  private static final Map<Division, ClassTasks> TASKS = new HashMap<>();

  @TempDir Path folder;

  /** Reading takes seconds, so all tests share what two folders of different levels give. */
  private static synchronized List<Drawn> read(Path level) {
    return READ.computeIfAbsent(level, l -> new Omniglot(l, Division.LAKE).read());
  }

  private static synchronized ClassTasks tasks(Division division) {
    Path data = TestFiles.dataFolderWith("omniglot");
    Path level = division == Division.VINYALS ? data : data.resolve("omniglot/python");
    return TASKS.computeIfAbsent(division, d -> new Omniglot(level, d).tasks(read(level)));
  }

  @Test
  void allCharactersAreReadWithTwentyDrawingsEach() {
    ClassPool pool = tasks(Division.VINYALS).classes().pool();

    assertThat(pool.classes()).isEqualTo(4 * 1623);
    assertThat(IntStream.range(0, pool.classes()).map(pool::size)).containsOnly(20);
    assertThat(pool.exampleShape()).containsExactly(1, 28, 28);
  }

  @Test
  void splitsHaveTheirPublishedSizes() {
    assertThat(sizes(Division.VINYALS)).containsExactly(4112, 688, 1692);
    assertThat(sizes(Division.LAKE)).containsExactly(4 * (964 - 172), 172, 659);
  }

  @Test
  void tasksWithinAlphabetsAreOfOneAlphabetAndTurnEach() {
    Path data = TestFiles.dataFolderWith("omniglot");
    GroupedTasks tasks = new Omniglot(data, Division.LAKE).tasksWithinAlphabets(read(data));
    assertThat(tasks.groups(Split.TRAIN)).isEqualTo(4 * 25);
    assertThat(tasks.groups(Split.VALIDATION)).isEqualTo(5);
    assertThat(tasks.groups(Split.TEST)).isEqualTo(20);
    TaskShape shape = new TaskShape(20, 1, 1);
    int large = tasks.groups(Split.TEST, 20);
    assertThat(large).isBetween(10, 20);
    Set<String> seen = new HashSet<>();
    for (long number = 0; number < 100; number++) {
      List<String> classes =
          tasks.contents(Split.TEST, shape, RandomKey.of(1), number).orElseThrow().classes();
      Set<String> alphabets =
          classes.stream()
              .map(name -> name.substring(0, name.indexOf('/')) + name.substring(name.length() - 3))
              .collect(Collectors.toSet());
      assertThat(alphabets).hasSize(1);
      assertThat(classes).hasSize(20).doesNotHaveDuplicates();
      seen.addAll(alphabets);
    }
    assertThat(seen).hasSize(large);
    assertThatThrownBy(() -> tasks.check(Split.TEST, new TaskShape(60, 1, 1)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("more than the classes of any group");
  }

  @Test
  void theRandomDivisionHasThePublishedSizesAndKeepsTurnsTogether() {
    Division division = Omniglot.Random.published(1);
    assertThat(sizes(division)).containsExactly(4400, 400, 1692);

    Set<String> train = characters(Split.TRAIN, division);
    Set<String> validation = characters(Split.VALIDATION, division);
    Set<String> test = characters(Split.TEST, division);
    assertThat(train).hasSize(1100).doesNotContainAnyElementsOf(validation);
    assertThat(validation).hasSize(100);
    assertThat(test).hasSize(423).doesNotContainAnyElementsOf(train);
    assertThat(test).doesNotContainAnyElementsOf(validation);
    assertThat(train.stream().map(name -> name.substring(0, name.indexOf('/'))))
        .as("alphabets known from training")
        .containsAll(test.stream().map(name -> name.substring(0, name.indexOf('/'))).toList());
  }

  private static Set<String> characters(Split split, Division division) {
    return names(split, division).stream()
        .map(name -> name.substring(0, name.lastIndexOf('/')))
        .collect(Collectors.toSet());
  }

  @Test
  void theRandomDivisionFollowsItsSeedAndCounts() {
    Division one = Omniglot.Random.published(1);
    Division other = Omniglot.Random.published(2);
    assertThat(names(Split.TEST, one)).isNotEqualTo(names(Split.TEST, other));
    assertThat(tasks(one).fingerprint()).isNotEqualTo(tasks(other).fingerprint());
    assertThat(names(Split.TEST, one))
        .isEqualTo(names(Split.TEST, new Omniglot.Random(1100, 100, 423, 1)));
    assertThat(sizes(new Omniglot.Random(30, 0, 10, 1))).containsExactly(120, 0, 40);
  }

  @Test
  void aRandomDivisionOfMoreCharactersThanThereAreIsRefused() {
    assertThatThrownBy(() -> new Omniglot.Random(1200, 100, 423, 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("'train' + validation + test is 1723, but Omniglot has 1623 characters");
  }

  @Test
  void trainvalTrainsOnTheClassesOfBoth() {
    ClassTasks both = (ClassTasks) tasks(Division.VINYALS).trainval().orElseThrow();

    assertThat(both.classes().count(Split.TRAIN)).isEqualTo(4800);
    assertThat(both.classes().count(Split.VALIDATION)).isZero();
    assertThat(both.classes().count(Split.TEST)).isEqualTo(1692);
    assertThat(both.name()).isEqualTo("Omniglot (Vinyals split), trained on train + validation");
  }

  private static List<Integer> sizes(Division division) {
    return List.of(Split.TRAIN, Split.VALIDATION, Split.TEST).stream()
        .map(tasks(division).classes()::count)
        .toList();
  }

  @Test
  void theVinyalsRuleGivesThePublishedLists() throws IOException {
    Path lists = TestFiles.dataFolderWith("omniglot/splits").resolve("omniglot/splits/vinyals");
    Map<Split, String> files =
        Map.of(Split.TRAIN, "train.txt", Split.VALIDATION, "val.txt", Split.TEST, "test.txt");
    for (Split split : Split.values()) {
      Set<String> published = new HashSet<>(Files.readAllLines(lists.resolve(files.get(split))));

      assertThat(names(split, Division.VINYALS)).isEqualTo(published);
    }
  }

  private static Set<String> names(Split split, Division division) {
    ClassTasks tasks = tasks(division);
    Set<String> names = new HashSet<>();
    for (int i = 0; i < tasks.classes().count(split); i++) {
      names.add(tasks.classes().pool().className(tasks.classes().classIndex(split, i)));
    }
    return names;
  }

  @Test
  void theLakeSplitTestsOnEvaluationAlphabetsUnturned() {
    Set<String> test = names(Split.TEST, Division.LAKE);

    assertThat(test).contains("Angelic/character01/rot000", "ULOG/character26/rot000");
    assertThat(test).allMatch(name -> name.endsWith("/rot000"));
    assertThat(names(Split.TRAIN, Division.LAKE)).contains("Latin/character01/rot270");
  }

  @Test
  void aDrawingHasTheInkOfItsFileInEachPartOfThePicture() throws IOException {
    ClassPool pool = tasks(Division.VINYALS).classes().pool();
    int latin =
        IntStream.range(0, pool.classes())
            .filter(c -> pool.className(c).equals("Latin/character07/rot000"))
            .findFirst()
            .orElseThrow();
    float[] picture = new float[784];
    pool.copy(latin, 4, picture, 0);

    BufferedImage file = latinPicture(7, "05");
    // 15 pixels of the file are 4 of the picture, so blocks of that size can be compared exactly.
    for (int by = 0; by < 7; by++) {
      for (int bx = 0; bx < 7; bx++) {
        double expected = 0;
        for (int y = by * 15; y < by * 15 + 15; y++) {
          for (int x = bx * 15; x < bx * 15 + 15; x++) {
            expected += (file.getRGB(x, y) & 255) == 0 ? 1 / 225.0 : 0;
          }
        }
        double actual = 0;
        for (int y = by * 4; y < by * 4 + 4; y++) {
          for (int x = bx * 4; x < bx * 4 + 4; x++) {
            actual += picture[y * 28 + x] / 16;
          }
        }
        assertThat(actual).isCloseTo(expected, within(0.5 / 255));
      }
    }
  }

  private static BufferedImage latinPicture(int character, String drawer) throws IOException {
    Path archive =
        TestFiles.dataFolderWith("omniglot").resolve("omniglot/python/images_background.zip");
    String form = "images_background/Latin/character%02d/\\d+_%s.png".formatted(character, drawer);
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      return ImageIO.read(
          zip.getInputStream(
              zip.stream().filter(e -> e.getName().matches(form)).findFirst().orElseThrow()));
    }
  }

  @Test
  void bothDivisionsHaveTheSamePicturesButTheirOwnFingerprint() {
    ClassPool vinyals = tasks(Division.VINYALS).classes().pool();
    ClassPool lake = tasks(Division.LAKE).classes().pool();
    float[] one = new float[784];
    float[] other = new float[784];
    for (int c = 0; c < vinyals.classes(); c += 101) {
      vinyals.copy(c, c % 20, one, 0);
      lake.copy(c, c % 20, other, 0);

      assertThat(one).isEqualTo(other);
    }
    assertThat(tasks(Division.VINYALS).fingerprint())
        .hasSize(64)
        .isNotEqualTo(tasks(Division.LAKE).fingerprint());
  }

  @Test
  void aMissingFolderIsNamed() {
    Path missing = folder.resolve("nowhere");

    assertThatThrownBy(() -> new Omniglot(missing, Division.LAKE).tasks())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("there is no data folder " + missing);
  }

  @Test
  void missingArchivesAreNamedWithAllPlacesThatWereLookedAt() {
    assertThatThrownBy(() -> new Omniglot(folder, Division.LAKE).tasks())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("images_background.zip and images_evaluation.zip")
        .hasMessageContaining(folder.resolve("omniglot/python").toString())
        .hasMessageContaining(folder.resolve("python").toString())
        .hasMessageContaining("quickstudy data get omniglot");
  }

  @Test
  void anArchiveWithoutAllCharactersIsRefused() throws IOException {
    byte[] picture = TestFiles.encoded(TestFiles.picture(105, 105, 3, 3, 50, 60), "png");
    for (String name : List.of("images_background", "images_evaluation")) {
      TestFiles.zip(
          folder.resolve("python").resolve(name + ".zip"),
          Map.of(name + "/Latin/character01/0001_01.png", picture));
    }

    assertThatThrownBy(() -> new Omniglot(folder, Division.LAKE).tasks())
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "images_background.zip has 1 characters, but the original archive has 964");
  }
}
