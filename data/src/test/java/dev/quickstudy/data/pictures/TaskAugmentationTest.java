package dev.quickstudy.data.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.data.tasks.InterpolatedTasks;
import dev.quickstudy.data.tasks.RotatedClasses;
import dev.quickstudy.data.tasks.Sinusoids;
import dev.quickstudy.task.ClassPool;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.SplitClasses;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TaskAugmentationTest {
  private static final int SIDE = 4;
  private static final TaskShape SHAPE = new TaskShape(2, 1, 2);
  private static final RandomKey KEY = RandomKey.of(4);

  /** Class c's examples have the value 10 c + 1 throughout, save one marked corner of each. */
  private static ClassTasks tasks() {
    PictureClasses pool =
        new PictureClasses(
            "test",
            List.of(pictured(0), pictured(1), pictured(2), pictured(3)),
            new long[] {1, SIDE, SIDE},
            Optional.empty());
    return new ClassTasks(
        "marks",
        new SplitClasses(pool, name -> Optional.of(name.equals("c3") ? Split.TEST : Split.TRAIN)));
  }

  private static PictureClasses.Pictured pictured(int c) {
    byte[][] pictures = new byte[3][SIDE * SIDE];
    for (byte[] picture : pictures) {
      Arrays.fill(picture, (byte) (10 * c + 1));
      picture[1] = (byte) 255; // the second pixel of the first row
    }
    return new PictureClasses.Pictured("c" + c, pictures);
  }

  private static int marked(ClassPool pool, int classIndex) {
    float[] picture = new float[SIDE * SIDE];
    pool.copy(classIndex, 0, picture, 0);
    int at = -1;
    for (int i = 0; i < picture.length; i++) {
      at = picture[i] == 1 ? i : at;
    }
    return at;
  }

  @Test
  void trainingClassesAreTurnedByQuartersAndOthersAreLeft() {
    ClassTasks turned = RotatedClasses.of(tasks());
    ClassPool pool = turned.classes().pool();
    Set<String> names = new HashSet<>();
    for (int c = 0; c < pool.classes(); c++) {
      names.add(pool.className(c));
      int expected =
          switch (pool.className(c).substring(2)) {
            case "" -> 1;
            case "/rot090" -> (SIDE - 2) * SIDE; // counter-clockwise: the top is on the left
            case "/rot180" -> SIDE * SIDE - 2;
            default -> SIDE + SIDE - 1;
          };
      assertThat(marked(pool, c)).as(pool.className(c)).isEqualTo(expected);
    }

    assertThat(names).hasSize(13).contains("c3", "c0/rot270").doesNotContain("c3/rot090");
    assertThat(turned.classes().count(Split.TRAIN)).isEqualTo(12);
    assertThat(turned.classes().count(Split.TEST)).isEqualTo(1);
    assertThat(turned.fingerprint()).isNotEqualTo(tasks().fingerprint());
  }

  /** The pictures of a task's way, whatever order they come in. */
  private static List<float[]> of(Examples examples, int way) {
    float[] x = examples.x().toFloats();
    long[] labels = examples.y().toLongs();
    return IntStream.range(0, labels.length)
        .filter(i -> labels[i] == way)
        .mapToObj(i -> Arrays.copyOfRange(x, i * SIDE * SIDE, (i + 1) * SIDE * SIDE))
        .toList();
  }

  @Test
  void anInterpolatedWayIsTheSameMixtureOfTwoClassesInSupportAndQuery() {
    InterpolatedTasks blended = new InterpolatedTasks(tasks(), 1, 0.5, false);
    int between = 0;
    try (Scope scope = Scope.open()) {
      for (int t = 0; t < 20; t++) {
        TaskBatch batch = blended.sample(Split.TRAIN, SHAPE, KEY, t, 1);
        for (int way = 0; way < 2; way++) {
          float value = of(batch.support(), way).get(0)[0];
          assertThat(of(batch.query(), way)).hasSize(2);
          for (float[] query : of(batch.query(), way)) {
            assertThat(query[0]).isCloseTo(value, within(1e-6f));
          }
          between += Math.abs(value * 255 % 10 - 1) > 0.01 ? 1 : 0;
        }
      }
    }
    assertThat(between).as("ways that are no class of their own").isGreaterThan(5);
  }

  @Test
  void aCutWayHasPixelsOfTwoClassesAtTheSamePlacesInAllItsExamples() {
    InterpolatedTasks cut = new InterpolatedTasks(tasks(), 1, 1, true);
    int mixed = 0;
    try (Scope scope = Scope.open()) {
      for (int t = 0; t < 20; t++) {
        TaskBatch batch = cut.sample(Split.TRAIN, SHAPE, KEY, t, 1);
        for (int way = 0; way < 2; way++) {
          float[] one = of(batch.support(), way).get(0);
          assertThat(of(batch.query(), way))
              .hasSize(2)
              .allMatch(query -> Arrays.equals(query, one));
          Set<Float> values = new HashSet<>();
          for (float value : one) {
            values.add(value);
          }
          values.remove(1f);
          mixed += values.size() == 2 ? 1 : 0;
        }
      }
    }
    assertThat(mixed).isGreaterThan(5);
  }

  @Test
  void onlyTrainingTasksAreMixedAndOnlyAsManyAsAsked() {
    try (Scope scope = Scope.open()) {
      TaskShape one = new TaskShape(3, 1, 1);
      InterpolatedTasks never = new InterpolatedTasks(tasks(), 0, 1, false);
      assertThat(never.sample(Split.TRAIN, one, KEY, 0, 3).support().x().toFloats())
          .isEqualTo(tasks().sample(Split.TRAIN, one, KEY, 0, 3).support().x().toFloats());
      InterpolatedTasks always = new InterpolatedTasks(tasks(), 1, 1, false);
      TaskBatch together = always.sample(Split.TRAIN, one, KEY, 0, 3);
      assertThat(always.sample(Split.TRAIN, one, KEY, 2, 1).query().x().toFloats())
          .isEqualTo(together.query().x().slice(0, 2, 3).toFloats());
    }
  }

  @Test
  void miniBatchesOfFixedClassesCannotBeMixedWayByWay() {
    InterpolatedTasks blended = new InterpolatedTasks(tasks(), 0.5, 1, false);

    assertThatThrownBy(() -> blended.check(Split.TRAIN, TaskShape.miniBatch(3, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tasks are mixed way by way");
    assertThatThrownBy(() -> new InterpolatedTasks(tasks(), 0.5, 0, false))
        .hasMessageContaining("alpha must be more than 0");
    assertThatThrownBy(() -> new InterpolatedTasks(new Sinusoids(), 0.5, 1, false))
        .hasMessageContaining("has no pictures");
  }

  private static float[] varied(Augmentation variation, ClassTasks tasks) {
    try (Scope scope = Scope.open()) {
      return new AugmentedTasks(tasks, variation)
          .sample(Split.TRAIN, SHAPE, KEY, 0, 1)
          .query()
          .x()
          .toFloats();
    }
  }

  @Test
  void aFlippedPictureHasItsTopAtTheBottom() {
    Augmentation flip = new Augmentation(0, false, true, 0, 0, 0, 0, 0);
    Set<Integer> places = new HashSet<>();
    float[] all = varied(flip, tasks());
    for (int i = 0; i < all.length; i++) {
      if (all[i] == 1) {
        places.add(i % (SIDE * SIDE));
      }
    }
    assertThat(places).isSubsetOf(1, 13).isNotEmpty();
  }

  @Test
  void aQuarterTurnAtMostMovesPixelsButKeepsTheMiddleBright() {
    float[] all = varied(new Augmentation(0, false, false, 45, 0, 0, 0, 0), tasks());
    for (int picture = 0; picture < 4; picture++) {
      float middle = all[picture * SIDE * SIDE + SIDE + 1];
      assertThat(middle * 255).isBetween(1f, 80f);
    }
    assertThat(all).isNotEqualTo(varied(Augmentation.moved(0, false), tasks()));
  }

  @Test
  void brightnessIsAFactorOfTheStoredValueWhateverTheScaleOfTheLearner() {
    ChannelScale scale = new ChannelScale(List.of(50.0, 50.0, 50.0), List.of(10.0, 20.0, 40.0));
    byte[] grey = new byte[3 * SIDE * SIDE];
    Arrays.fill(grey, (byte) 100);
    List<PictureClasses.Pictured> classes =
        List.of(
            new PictureClasses.Pictured("a", new byte[][] {grey, grey, grey}),
            new PictureClasses.Pictured("b", new byte[][] {grey, grey, grey}));
    ClassTasks tasks =
        new ClassTasks(
            "greys",
            new SplitClasses(
                new PictureClasses("test", classes, new long[] {3, SIDE, SIDE}, Optional.of(scale)),
                name -> Optional.of(Split.TRAIN)));
    float[] all = varied(new Augmentation(0, false, false, 0, 0.5, 0, 0.3, 0), tasks);
    Set<Float> seen = new HashSet<>();
    for (int picture = 0; picture < 4; picture++) {
      int at = picture * 3 * SIDE * SIDE;
      float stored = all[at] * 10 + 50;
      assertThat(stored).isBetween(49.9f, 150.1f);
      assertThat(all[at + SIDE * SIDE] * 20 + 50).isCloseTo(stored, within(0.01f));
      assertThat(all[at + 2 * SIDE * SIDE] * 40 + 50).isCloseTo(stored, within(0.01f));
      seen.add(stored);
    }
    assertThat(seen).hasSizeGreaterThan(1);
  }

  @Test
  void anErasedPictureHasARectangleOfZeros() {
    float[] all = varied(new Augmentation(0, false, false, 0, 0, 0, 0, 1), tasks());
    for (int picture = 0; picture < 4; picture++) {
      int zeros = 0;
      for (int i = 0; i < SIDE * SIDE; i++) {
        zeros += all[picture * SIDE * SIDE + i] == 0 ? 1 : 0;
      }
      assertThat(zeros).isBetween(1, 8);
    }
  }

  @Test
  void variationsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Augmentation(0, false, false, 181, 0, 0, 0, 0))
        .hasMessage("degrees must be in 0 … 180, but is 181.0");
    assertThatThrownBy(() -> new Augmentation(0, false, false, 0, 2, 0, 0, 0))
        .hasMessageContaining("brightness must be in 0 … 1");
    assertThatThrownBy(
            () -> new AugmentedTasks(tasks(), new Augmentation(0, false, false, 0, 0, 0, 0.5, 0)))
        .hasMessageContaining("no saturation");
  }
}
