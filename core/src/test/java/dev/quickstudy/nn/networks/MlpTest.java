package dev.quickstudy.nn.networks;

import static dev.quickstudy.nn.Numbers.assertClose;
import static dev.quickstudy.nn.Numbers.assertSame;
import static dev.quickstudy.nn.Numbers.normals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Numbers;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.TensorException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MlpTest extends ScopedTest {
  private static final Context NOW = Context.testing(RandomKey.of(0), Regime.NONE);

  /**
   * Layers one wide, at the front, at the back and in between, are computed by a way of their own.
   */
  static List<Mlp> shapes() {
    return List.of(
        new Mlp(List.of(1), List.of(5, 4), 1),
        new Mlp(List.of(3), List.of(5, 4), 2),
        new Mlp(List.of(2, 3), List.of(1, 4), 2),
        new Mlp(List.of(1), List.of(), 1),
        new Mlp(List.of(1, 2, 2), List.of(), 3));
  }

  private static Tensor inputs(Mlp network, int tasks, int examples) {
    long[] shape = new long[2 + network.inputShape().length];
    shape[0] = tasks;
    shape[1] = examples;
    System.arraycopy(network.inputShape(), 0, shape, 2, shape.length - 2);
    return normals(9, shape);
  }

  private static double[] byHand(Mlp network, Params weights, double[] x) {
    double[] value = x;
    for (int layer = 0; layer <= network.hidden().size(); layer++) {
      Tensor weight = weights.get("layers." + layer + ".weight");
      double[] w = weight.toDoubles();
      double[] b = weights.get("layers." + layer + ".bias").toDoubles();
      double[] next = new double[b.length];
      for (int o = 0; o < b.length; o++) {
        next[o] = b[o];
        for (int i = 0; i < value.length; i++) {
          next[o] += w[o * value.length + i] * value[i];
        }
        if (layer < network.hidden().size()) {
          next[o] = Math.max(0, next[o]);
        }
      }
      value = next;
    }
    return value;
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void theOutputIsThatOfTheSumsWrittenOut(Mlp network) {
    Params weights = Numbers.weights(network, 1);
    Tensor x = inputs(network, 2, 3);
    Output output = network.apply(weights, Params.empty(), x, NOW);
    assertThat(output.value().shape()).containsExactly(2, 3, network.outputs());
    assertThat(output.state().isEmpty()).isTrue();
    for (int t = 0; t < 2; t++) {
      for (int n = 0; n < 3; n++) {
        assertClose(
            output.value().select(0, t).select(0, n).toDoubles(),
            byHand(network, weights, x.select(0, t).select(0, n).toDoubles()),
            1e-14);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void sharedWeightsEqualOneCopyATask(Mlp network) {
    Params weights = Numbers.weights(network, 1);
    Tensor x = inputs(network, 4, 3);
    assertClose(
        network.apply(weights.forTasks(4), Params.empty(), x, NOW).value(),
        network.apply(weights, Params.empty(), x, NOW).value(),
        1e-12);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void tasksTogetherEqualEachByItself(Mlp network) {
    List<Params> weights = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      weights.add(Numbers.weights(network, t));
    }
    Tensor x = inputs(network, 4, 3);
    Tensor together = network.apply(Params.stack(weights), Params.empty(), x, NOW).value();
    for (int t = 0; t < 4; t++) {
      Tensor alone =
          network.apply(weights.get(t), Params.empty(), x.slice(0, t, t + 1), NOW).value();
      assertClose(together.slice(0, t, t + 1), alone, 1e-12);
    }
  }

  @Test
  void freshWeightsFollowTheKeyAndTheWidthBehindThem() {
    Mlp network = new Mlp(List.of(2, 8), List.of(100), 3);
    Params weights = network.init(RandomKey.of(4));
    assertThat(weights.names())
        .containsExactly("layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias");
    assertThat(weights.get("layers.0.weight").shape()).containsExactly(100, 16);
    assertThat(weights.get("layers.1.bias").shape()).containsExactly(3);
    assertThat(weights.tensors()).allMatch(tensor -> tensor.type() == DType.FLOAT32);
    double most = 0;
    for (double weight : weights.get("layers.0.weight").toDoubles()) {
      most = Math.max(most, Math.abs(weight));
    }
    assertThat(most).isBetween(0.99 / 4, 1.0 / 4);
    assertSame(network.init(RandomKey.of(4)), weights);
    assertThat(network.init(RandomKey.of(5)).get("layers.0.bias").toDoubles())
        .isNotEqualTo(weights.get("layers.0.bias").toDoubles());
    assertThat(network.initialState().isEmpty()).isTrue();
  }

  @Test
  void itSaysWhatItReadsAndGives() {
    Mlp network = new Mlp(List.of(1, 28, 28), List.of(64), 5);
    assertThat(network.inputShape()).containsExactly(1, 28, 28);
    assertThat(network.outputs()).isEqualTo(5);
    assertThat(network.normalisation()).isEqualTo(Normalisation.NONE);
    assertThat(network.tasksTogether()).isGreaterThan(1);
  }

  @Test
  void absurdSizesAreRefused() {
    assertThatThrownBy(() -> new Mlp(List.of(0), List.of(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'input' must be at least 1, but is 0");
    assertThatThrownBy(() -> new Mlp(List.of(1), List.of(4, -4), 1))
        .hasMessage("'hidden' must be at least 1, but is -4");
    assertThatThrownBy(() -> new Mlp(List.of(1), List.of(), 0))
        .hasMessage("'outputs' must be at least 1, but is 0");
  }

  @Test
  void inputsOfAnotherSizeAreRefusedWithBothShapes() {
    Mlp network = new Mlp(List.of(3), List.of(5), 2);
    Params weights = Numbers.weights(network, 1);
    assertThatThrownBy(() -> network.apply(weights, Params.empty(), normals(1, 2, 4, 6), NOW))
        .isInstanceOf(TensorException.class)
        .hasMessageContaining("float64[2, 4, 6]")
        .hasMessageContaining("float64[5, 3]");
    assertThatThrownBy(
            () -> network.apply(weights.forTasks(2), Params.empty(), normals(1, 2, 4, 6), NOW))
        .isInstanceOf(TensorException.class)
        .hasMessageContaining("float64[2, 4, 6]")
        .hasMessageContaining("float64[2, 5, 3]");
  }

  @Test
  void theIdentityGivesItsInputsInARow() {
    Identity network = new Identity(List.of(1, 2, 3));
    Tensor x = normals(1, 4, 5, 1, 2, 3);
    Output output = network.apply(network.init(RandomKey.of(1)), network.initialState(), x, NOW);
    assertThat(output.value().shape()).containsExactly(4, 5, 6);
    assertThat(output.value().toDoubles()).containsExactly(x.toDoubles());
    assertThat(network.outputs()).isEqualTo(6);
    assertThat(network.inputShape()).containsExactly(1, 2, 3);
    assertThat(network.normalisation()).isEqualTo(Normalisation.NONE);
    assertThat(network.init(RandomKey.of(1)).isEmpty()).isTrue();
  }
}
