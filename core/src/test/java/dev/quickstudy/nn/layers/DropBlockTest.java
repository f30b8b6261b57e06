package dev.quickstudy.nn.layers;

import static dev.quickstudy.nn.Numbers.assertSame;
import static dev.quickstudy.nn.Numbers.normals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Numbers;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.ResNet12;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DropBlockTest extends ScopedTest {
  private static final RandomKey KEY = RandomKey.of(3);

  /** The share of pixels that at least one square is expected to cover. */
  private static double expectedShare(int side, double rate, int block) {
    int edge = Math.min(side, block);
    int places = side - edge + 1;
    double chance = rate / (edge * edge) * side * side / (places * places);
    double share = 0;
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        int squares = covering(row, edge, places) * covering(column, edge, places);
        share += (1 - Math.pow(1 - chance, squares)) / (side * side);
      }
    }
    return share;
  }

  private static int covering(int pixel, int edge, int places) {
    return Math.min(pixel, places - 1) - Math.max(0, pixel - edge + 1) + 1;
  }

  @ParameterizedTest
  @CsvSource({
    "7, 0.1, 1",
    "21, 0.1, 1",
    "10, 0.1, 5",
    "5, 0.1, 5",
    "2, 0.1, 2",
    "8, 0.3, 3",
    "3, 0.2, 7",
    "4, 0.001, 2",
    "6, 0.5, 1"
  })
  void theRightShareIsDropped(int side, double rate, int block) {
    int maps = 5_000;
    float[] mask = DropBlock.mask(maps, side, rate, block, KEY);
    double dropped = 0;
    for (float kept : mask) {
      dropped += 1 - kept;
    }
    double expected = expectedShare(side, rate, block);
    // Pixels of a map fall together; six standard deviations of as many coins as there are maps.
    assertThat(dropped / mask.length).isCloseTo(expected, within(6 * Math.sqrt(expected / maps)));
    assertThat(expected).isBetween(0.75 * rate, rate + 1e-9);
  }

  @Test
  void whatIsDroppedAreWholeSquares() {
    int side = 6;
    float[] mask = DropBlock.mask(500, side, 0.15, 3, KEY);
    boolean any = false;
    for (int map = 0; map < 500; map++) {
      for (int i = 0; i < side * side; i++) {
        if (mask[map * side * side + i] == 0) {
          any = true;
          assertThat(insideASquare(mask, map, i / side, i % side)).isTrue();
        }
      }
    }
    assertThat(any).isTrue();
  }

  /** Whether some square of three by three that holds the pixel is dropped. */
  private static boolean insideASquare(float[] mask, int map, int row, int column) {
    for (int top = Math.max(0, row - 2); top <= Math.min(row, 3); top++) {
      for (int left = Math.max(0, column - 2); left <= Math.min(column, 3); left++) {
        double kept = 0;
        for (int i = 0; i < 9; i++) {
          kept += mask[(map * 6 + top + i / 3) * 6 + left + i % 3];
        }
        if (kept == 0) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void whatIsLeftIsScaledSoThatAsMuchComesThrough() {
    Tensor ones = Tensor.full(1, DType.FLOAT64, 5, 20, 6, 6);
    Tensor left = DropBlock.apply(ones, 0.3, 2, KEY);
    assertThat(left.mean().item()).isCloseTo(1, within(1e-12));
    assertThat(Arrays.stream(left.toDoubles()).distinct().count()).isEqualTo(2);
  }

  @Test
  void nothingComesThroughWhereAllIsDropped() {
    Tensor ones = Tensor.full(1, DType.FLOAT64, 1, 1, 2, 2);
    for (int seed = 0; seed < 100; seed++) {
      Tensor left = DropBlock.apply(ones, 0.9, 2, RandomKey.of(seed));
      assertThat(left.allFinite()).isTrue();
      assertThat(left.sum().item()).isIn(0.0, 4.0);
    }
  }

  @Test
  void maskingFollowsTheKey() {
    float[] mask = DropBlock.mask(50, 6, 0.2, 2, KEY);
    assertThat(DropBlock.mask(50, 6, 0.2, 2, KEY)).isEqualTo(mask);
    assertThat(DropBlock.mask(50, 6, 0.2, 2, RandomKey.of(4))).isNotEqualTo(mask);
  }

  @Test
  void theNetworkDropsInTrainingOnlyAndInEveryPassSomethingElse() {
    ResNet12 drops = new ResNet12(8, 1, List.of(4, 4), true, 0.3, 2, Normalisation.GROUP, 0);
    ResNet12 keeps = new ResNet12(8, 1, List.of(4, 4), true, 0, 2, Normalisation.GROUP, 0);
    Params weights = Numbers.weights(drops, 1);
    Tensor x = normals(2, 1, 3, 1, 8, 8).expand(2, 3, 1, 8, 8);
    Context test = Context.testing(KEY, Regime.NONE);
    Context train = Context.training(KEY, Regime.NONE, 0);
    Tensor whole = value(keeps, weights, x, test);
    assertSame(value(drops, weights, x, test), whole);
    assertSame(value(keeps, weights, x, train), whole);
    Tensor dropped = value(drops, weights, x, train);
    assertSame(value(drops, weights, x, train), dropped);
    assertThat(dropped.toDoubles()).isNotEqualTo(whole.toDoubles());
    assertThat(dropped.select(0, 1).toDoubles()).isNotEqualTo(dropped.select(0, 0).toDoubles());
    for (Context other : List.of(train.forQueries(), train.withInnerStep(1))) {
      assertThat(value(drops, weights, x, other).toDoubles()).isNotEqualTo(dropped.toDoubles());
    }
  }

  private static Tensor value(Network network, Params weights, Tensor x, Context now) {
    return network.apply(weights, Params.empty(), x, now).value();
  }
}
