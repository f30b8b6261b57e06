package dev.quickstudy.nn;

import static dev.quickstudy.nn.Numbers.assertClose;
import static dev.quickstudy.nn.Numbers.normals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.nn.networks.Gru;
import dev.quickstudy.nn.networks.Transformer;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks that read sequences, against loops over numbers. */
class SequencesTest extends ScopedTest {
  private static final Context NOW = Context.testing(RandomKey.of(0), Regime.NONE);

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** One sequence {@code [length, features]}. */
  private static double[] plain(Gru network, Params weights, Tensor sequence) {
    PlainMaps plain = new PlainMaps(weights);
    int hidden = network.hidden();
    double[] memory = new double[hidden];
    for (int step = 0; step < network.length(); step++) {
      double[] input = plain.linear("input", sequence.select(0, step).toDoubles());
      double[] remembered = plain.linear("memory", memory);
      double[] next = new double[hidden];
      for (int i = 0; i < hidden; i++) {
        double reset = sigmoid(input[i] + remembered[i]);
        double keep = sigmoid(input[hidden + i] + remembered[hidden + i]);
        double fresh = Math.tanh(input[2 * hidden + i] + reset * remembered[2 * hidden + i]);
        next[i] = (1 - keep) * fresh + keep * memory[i];
      }
      memory = next;
    }
    return plain.head(memory);
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 3, 2", "5, 1, 4, 0", "4, 3, 1, 1"})
  void aGatedNetworkGivesTheSumsWrittenOut(int length, int features, int hidden, int outputs) {
    Gru network = new Gru(length, features, hidden, outputs);
    Params weights = Numbers.weights(network, 1);
    Tensor x = normals(2, 2, 3, length, features);
    Tensor value = network.apply(weights, Params.empty(), x, NOW).value();
    for (int t = 0; t < 2; t++) {
      for (int n = 0; n < 3; n++) {
        double[] expected = plain(network, weights, x.select(0, t).select(0, n));
        assertClose(value.select(0, t).select(0, n).toDoubles(), expected, 1e-12);
      }
    }
  }

  private static double[] plus(double[] a, double[] b) {
    double[] sum = a.clone();
    Arrays.setAll(sum, i -> a[i] + b[i]);
    return sum;
  }

  private static double[] normed(Params weights, String name, double[] x) {
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    double[] scale = weights.get(name + ".weight").toDoubles();
    double[] shift = weights.get(name + ".bias").toDoubles();
    double[] result = new double[x.length];
    Arrays.setAll(result, i -> scale[i] * (x[i] - mean) / Math.sqrt(variance + 1e-5) + shift[i]);
    return result;
  }

  /** x·Φ(x), with the integral of the density by Simpson's rule. */
  private static double gelu(double x) {
    int pieces = 2000;
    double width = x / pieces;
    double sum = 0;
    for (int i = 0; i <= pieces; i++) {
      int weight = i == 0 || i == pieces ? 1 : i % 2 == 0 ? 2 : 4;
      sum += weight * Math.exp(-Math.pow(i * width, 2) / 2);
    }
    return x * (0.5 + sum * width / 3 / Math.sqrt(2 * Math.PI));
  }

  /** What the steps of one head read from each other, added to {@code found}. */
  private static void attend(double[][] read, int head, int each, double[][] found) {
    int length = read.length;
    int width = read[0].length / 3;
    for (int to = 0; to < length; to++) {
      double[] share = new double[length];
      double total = 0;
      for (int from = 0; from < length; from++) {
        double product = 0;
        for (int i = head * each; i < (head + 1) * each; i++) {
          product += read[to][i] * read[from][width + i];
        }
        share[from] = Math.exp(product / Math.sqrt(each));
        total += share[from];
      }
      for (int from = 0; from < length; from++) {
        for (int i = head * each; i < (head + 1) * each; i++) {
          found[to][i] += share[from] / total * read[from][2 * width + i];
        }
      }
    }
  }

  /** One sequence {@code [length, features]}. */
  private static double[] plain(Transformer network, Params weights, Tensor sequence) {
    PlainMaps plain = new PlainMaps(weights);
    int length = network.length();
    int width = network.width();
    double[][] value = new double[length][];
    for (int step = 0; step < length; step++) {
      value[step] =
          plus(
              plain.linear("embed", sequence.select(0, step).toDoubles()),
              weights.get("positions").select(0, step).toDoubles());
    }
    for (int layer = 0; layer < network.layers(); layer++) {
      String attention = "layers." + layer + ".attention.";
      String dense = "layers." + layer + ".dense.";
      double[][] read = new double[length][];
      Arrays.setAll(
          read,
          step ->
              plain.linear(attention + "read", normed(weights, attention + "norm", value[step])));
      double[][] found = new double[length][width];
      for (int head = 0; head < network.heads(); head++) {
        attend(read, head, width / network.heads(), found);
      }
      for (int step = 0; step < length; step++) {
        value[step] = plus(value[step], plain.linear(attention + "write", found[step]));
        double[] wide = plain.linear(dense + "in", normed(weights, dense + "norm", value[step]));
        Arrays.setAll(wide, i -> gelu(wide[i]));
        value[step] = plus(value[step], plain.linear(dense + "out", wide));
      }
    }
    double[] mean = new double[width];
    for (double[] step : value) {
      double[] last = normed(weights, "norm", step);
      Arrays.setAll(mean, i -> mean[i] + last[i] / length);
    }
    return plain.head(mean);
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 4, 1, 1, 2", "4, 3, 6, 3, 2, 0", "5, 1, 4, 2, 1, 3"})
  void aTransformerGivesTheSumsWrittenOut(
      int length, int features, int width, int heads, int layers, int outputs) {
    Transformer network = new Transformer(length, features, width, heads, layers, outputs);
    Params weights = Numbers.weights(network, 1);
    Tensor x = normals(2, 2, 3, length, features);
    Tensor value = network.apply(weights, Params.empty(), x, NOW).value();
    for (int t = 0; t < 2; t++) {
      for (int n = 0; n < 3; n++) {
        double[] expected = plain(network, weights, x.select(0, t).select(0, n));
        assertClose(value.select(0, t).select(0, n).toDoubles(), expected, 1e-10);
      }
    }
  }

  @Test
  void onlyPositionsTellATransformerTheOrderOfItsSteps() {
    Transformer network = new Transformer(4, 2, 6, 2, 2, 3);
    Params weights = Numbers.weights(network, 1);
    Tensor positions = weights.get("positions");
    Params blind = weights.with(Params.of(Map.of("positions", positions.zerosLike())));
    Tensor x = normals(2, 1, 3, 4, 2);
    Tensor value = network.apply(weights, Params.empty(), x, NOW).value();
    Tensor flipped = network.apply(weights, Params.empty(), x.flip(2), NOW).value();
    assertThat(Numbers.relative(flipped.toDoubles(), value.toDoubles())).isGreaterThan(1e-3);
    assertClose(
        network.apply(blind, Params.empty(), x.flip(2), NOW).value(),
        network.apply(blind, Params.empty(), x, NOW).value(),
        1e-12);
  }

  @Test
  void absurdSettingsAreRefused() {
    assertThatThrownBy(() -> new Gru(0, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'length' must be at least 1, but is 0");
    assertThatThrownBy(() -> new Gru(1, 1, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'hidden' must be at least 1, but is 0");
    assertThatThrownBy(() -> new Transformer(1, 1, 0, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'width' must be at least 1, but is 0");
    assertThatThrownBy(() -> new Transformer(1, 1, 10, 4, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the width 10 cannot be divided among 4 heads; use a width of 12");
  }
}
