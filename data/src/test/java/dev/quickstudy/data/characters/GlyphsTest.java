package dev.quickstudy.data.characters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.task.ClassPool;
import dev.quickstudy.task.ClassTasks;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GlyphsTest {
  private static final Glyphs SMALL = new Glyphs(2, 1, 1, 5, 3, true, 7);

  @Test
  void splitsHaveAlphabetsOfTheirOwnAndOnlyTrainingIsTurned() {
    ClassTasks tasks = SMALL.tasks();

    assertThat(tasks.classes().count(Split.TRAIN)).isEqualTo(2 * 5 * 4);
    assertThat(tasks.classes().count(Split.VALIDATION)).isEqualTo(5);
    assertThat(tasks.classes().count(Split.TEST)).isEqualTo(5);
    assertThat(alphabets(tasks, Split.TRAIN)).containsExactlyInAnyOrder("train01", "train02");
    assertThat(alphabets(tasks, Split.VALIDATION)).containsExactly("validation01");
    assertThat(alphabets(tasks, Split.TEST)).containsExactly("test01");
    assertThat(new Glyphs(2, 1, 1, 5, 3, false, 7).tasks().classes().count(Split.TRAIN))
        .isEqualTo(2 * 5);
  }

  private static Set<String> alphabets(ClassTasks tasks, Split split) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < tasks.classes().count(split); i++) {
      String name = tasks.classes().pool().className(tasks.classes().classIndex(split, i));
      names.add(name.substring(0, name.indexOf('/')));
    }
    return names;
  }

  @Test
  void theSameSettingsGiveTheSamePicturesAndAnotherSeedOthers() {
    assertThat(SMALL.tasks().fingerprint()).isEqualTo(SMALL.tasks().fingerprint());
    assertThat(new Glyphs(2, 1, 1, 5, 3, true, 8).tasks().fingerprint())
        .isNotEqualTo(SMALL.tasks().fingerprint());
  }

  @Test
  void theGeneratorIsTheOneThatCheckpointsNameByItsFingerprint() {
    // Whoever changes the pictures renames the generator, so that old checkpoints are known to have
    // met others.
    assertThat(SMALL.tasks().fingerprint()).startsWith("6dc93ef4945809d3");
  }

  @Test
  void handsDrawDifferently() {
    ClassPool pool = SMALL.tasks().classes().pool();
    float[] one = new float[784];
    float[] other = new float[784];
    pool.copy(0, 0, one, 0);
    pool.copy(0, 1, other, 0);

    assertThat(one).isNotEqualTo(other);
  }

  @Test
  void nearestNeighbourOnPixelsIsNotEnoughForTheTestAlphabets() {
    Glyphs standard = Glyphs.standard();
    ClassTasks tasks =
        new Glyphs(
                1,
                1,
                standard.testAlphabets(),
                standard.characters(),
                standard.hands(),
                true,
                standard.seed())
            .tasks();
    double right = 0;
    int episodes = 300;
    try (Scope scope = Scope.open()) {
      for (int i = 0; i < episodes; i++) {
        TaskBatch batch = tasks.sample(Split.TEST, new TaskShape(5, 1, 5), RandomKey.of(1), i, 1);
        right += nearest(batch.support(), batch.query()) / 25.0;
      }
    }

    assertThat(right / episodes).isBetween(0.3, 0.6);
  }

  /** How many of 25 queries are nearest to the picture of their class. */
  private static int nearest(Examples pictures, Examples asked) {
    float[] support = pictures.x().toFloats();
    float[] query = asked.x().toFloats();
    long[] labels = pictures.y().toLongs();
    long[] wanted = asked.y().toLongs();
    int right = 0;
    for (int q = 0; q < 25; q++) {
      int best = 0;
      double least = Double.POSITIVE_INFINITY;
      for (int s = 0; s < 5; s++) {
        double distance = 0;
        for (int i = 0; i < 784; i++) {
          double d = query[q * 784 + i] - support[s * 784 + i];
          distance += d * d;
        }
        if (distance < least) {
          least = distance;
          best = s;
        }
      }
      right += labels[best] == wanted[q] ? 1 : 0;
    }
    return right;
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Glyphs(80, 0, 20, 25, 20, true, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("validation alphabets must be 1 … 999, but are 0");
  }
}
