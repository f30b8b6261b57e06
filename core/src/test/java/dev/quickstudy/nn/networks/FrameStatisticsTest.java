package dev.quickstudy.nn.networks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FrameStatisticsTest extends ScopedTest {
  @Test
  void applyGivesMeanDeviationAndChangeOfEachBand() {
    FrameStatistics network = new FrameStatistics(2, 4);
    float[] heard = {1, 3, 1, 3, 5, 5, 5, 9};
    double[] seen =
        network
            .apply(
                Params.empty(),
                Params.empty(),
                Tensor.of(heard, 1, 1, 1, 2, 4),
                Context.testing(RandomKey.of(0), Regime.NONE))
            .value()
            .toDoubles();
    double[] wanted = {2, 6, 1, Math.sqrt(3), 2, 4.0 / 3};
    assertThat(network.outputs()).isEqualTo(6);
    assertThat(seen).containsExactly(wanted, Offset.offset(1e-6));
  }
}
