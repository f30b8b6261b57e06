package dev.quickstudy.inner;

import static dev.quickstudy.nn.Numbers.assertClose;
import static dev.quickstudy.nn.Numbers.normals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlfaTest extends ScopedTest {
  private static final Layout WEIGHTS = new Mlp(List.of(2), List.of(3), 2).layout();

  private static Params learned(Alfa alfa) {
    return alfa.learned(WEIGHTS).init(RandomKey.of(1)).to(DType.FLOAT64);
  }

  private static Params theta(long seed) {
    return WEIGHTS.init(RandomKey.of(seed)).to(DType.FLOAT64).forTasks(2);
  }

  private static Params step(
      Alfa alfa, Params learned, Params theta, Params gradients, int number) {
    Transform.Signal signal =
        new Transform.Signal(number, learned, Optional.empty(), Optional.empty());
    return theta.plus(alfa.update(gradients, Params.empty(), theta, signal).updates());
  }

  /** A hundredth more of every number that is learned, at each of ten steps without gradients. */
  @Test
  void decaysThatAreSlightlyWrongLeaveTheWeightsWhereTheyAre() {
    Alfa alfa = Alfa.published(0.01, 5);
    Params moved = learned(alfa).map(tensor -> tensor.times(1.01));
    assertThat(apart(alfa, moved)).isLessThan(0.01);
    // The form that multiplies by what is written does not stay.
    Alfa multiplies = Alfa.sameAtAllSteps(0.01);
    assertThat(apart(multiplies, learned(multiplies).map(tensor -> tensor.times(1.01))))
        .isGreaterThan(0.1);
  }

  private static double apart(Alfa alfa, Params learned) {
    Params begin = theta(2);
    Params theta = begin;
    for (int step = 0; step < 10; step++) {
      theta = step(alfa, learned, theta, theta.map(Tensor::zerosLike), step);
    }
    double square = 0;
    double size = 0;
    for (String name : begin.names()) {
      square += theta.get(name).minus(begin.get(name)).square().sum().item();
      size += begin.get(name).square().sum().item();
    }
    return Math.sqrt(square / size);
  }

  @Test
  void updateIsThatOfTheFormulaWithNumbersOfEachStep() {
    Alfa alfa = Alfa.published(0.01, 3);
    Params fresh = learned(alfa);
    Params learned =
        fresh.with(
            Params.of(
                Map.of(
                    "alfa.rate",
                    normals(3, 4, 3),
                    "alfa.decay",
                    normals(4, 4, 3),
                    "alfa.1.weight",
                    normals(5, 8, 8))));
    Params theta = theta(2);
    Params gradients = theta(7);
    for (int number : List.of(0, 1, 2, 9)) {
      Params after = step(alfa, learned, theta, gradients, number);
      int step = Math.min(number, 2);
      for (int task = 0; task < 2; task++) {
        double[] written = written(learned, theta, gradients, task);
        int j = 0;
        for (String name : theta.names()) {
          double rate = learned.get("alfa.rate").select(0, j).select(0, step).item() * written[j];
          double decay =
              learned.get("alfa.decay").select(0, j).select(0, step).item() * written[4 + j];
          Tensor expected =
              theta
                  .get(name)
                  .select(0, task)
                  .times(1 - decay)
                  .minus(gradients.get(name).select(0, task).times(rate));
          assertClose(after.get(name).select(0, task), expected, 1e-13);
          j++;
        }
      }
    }
  }

  private static double[] written(Params learned, Params theta, Params gradients, int task) {
    double[] read = new double[8];
    int i = 0;
    for (Params params : List.of(gradients, theta)) {
      for (Tensor tensor : params.tensors()) {
        read[i++] = tensor.select(0, task).mean().item();
      }
    }
    double[] hidden = affine(learned, "alfa.0", read);
    for (int k = 0; k < hidden.length; k++) {
      hidden[k] = Math.max(0, hidden[k]);
    }
    return affine(learned, "alfa.1", hidden);
  }

  private static double[] affine(Params learned, String layer, double[] x) {
    double[] weight = learned.get(layer + ".weight").toDoubles();
    double[] out = learned.get(layer + ".bias").toDoubles();
    for (int o = 0; o < out.length; o++) {
      for (int i = 0; i < x.length; i++) {
        out[o] += weight[o * x.length + i] * x[i];
      }
    }
    return out;
  }

  /** What the update's sum changes by, a gradient's number: only −rate, not by way of the means. */
  @Test
  void updateTakesMeanGradientsAsConstants() {
    Alfa alfa = Alfa.published(0.01, 3);
    Params learned = learned(alfa).with(Params.of(Map.of("alfa.1.weight", normals(5, 8, 8))));
    Params theta = theta(2);
    Params gradients = theta(7).variables();
    Params after = step(alfa, learned, theta, gradients, 0);
    Tensor sum = after.tensors().stream().map(Tensor::sum).reduce(Tensor::plus).orElseThrow();
    Params slopes = gradients.gradients(sum, false);
    for (int task = 0; task < 2; task++) {
      double[] written = written(learned, theta, gradients, task);
      int j = 0;
      for (String name : theta.names()) {
        Tensor slope = slopes.get(name).select(0, task);
        double rate = learned.get("alfa.rate").select(0, j).select(0, 0).item();
        assertClose(slope, slope.zerosLike().plus(-rate * written[j++]), 1e-14);
      }
    }
  }

  @Test
  void learnedHasNumbersForEveryTensorAndStep() {
    Params learned = learned(Alfa.published(0.01, 5));
    assertThat(learned.get("alfa.rate").shape()).containsExactly(4, 5);
    assertThat(learned.get("alfa.decay").shape()).containsExactly(4, 5);
    assertThat(learned.get("alfa.decay").toDoubles()[0])
        .isCloseTo(5e-6, org.assertj.core.api.Assertions.within(1e-12));
    assertThatThrownBy(() -> new Alfa(0.01, -1, 0)).hasMessageContaining("at least 0, but is -1");
  }
}
