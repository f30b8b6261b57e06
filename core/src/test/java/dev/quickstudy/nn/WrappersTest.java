package dev.quickstudy.nn;

import static dev.quickstudy.nn.Numbers.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.nn.networks.Filmed;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.networks.Transformer;
import dev.quickstudy.nn.networks.Warped;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Networks around networks. */
class WrappersTest extends ScopedTest {
  private static Conv4 conv(Normalisation norm) {
    return new Conv4(8, 1, 3, 2, Downsampling.POOL, norm, 5);
  }

  private static Set<String> warps(Network network) {
    return new Warped(network).init(RandomKey.of(1)).under("warp.").names();
  }

  @Test
  void onlyMapsAreWarped() {
    Set<String> convolutions = Set.of("blocks.0.conv.weight", "blocks.1.conv.weight");
    for (Normalisation norm : List.of(Normalisation.BATCH, Normalisation.PER_STEP)) {
      assertThat(warps(conv(norm))).isEqualTo(convolutions);
    }
    assertThat(warps(new Mlp(List.of(2), List.of(4, 4), 3)))
        .containsExactly("layers.0.weight", "layers.1.weight");
    assertThat(warps(new Transformer(3, 2, 4, 2, 1, 3)))
        .containsExactlyInAnyOrder(
            "embed.weight",
            "layers.0.attention.read.weight",
            "layers.0.attention.write.weight",
            "layers.0.dense.in.weight",
            "layers.0.dense.out.weight");
    assertThat(warps(new Filmed(conv(Normalisation.BATCH), 4, List.of()))).isEqualTo(convolutions);
  }

  @Test
  void aWarpActsOnTheOutputsOfItsMapOnceWithTheirBias() {
    Warped network = new Warped(new Mlp(List.of(2), List.of(3), 2));
    Params weights = Numbers.weights(network, 1);
    Tensor warp = weights.get("warp.layers.0.weight");
    Map<String, Tensor> plain =
        new LinkedHashMap<>(weights.select(name -> !name.startsWith("warp.")).asMap());
    plain.computeIfPresent("layers.0.weight", (name, tensor) -> warp.matmul(tensor));
    plain.computeIfPresent(
        "layers.0.bias", (name, tensor) -> warp.matmul(tensor.reshape(3, 1)).reshape(3));
    Tensor x = Numbers.normals(2, 1, 4, 2);
    Context now = Context.testing(RandomKey.of(1), Regime.NONE);
    assertClose(
        network.apply(weights, Params.empty(), x, now).value(),
        network.network().apply(Params.of(plain), Params.empty(), x, now).value(),
        1e-12);
  }

  @Test
  void unitsBehindAWarpAreNoPlaceToScaleAndShift() {
    assertThat(new Warped(new Mlp(List.of(2), List.of(4, 4), 3)).filmSites()).isEmpty();
    Conv4 normalised = conv(Normalisation.BATCH);
    assertThat(new Warped(normalised).filmSites()).isEqualTo(normalised.filmSites());
  }

  @Test
  void everyFilmMapBeginsWithNumbersOfItsOwn() {
    Params maps =
        new Filmed(conv(Normalisation.BATCH), 4, List.of()).init(RandomKey.of(1)).under("film.");
    List<List<Double>> begun = new ArrayList<>();
    maps.select(name -> name.endsWith(".weight"))
        .tensors()
        .forEach(tensor -> begun.add(java.util.Arrays.stream(tensor.toDoubles()).boxed().toList()));
    assertThat(begun).hasSize(2);
    assertThat(new HashSet<>(begun)).hasSize(2);
  }

  @Test
  void filmedScalesAndShiftsOnlyThePlacesThatItIsTold() {
    Conv4 normalised = conv(Normalisation.BATCH);
    assertThat(new Filmed(normalised, 4, List.of(2)).init(RandomKey.of(1)).under("film.").names())
        .containsExactly("blocks.1.norm.bias.weight", "blocks.1.norm.bias.bias");
    assertThatThrownBy(() -> new Filmed(normalised, 4, List.of(3)))
        .hasMessage("this network has places 1 … 2 to scale and shift, but not 3");
    assertThatThrownBy(() -> new Filmed(normalised, 4, List.of(1, 1)))
        .hasMessage("a place to scale and shift is named twice: [1, 1]");
  }
}
