package dev.quickstudy.sound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.data.characters.Glyphs;
import dev.quickstudy.data.tasks.InterpolatedTasks;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** On pictures of one channel, which have the shape of spectrograms. */
class SpecAugmentTest {
  private static final TaskShape EVEN = new TaskShape(3, 2, 3);
  private static final TaskShape UNEVEN = new TaskShape(3, 1, 4, 2);
  private static final TaskShape MINI_BATCH = TaskShape.miniBatch(4, 5);

  private static TaskSource masked() {
    return new SpecAugment(new Glyphs(1, 1, 1, 4, 8, false, 0).tasks(), 2, 7, 1, 9);
  }

  private static int hash(TaskSource source, Split split, TaskShape shape) {
    try (Scope scope = Scope.open()) {
      TaskBatch batch = source.sample(split, shape, RandomKey.of(3), 5, 4);
      return 31 * Arrays.hashCode(batch.support().x().toFloats())
          + Arrays.hashCode(batch.query().x().toFloats());
    }
  }

  /** The numbers are of the time when masks were put on a tensor's copy. */
  @Test
  void sampleGivesTheBitsThatItAlwaysGave() {
    assertThat(hash(masked(), Split.TRAIN, EVEN)).isEqualTo(603716953);
    assertThat(hash(masked(), Split.TRAIN, UNEVEN)).isEqualTo(-387809207);
    assertThat(hash(masked(), Split.TRAIN, MINI_BATCH)).isEqualTo(-570265906);
    assertThat(hash(masked(), Split.TEST, EVEN)).isEqualTo(13533406);
    assertThat(hash(new InterpolatedTasks(masked(), 0.6, 1, true), Split.TRAIN, EVEN))
        .isEqualTo(-878485350);
    assertThat(
            hash(
                new SpecAugment(
                    new InterpolatedTasks(
                        new Glyphs(1, 1, 1, 4, 8, false, 0).tasks(), 0.6, 1, false),
                    1,
                    9,
                    1,
                    9),
                Split.TRAIN,
                EVEN))
        .isEqualTo(-305911335);
  }
}
