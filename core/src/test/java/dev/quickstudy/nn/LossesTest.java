package dev.quickstudy.nn;

import static dev.quickstudy.nn.Numbers.assertClose;
import static dev.quickstudy.nn.Numbers.normals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.tensor.Tensor;
import org.junit.jupiter.api.Test;

class LossesTest extends ScopedTest {
  @Test
  void crossEntropyIsTheMeanNegativeLogProbabilityOfTheLabel() {
    int tasks = 3;
    int examples = 4;
    int classes = 5;
    Tensor logits = normals(1, tasks, examples, classes).times(3);
    long[] labels = {0, 1, 2, 3, 4, 4, 0, 0, 2, 1, 3, 2};

    double[] z = logits.toDoubles();
    double[] expected = new double[tasks];
    for (int i = 0; i < labels.length; i++) {
      double total = 0;
      for (int c = 0; c < classes; c++) {
        total += Math.exp(z[i * classes + c]);
      }
      expected[i / examples] -=
          Math.log(Math.exp(z[i * classes + (int) labels[i]]) / total) / examples;
    }

    Tensor loss = Losses.crossEntropy(logits, Tensor.of(labels, tasks, examples));
    assertThat(loss.shape()).containsExactly(tasks);
    assertClose(loss.toDoubles(), expected, 1e-14);
  }

  @Test
  void crossEntropyOfHugeLogitsIsFinite() {
    Tensor logits = Tensor.of(new double[] {1e4, -1e4, -1e4, 1e4}, 1, 2, 2);
    assertThat(Losses.crossEntropy(logits, Tensor.of(new long[] {0, 0}, 1, 2)).toDoubles())
        .containsExactly(1e4);
  }

  @Test
  void crossEntropyRefusesAnotherNumberOfLabels() {
    assertThatThrownBy(() -> Losses.crossEntropy(normals(1, 2, 3, 5), Tensor.of(new long[4], 2, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "logits must be [tasks, examples, classes] and labels [tasks, examples],"
                + " but are float64[2, 3, 5] and int64[2, 2]");
  }

  @Test
  void meanSquaredErrorIsTheMeanOverExamplesAndDimensions() {
    int tasks = 2;
    int examples = 3;
    int dimension = 4;
    Tensor predictions = normals(1, tasks, examples, dimension);
    Tensor targets = normals(2, tasks, examples, dimension);
    double[] p = predictions.toDoubles();
    double[] y = targets.toDoubles();
    double[] expected = new double[tasks];
    for (int i = 0; i < p.length; i++) {
      expected[i / (examples * dimension)] +=
          (p[i] - y[i]) * (p[i] - y[i]) / (examples * dimension);
    }
    Tensor loss = Losses.meanSquaredError(predictions, targets);
    assertThat(loss.shape()).containsExactly(tasks);
    assertClose(loss.toDoubles(), expected, 1e-14);
  }

  @Test
  void meanSquaredErrorRefusesShapesThatWouldBroadcast() {
    assertThatThrownBy(() -> Losses.meanSquaredError(normals(1, 2, 3, 1), normals(1, 2, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "predictions and targets must both be [tasks, examples, dimension],"
                + " but are float64[2, 3, 1] and float64[2, 3]");
    assertThatThrownBy(() -> Losses.meanSquaredError(normals(1, 2, 3, 1), normals(1, 2, 1, 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
