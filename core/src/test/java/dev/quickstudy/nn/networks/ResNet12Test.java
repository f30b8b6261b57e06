package dev.quickstudy.nn.networks;

import static dev.quickstudy.nn.Numbers.assertClose;
import static dev.quickstudy.nn.Numbers.normals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Numbers;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.PlainMaps;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResNet12Test extends ScopedTest {
  private static final Context BATCH = Context.testing(RandomKey.of(0), Regime.QUERY_BATCH);

  private static ResNet12 tiny(int size, List<Integer> widths, boolean pooled, int classes) {
    return new ResNet12(size, 2, widths, pooled, 0.1, 2, Normalisation.BATCH, classes);
  }

  static List<ResNet12> shapes() {
    return List.of(
        tiny(16, List.of(2, 3, 2, 3), false, 0),
        tiny(11, List.of(3, 2), false, 4),
        tiny(9, List.of(3, 2), true, 0),
        tiny(4, List.of(3), true, 2));
  }

  /** The network as loops over numbers, for one task. */
  private static double[][] plain(ResNet12 network, Params weights, Tensor x) {
    PlainMaps layers = new PlainMaps(weights);
    double[][][][] value = PlainMaps.read(x);
    for (int b = 0; b < network.widths().size(); b++) {
      String block = "blocks." + b;
      double[][][][] main = value;
      for (int i = 0; i < 3; i++) {
        main = layers.convolved(main, block + ".conv." + i, 1);
        layers.normalise(main, block + ".norm." + i);
        PlainMaps.rectify(main, i < 2 ? 0.1 : 1);
      }
      double[][][][] shortcut = layers.convolved(value, block + ".shortcut.conv", 1);
      layers.normalise(shortcut, block + ".shortcut.norm");
      PlainMaps.add(main, shortcut);
      PlainMaps.rectify(main, 0.1);
      value = PlainMaps.pooled(main);
    }
    double[][] rows = new double[value.length][];
    for (int n = 0; n < rows.length; n++) {
      rows[n] =
          layers.head(network.pooled() ? PlainMaps.averaged(value[n]) : PlainMaps.inARow(value[n]));
    }
    return rows;
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void theOutputIsThatOfTheSumsWrittenOut(ResNet12 network) {
    Params weights = Numbers.weights(network, 1);
    Tensor x = normals(9, 2, 3, 2, network.size(), network.size());
    Tensor value = network.apply(weights, Params.empty(), x, BATCH).value();
    assertThat(value.shape()).containsExactly(2, 3, network.outputs());
    for (int t = 0; t < 2; t++) {
      double[][] expected = plain(network, weights, x.select(0, t));
      for (int n = 0; n < 3; n++) {
        assertClose(value.select(0, t).select(0, n).toDoubles(), expected[n], 1e-12);
      }
    }
  }

  @Test
  void itHasThePublishedSizes() {
    ResNet12 network = ResNet12.of(84, 3, Normalisation.RUNNING);
    assertThat(network.outputs()).isEqualTo(16_000);
    assertThat(network.blockSize()).isEqualTo(5);
    assertThat(network.init(RandomKey.of(1)).elements()).isEqualTo(12_424_320);
    ResNet12 small = ResNet12.of(32, 3, Normalisation.RUNNING);
    assertThat(small.outputs()).isEqualTo(2_560);
    assertThat(small.blockSize()).isEqualTo(2);
    assertThat(
            new ResNet12(84, 3, List.of(64, 160, 320, 640), true, 0.1, 5, Normalisation.RUNNING, 64)
                .inputShape())
        .containsExactly(3, 84, 84);
    assertThat(
            new ResNet12(84, 3, List.of(64, 160, 320, 640), true, 0.1, 5, Normalisation.RUNNING, 0)
                .outputs())
        .isEqualTo(640);
  }

  @Test
  void freshWeightsKeepTheSizeOfWhatPassesBackwards() {
    ResNet12 network = new ResNet12(8, 1, List.of(64, 32), true, 0, 1, Normalisation.BATCH, 0);
    Params weights = network.init(RandomKey.of(1));
    Tensor second = weights.get("blocks.0.conv.1.weight").to(DType.FLOAT64);
    assertThat(second.square().mean().item() * 64 * 9 / 2)
        .isBetween(0.98, 1.02); // variance 2 / (9 · filters)
  }

  @Test
  void absurdSettingsAreRefused() {
    assertRefused(8, List.of(), 0, 1, 0, "'widths' must have at least one width");
    assertRefused(8, List.of(3, 0), 0, 1, 0, "'widths' must be at least 1, but is 0");
    assertRefused(8, List.of(3), 0, 0, 0, "'blockSize' must be at least 1, but is 0");
    assertRefused(8, List.of(3), 0, 1, -1, "'classes' must be at least 0, but is -1");
    assertRefused(8, List.of(3), 1, 1, 0, "dropBlock is a share from 0 to below 1, but is 1.0");
    assertRefused(
        8, List.of(3), Double.NaN, 1, 0, "dropBlock is a share from 0 to below 1, but is NaN");
    assertRefused(
        8,
        List.of(3, 3, 3, 3),
        0,
        1,
        0,
        "a picture of 8 pixels cannot be halved 4 times; use a larger picture or fewer widths");
    assertThatThrownBy(() -> new ResNet12(8, 1, List.of(8, 12), true, 0, 1, Normalisation.GROUP, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("use 16 channels");
    assertThatThrownBy(() -> new ResNet12(8, 1, List.of(8), true, 0, 1, Normalisation.NONE, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ResNet12 normalises between its layers: norm must be one of");
  }

  private static void assertRefused(
      int size, List<Integer> widths, double drop, int block, int classes, String message) {
    assertThatThrownBy(
            () -> new ResNet12(size, 1, widths, true, drop, block, Normalisation.BATCH, classes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
