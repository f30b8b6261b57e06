package dev.quickstudy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.task.TaskShape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MultiplyAddsTest {
  private static final MetaStep TINY =
      new MetaStep(new Mlp(List.of(2), List.of(3), 1), new TaskShape(1, 4, 5), 6, 1, 0.1);

  /** Counts every product that a two-layer perceptron makes, one number at a time. */
  @Test
  void aPerceptronsPassesCostWhatCountingByHandSays() {
    int in = 2;
    int hidden = 3;
    int out = 1;
    long forward = 0;
    for (int h = 0; h < hidden; h++) {
      forward += in; // z = W₁·x
    }
    for (int o = 0; o < out; o++) {
      forward += hidden; // y = W₂·a
    }
    // ∂W₂ = ∂y·aᵀ, ∂a = W₂ᵀ·∂y, ∂W₁ = ∂z·xᵀ
    long backward = (long) out * hidden + (long) out * hidden + (long) hidden * in;
    // Along V: dz = V₁·x; dy = V₂·a + W₂·da; d∂W₂ = d∂y·aᵀ + ∂y·daᵀ; d∂a = V₂ᵀ·∂y + W₂ᵀ·d∂y;
    // d∂W₁ = d∂z·xᵀ
    long along = (long) hidden * in + 2L * out * hidden + 2L * out * hidden + 2L * out * hidden;
    along += (long) hidden * in;

    assertThat(forward).isEqualTo(9);
    assertThat(MultiplyAdds.metaStep(TINY).multiplyAdds())
        .isEqualTo(6 * (4 * (forward + backward + along) + 5 * (forward + backward)));
    assertThat(MultiplyAdds.metaStep(TINY).formula())
        .isEqualTo(
            "6·(1·4·(9F − 5F₁) + 5·(3F − F₁)) = 1,854 multiply-adds, F = 2·3 + 3·1 = 9, F₁ = 6");
  }

  /** Slides every filter over every place. */
  @Test
  void aConvolutionalNetworkCostsWhatCountingByHandSays() {
    Network network = new Conv4(10, 2, 4, 2, Conv4.Downsampling.POOL, Normalisation.BATCH, 3);
    List<Long> layers = new ArrayList<>();
    int side = 10;
    int in = 2;
    for (int block = 0; block < 2; block++) {
      long products = 0;
      for (int place = 0; place < side * side; place++) {
        for (int filter = 0; filter < 4; filter++) {
          products += 3L * 3 * in;
        }
      }
      layers.add(products);
      side /= 2;
      in = 4;
    }
    layers.add(3L * 4 * side * side); // side is 2 by now
    assertThat(side).isEqualTo(2);

    MultiplyAdds counted = MultiplyAdds.of(network);
    assertThat(counted.layers().stream().map(MultiplyAdds.Layer::count)).isEqualTo(layers);
    assertThat(counted.first()).isEqualTo(7200);
    assertThat(counted.forward()).isEqualTo(7200 + 3600 + 48);
  }

  @Test
  void prototypesCostOnePassOverSupportAndQuerySet() {
    MetaStep step =
        new MetaStep(
            new Conv4(10, 2, 4, 2, Conv4.Downsampling.POOL, Normalisation.BATCH, 0),
            new TaskShape(5, 1, 3),
            2,
            0,
            0);

    assertThat(MultiplyAdds.metaStep(step).multiplyAdds()).isEqualTo(2 * 20 * (3 * 10_800 - 7200));
  }

  @Test
  void learningOneTaskCostsAStepAndAPassThatRecordsStatistics() {
    assertThat(MultiplyAdds.adaptation(TINY).multiplyAdds()).isEqualTo(4 * ((3 * 9 - 6) + 9));
  }

  @Test
  void anUnknownNetworkHasNoFormula() {
    Network strided = new Conv4(10, 2, 4, 2, Conv4.Downsampling.STRIDE, Normalisation.BATCH, 3);

    assertThatThrownBy(() -> MultiplyAdds.of(strided)).hasMessageContaining("no formula");
  }
}
