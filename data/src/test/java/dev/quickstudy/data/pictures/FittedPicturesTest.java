package dev.quickstudy.data.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.data.characters.Glyphs;
import dev.quickstudy.data.tasks.Sinusoids;
import dev.quickstudy.task.Split;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FittedPicturesTest {
  private static final TaskSource GLYPHS = Glyphs.standard().tasks();
  private static final TaskShape SHAPE = new TaskShape(3, 1, 2);
  private static final RandomKey KEY = RandomKey.of(3);

  @Test
  void tasksAreTheSourcesAndGreyIsAllThreeColours() {
    TaskSource fitted = new FittedPictures(GLYPHS, 3, 32, 32);
    try (Scope scope = Scope.open()) {
      TaskBatch own = GLYPHS.sample(Split.TEST, SHAPE, KEY, 5, 2);
      TaskBatch batch = fitted.sample(Split.TEST, SHAPE, KEY, 5, 2);

      assertThat(batch.query().y().toLongs()).isEqualTo(own.query().y().toLongs());
      assertThat(batch.query().x().shape()).containsExactly(2, 6, 3, 32, 32);
      float[] pictures = batch.query().x().toFloats();
      float[] before = own.query().x().toFloats();
      for (int i = 0; i < 12; i++) {
        float[] red = Arrays.copyOfRange(pictures, i * 3072, i * 3072 + 1024);
        assertThat(red).isEqualTo(Arrays.copyOfRange(pictures, i * 3072 + 2048, i * 3072 + 3072));
        // Resampling by area keeps the mean brightness.
        assertThat(mean(red))
            .isCloseTo(mean(Arrays.copyOfRange(before, i * 784, i * 784 + 784)), within(1e-5));
      }
    }
    assertThat(fitted.inputShape()).containsExactly(3, 32, 32);
    assertThat(fitted.name())
        .isEqualTo(GLYPHS.name() + " (resized from 28×28 to 32×32, grey as all three colours)");
    assertThat(fitted.fingerprint()).hasSize(64).isNotEqualTo(GLYPHS.fingerprint());
  }

  @Test
  void coloursThatAreAveragedGiveTheGreyTheyWereMadeOf() {
    TaskSource there = new FittedPictures(GLYPHS, 3, 28, 28);
    TaskSource back = new FittedPictures(there, 1, 28, 28);
    try (Scope scope = Scope.open()) {
      float[] own = GLYPHS.sample(Split.TEST, SHAPE, KEY, 0, 1).support().x().toFloats();
      float[] again = back.sample(Split.TEST, SHAPE, KEY, 0, 1).support().x().toFloats();

      for (int i = 0; i < own.length; i++) {
        assertThat(again[i]).isCloseTo(own[i], within(1e-6f));
      }
    }
    assertThat(back.name()).endsWith("(grey as all three colours) (colours averaged)");
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  @Test
  void fittedPicturesRefuseOtherInputs() {
    assertThat(FittedPictures.fits(new long[] {384}, new long[] {1, 28, 28})).isFalse();
    assertThat(FittedPictures.fits(new long[] {2, 28, 28}, new long[] {1, 28, 28})).isFalse();
    assertThatThrownBy(() -> new FittedPictures(new Sinusoids(), 1, 28, 28))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no pictures that fit");
  }
}
