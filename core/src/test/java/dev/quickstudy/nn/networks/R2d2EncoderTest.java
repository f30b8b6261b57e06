package dev.quickstudy.nn.networks;

import static dev.quickstudy.nn.Numbers.assertClose;
import static dev.quickstudy.nn.Numbers.assertSame;
import static dev.quickstudy.nn.Numbers.normals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Numbers;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.PlainMaps;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class R2d2EncoderTest extends ScopedTest {
  private static final Context BATCH = Context.testing(RandomKey.of(0), Regime.QUERY_BATCH);

  static List<R2d2Encoder> shapes() {
    return List.of(
        new R2d2Encoder(16, 2, List.of(2, 3, 2, 3), 0.1, 0.4, Normalisation.BATCH),
        new R2d2Encoder(11, 1, List.of(3, 1), 0.2, 0, Normalisation.BATCH));
  }

  /** The network as loops over numbers, for one task. */
  private static double[][] plain(R2d2Encoder network, Params weights, Tensor x) {
    PlainMaps layers = new PlainMaps(weights);
    int last = network.widths().size() - 1;
    double[][][][] value = PlainMaps.read(x);
    double[][] rows = new double[value.length][0];
    for (int b = 0; b <= last; b++) {
      value = layers.convolved(value, "blocks." + b + ".conv", 1);
      layers.normalise(value, "blocks." + b + ".norm");
      value = PlainMaps.pooled(value, b < last ? 2 : 1);
      PlainMaps.rectify(value, network.slope());
      if (b >= last - 1) {
        double[][][][] maps = b < last ? PlainMaps.pooled(value, 1) : value;
        for (int n = 0; n < rows.length; n++) {
          rows[n] = joined(rows[n], PlainMaps.inARow(maps[n]));
        }
      }
    }
    return rows;
  }

  private static double[] joined(double[] one, double[] other) {
    double[] both = java.util.Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void theOutputIsThatOfTheSumsWrittenOut(R2d2Encoder network) {
    Params weights = Numbers.weights(network, 1);
    Tensor x = normals(9, 2, 3, network.channels(), network.size(), network.size());
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
  void outputsAreThePublishedSizes() {
    List<Integer> wide = List.of(96, 192, 384, 512);
    List<Integer> narrow = List.of(64, 64, 64, 64);
    assertThat(new R2d2Encoder(32, 3, wide, 0.1, 0.4, Normalisation.RUNNING).outputs())
        .isEqualTo(3456 + 4608);
    assertThat(new R2d2Encoder(84, 3, wide, 0.1, 0.1, Normalisation.RUNNING).outputs())
        .isEqualTo(31_104 + 41_472);
    assertThat(new R2d2Encoder(32, 3, narrow, 0.1, 0.4, Normalisation.RUNNING).outputs())
        .isEqualTo(576 * 2);
    assertThat(new R2d2Encoder(84, 3, narrow, 0.1, 0.1, Normalisation.RUNNING).outputs())
        .isEqualTo(5184 * 2);
  }

  @Test
  void dropoutIsForTrainingOnlyAndFollowsTheKey() {
    R2d2Encoder drops = new R2d2Encoder(8, 1, List.of(4, 4), 0.1, 0.4, Normalisation.GROUP);
    R2d2Encoder keeps = new R2d2Encoder(8, 1, List.of(4, 4), 0.1, 0, Normalisation.GROUP);
    Params weights = Numbers.weights(drops, 1);
    Tensor x = normals(2, 1, 3, 1, 8, 8).expand(2, 3, 1, 8, 8);
    Context train = Context.training(RandomKey.of(3), Regime.NONE, 0);
    Tensor whole = value(keeps, weights, x, train);
    assertSame(value(drops, weights, x, Context.testing(RandomKey.of(3), Regime.NONE)), whole);
    Tensor dropped = value(drops, weights, x, train);
    assertSame(value(drops, weights, x, train), dropped);
    assertThat(dropped.select(0, 1).toDoubles()).isNotEqualTo(dropped.select(0, 0).toDoubles());
    assertThat(value(drops, weights, x, train.forQueries()).toDoubles())
        .isNotEqualTo(dropped.toDoubles());
    // Of the last block's maps, which nothing pools behind dropout, 0.4 are gone.
    double[] last = dropped.slice(2, 4 * 9, 8 * 9).toDoubles();
    double gone = java.util.Arrays.stream(last).filter(number -> number == 0).count();
    assertThat(gone / last.length).isBetween(0.3, 0.5);
  }

  private static Tensor value(Network network, Params weights, Tensor x, Context now) {
    return network.apply(weights, Params.empty(), x, now).value();
  }

  @Test
  void constructorRefusesAbsurdSettings() {
    assertRefused(8, List.of(3), 0.1, 0, "'widths' must be at least two, but are 1");
    assertRefused(8, List.of(3, 0), 0.1, 0, "'widths' must be at least 1, but is 0");
    assertRefused(8, List.of(3, 3), 1, 0, "slope is from 0 to below 1, but is 1.0");
    assertRefused(
        8, List.of(3, 3), 0.1, Double.NaN, "dropout is a share from 0 to below 1, but is NaN");
    assertRefused(
        8,
        List.of(3, 3, 3, 3),
        0.1,
        0,
        "a picture of 8 pixels cannot be halved 3 times and pooled once more; use a larger picture"
            + " or fewer widths");
  }

  private static void assertRefused(
      int size, List<Integer> widths, double slope, double dropout, String message) {
    assertThatThrownBy(
            () -> new R2d2Encoder(size, 1, widths, slope, dropout, Normalisation.RUNNING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
