package dev.quickstudy.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.task.TaskDescription.Modality;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskDescriptionTest extends ScopedTest {
  @Test
  void picturesWithClassesAreDescribedAsSuch() {
    TaskDescription description =
        TaskDescription.of(
            new Examples(
                Tensor.zeros(DType.FLOAT32, 2, 10, 1, 28, 14),
                Tensor.zeros(DType.INT64, 2, 10),
                new Targets.Classes(5)));

    assertThat(description.modality()).isEqualTo(Modality.PICTURES);
    assertThat(description.input()).containsExactly(1L, 28L, 14L);
    assertThat(description.ways()).isEqualTo(5);
    assertThat(description.shots()).isEqualTo(2);
    double[] expected = {
      1, ln(5), ln(5), ln(2), ln(10), ln(28 * 14), ln(1), ln(28), ln(14), 0, 0, 1
    };
    assertThat(description.numbers()).containsExactly(expected, within(1e-12));
  }

  @Test
  void pointsWithValuesAreDescribedByAsManyNumbers() {
    TaskDescription description =
        new TaskDescription(Modality.VECTORS, List.of(3L), new Targets.Values(2), 7);

    assertThat(description.ways()).isEqualTo(0);
    assertThat(description.shots()).isEqualTo(7);
    double[] expected = {0, 0, ln(2), ln(7), ln(7), ln(3), 0, 0, ln(3), 1, 0, 0};
    assertThat(description.numbers()).containsExactly(expected, within(1e-12));
    assertThat(expected).hasSize(TaskDescription.WIDTH);
  }

  private static double ln(double count) {
    return Math.log(1 + count) / 4;
  }
}
