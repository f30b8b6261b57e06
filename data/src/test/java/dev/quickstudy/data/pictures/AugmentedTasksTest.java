package dev.quickstudy.data.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.data.characters.Glyphs;
import dev.quickstudy.data.tasks.Sinusoids;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AugmentedTasksTest {
  private static final int SIDE = 28;
  private static final ClassTasks GLYPHS = new Glyphs(1, 1, 1, 10, 12, false, 0).tasks();
  private static final TaskShape SHAPE = new TaskShape(5, 2, 8);
  private static final RandomKey KEY = RandomKey.of(5);

  /** Varies a picture by hand. */
  private static float[] moved(float[] picture, int down, int right, boolean mirrored) {
    float[] moved = new float[picture.length];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int fromY = y - down;
        int fromX = (mirrored ? SIDE - 1 - x : x) - right;
        if (fromY >= 0 && fromY < SIDE && fromX >= 0 && fromX < SIDE) {
          moved[y * SIDE + x] = picture[fromY * SIDE + fromX];
        }
      }
    }
    return moved;
  }

  private static float[] picture(Examples examples, int task, int example) {
    return examples.x().select(0, task).select(0, example).toFloats();
  }

  /** How often each variation is met: by down, right, mirrored. */
  private static int[] counts(AugmentedTasks varied, int tasks) {
    int shift = varied.variation().shift();
    int shifts = 2 * shift + 1;
    int[] counts = new int[shifts * shifts * 2];
    try (Scope scope = Scope.open()) {
      TaskBatch plain = GLYPHS.sample(Split.TRAIN, SHAPE, KEY, 0, tasks);
      TaskBatch batch = varied.sample(Split.TRAIN, SHAPE, KEY, 0, tasks);
      assertThat(batch.query().y().toLongs()).isEqualTo(plain.query().y().toLongs());
      for (int t = 0; t < tasks; t++) {
        for (int i = 0; i < plain.query().count(); i++) {
          float[] seen = picture(batch.query(), t, i);
          float[] original = picture(plain.query(), t, i);
          List<Integer> fits = new ArrayList<>();
          for (int v = 0; v < counts.length; v++) {
            int down = v / 2 / shifts - shift;
            int right = v / 2 % shifts - shift;
            if (Arrays.equals(seen, moved(original, down, right, v % 2 == 1))) {
              fits.add(v);
            }
          }
          assertThat(fits).as("a shift, perhaps mirrored, of the original").isNotEmpty();
          counts[fits.get(0)]++;
        }
      }
    }
    return counts;
  }

  @Test
  void everyTrainingPictureIsAShiftOfItsOriginalAndEveryShiftIsAsLikelyAsAnother() {
    int[] counts = counts(new AugmentedTasks(GLYPHS, Augmentation.moved(1, true)), 9);
    // 360 pictures, 18 variations: 20 of each are expected, with a standard deviation of 4.3.
    assertThat(counts).hasSize(18);
    assertThat(Arrays.stream(counts).min().orElseThrow()).isGreaterThan(3);
    assertThat(Arrays.stream(counts).max().orElseThrow()).isLessThan(42);
  }

  @Test
  void nothingIsMirroredUnlessAsked() {
    int[] counts = counts(new AugmentedTasks(GLYPHS, Augmentation.moved(1, false)), 3);
    for (int v = 1; v < counts.length; v += 2) {
      assertThat(counts[v]).isZero();
    }
  }

  @Test
  void supportAndQuerySetVaryEachByThemselves() {
    try (Scope scope = Scope.open()) {
      TaskBatch plain = GLYPHS.sample(Split.TRAIN, SHAPE, KEY, 0, 1);
      TaskBatch batch =
          new AugmentedTasks(GLYPHS, Augmentation.moved(4, false))
              .sample(Split.TRAIN, SHAPE, KEY, 0, 1);
      assertThat(batch.support().x().toFloats()).isNotEqualTo(plain.support().x().toFloats());
      assertThat(batch.query().x().toFloats()).isNotEqualTo(plain.query().x().toFloats());
    }
  }

  @Test
  void tasksOfValidationAndTestAreAsTheSourceHasThem() {
    AugmentedTasks varied = new AugmentedTasks(GLYPHS, Augmentation.moved(4, true));
    try (Scope scope = Scope.open()) {
      for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
        assertThat(varied.sample(split, SHAPE, KEY, 3, 2).support().x().toFloats())
            .isEqualTo(GLYPHS.sample(split, SHAPE, KEY, 3, 2).support().x().toFloats());
      }
    }
  }

  @Test
  void aTaskDependsOnItsKeyAndNumberOnly() {
    AugmentedTasks varied = new AugmentedTasks(GLYPHS, Augmentation.moved(4, true));
    try (Scope scope = Scope.open()) {
      TaskBatch together = varied.sample(Split.TRAIN, SHAPE, KEY, 0, 4);
      TaskBatch two = varied.sample(Split.TRAIN, SHAPE, KEY, 2, 2);
      assertThat(two.support().x().toFloats())
          .isEqualTo(together.support().x().slice(0, 2, 4).toFloats());
      assertThat(two.query().x().toFloats())
          .isEqualTo(together.query().x().slice(0, 2, 4).toFloats());
      assertThat(varied.sample(Split.TRAIN, SHAPE, RandomKey.of(6), 2, 2).query().x().toFloats())
          .isNotEqualTo(two.query().x().toFloats());
    }
  }

  @Test
  void miniBatchesOfOrdinaryTrainingVaryToo() {
    TaskShape shape = TaskShape.miniBatch(10, 6);
    try (Scope scope = Scope.open()) {
      TaskBatch batch =
          new AugmentedTasks(GLYPHS, Augmentation.moved(4, false))
              .sample(Split.TRAIN, shape, KEY, 0, 1);
      assertThat(batch.support().count()).isZero();
      assertThat(batch.query().x().shape()).containsExactly(1, 6, 1, SIDE, SIDE);
    }
  }

  @Test
  void theFingerprintSaysWhatVaries() {
    assertThat(
            List.of(
                GLYPHS.fingerprint(),
                new AugmentedTasks(GLYPHS, Augmentation.moved(4, true)).fingerprint(),
                new AugmentedTasks(GLYPHS, Augmentation.moved(4, false)).fingerprint(),
                new AugmentedTasks(GLYPHS, Augmentation.moved(3, true)).fingerprint()))
        .doesNotHaveDuplicates();
  }

  @Test
  void whatIsNoPictureAndShiftsOutOfSightAreRefused() {
    assertThatThrownBy(() -> new AugmentedTasks(new Sinusoids(), Augmentation.moved(1, true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("has no pictures [channels, height, width] that could be varied");
    assertThatThrownBy(() -> new AugmentedTasks(GLYPHS, Augmentation.moved(28, true)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shift must be in 0 … 27 for pictures of this size, but is 28");
    assertThatThrownBy(() -> new AugmentedTasks(GLYPHS, Augmentation.moved(-1, true)))
        .hasMessageStartingWith("'shift' must be at least 0");
  }
}
