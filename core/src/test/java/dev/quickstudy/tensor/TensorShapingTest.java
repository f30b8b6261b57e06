package dev.quickstudy.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TensorShapingTest {
  private Scope scope;
  private Tensor x;

  @BeforeEach
  void open() {
    scope = Scope.open();
    x = Tensor.of(new double[] {0, 1, 2, 3, 4, 5}, 2, 3);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void reshapeKeepsTheElementsInOrder() {
    assertTensor(x.reshape(3, 2), new double[] {0, 1, 2, 3, 4, 5}, 3, 2);
    assertTensor(x.reshape(-1), new double[] {0, 1, 2, 3, 4, 5}, 6);
    assertTensor(x.transpose(0, 1).reshape(1, -1), new double[] {0, 3, 1, 4, 2, 5}, 1, 6);
    assertTensor(x.slice(0, 0, 1).slice(1, 2, 3).reshape(), new double[] {2});
  }

  @Test
  void expandRepeatsDimensionsOfSizeOne() {
    assertTensor(
        x.reshape(2, 1, 3).expand(2, 2, -1),
        new double[] {0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5},
        2,
        2,
        3);
    assertTensor(Tensor.full(7, DType.FLOAT64).expand(2, 2), new double[] {7, 7, 7, 7}, 2, 2);
  }

  @Test
  void permuteAndTransposeReorderDimensions() {
    assertTensor(x.transpose(0, 1), new double[] {0, 3, 1, 4, 2, 5}, 3, 2);
    assertTensor(x.transpose(-1, -2), new double[] {0, 3, 1, 4, 2, 5}, 3, 2);
    assertTensor(x.reshape(1, 2, 3).permute(2, 0, 1), new double[] {0, 3, 1, 4, 2, 5}, 3, 1, 2);
  }

  @Test
  void unsqueezeAddsADimension() {
    assertTensor(x.unsqueeze(0), new double[] {0, 1, 2, 3, 4, 5}, 1, 2, 3);
    assertTensor(x.unsqueeze(1), new double[] {0, 1, 2, 3, 4, 5}, 2, 1, 3);
    assertTensor(x.unsqueeze(-1), new double[] {0, 1, 2, 3, 4, 5}, 2, 3, 1);
  }

  @Test
  void sliceAndSelectTakeParts() {
    assertTensor(x.slice(1, 1, 3), new double[] {1, 2, 4, 5}, 2, 2);
    assertTensor(x.slice(0, 1, 1), new double[0], 0, 3);
    assertTensor(x.slice(-1, 0, 1), new double[] {0, 3}, 2, 1);
    assertTensor(x.select(0, 1), new double[] {3, 4, 5}, 3);
    assertTensor(x.select(1, -1), new double[] {2, 5}, 2);
  }

  @Test
  void gatherPicksOneElementForEachIndex() {
    Tensor columns = Tensor.of(new long[] {2, 0, 1, 1}, 2, 2);

    assertTensor(x.gather(1, columns), new double[] {2, 0, 4, 4}, 2, 2);
    assertTensor(x.gather(0, Tensor.of(new long[] {1, 0, 1}, 1, 3)), new double[] {3, 1, 5}, 1, 3);
  }

  @Test
  void indexSelectPicksWholeRowsOrColumns() {
    assertTensor(
        x.indexSelect(0, Tensor.of(new long[] {1, 1, 0}, 3)),
        new double[] {3, 4, 5, 3, 4, 5, 0, 1, 2},
        3,
        3);
    assertTensor(x.indexSelect(1, Tensor.of(new long[] {2}, 1)), new double[] {2, 5}, 2, 1);
  }

  @Test
  void catJoinsAlongADimension() {
    Tensor more = Tensor.of(new double[] {6, 7}, 2, 1);

    assertTensor(Tensor.cat(1, List.of(x, more)), new double[] {0, 1, 2, 6, 3, 4, 5, 7}, 2, 4);
    assertTensor(
        Tensor.cat(0, List.of(x, x)), new double[] {0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5}, 4, 3);
  }

  @Test
  void stackJoinsAlongANewDimension() {
    Tensor a = Tensor.of(new double[] {1, 2}, 2);
    Tensor b = Tensor.of(new double[] {3, 4}, 2);

    assertTensor(Tensor.stack(0, List.of(a, b)), new double[] {1, 2, 3, 4}, 2, 2);
    assertTensor(Tensor.stack(1, List.of(a, b)), new double[] {1, 3, 2, 4}, 2, 2);
    assertTensor(Tensor.stack(-1, List.of(a, b)), new double[] {1, 3, 2, 4}, 2, 2);
  }

  @Test
  void oneHotMarksTheLabel() {
    Tensor hot = Tensor.of(new long[] {2, 0}, 2).oneHot(3, DType.FLOAT32);

    assertThat(hot.type()).isEqualTo(DType.FLOAT32);
    assertTensor(hot, new double[] {0, 0, 1, 1, 0, 0}, 2, 3);
    assertTensor(
        Tensor.of(new long[] {1}, 1, 1).oneHot(2, DType.INT64), new double[] {0, 1}, 1, 1, 2);
  }

  private static void assertTensor(Tensor tensor, double[] values, long... shape) {
    assertThat(tensor.shape()).containsExactly(shape);
    assertThat(tensor.toDoubles()).containsExactly(values);
  }
}
