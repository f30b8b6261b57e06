package dev.quickstudy.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Part;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.nn.layers.Affine;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Filmed;
import dev.quickstudy.nn.networks.Gru;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.networks.ResNet12;
import dev.quickstudy.nn.networks.Transformer;
import dev.quickstudy.nn.networks.Warped;
import dev.quickstudy.nn.networks.WithContext;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is declared is what there is: for every learner of the catalogue, and every network. */
class LayoutTest extends ScopedTest {
  static List<Catalogue.Entry> learners() {
    return Catalogue.all();
  }

  static List<Network> networks() {
    Conv4 pictures = new Conv4(8, 1, 3, 2, Conv4.Downsampling.POOL, Normalisation.RUNNING, 5);
    return List.of(
        pictures,
        new Conv4(8, 1, 3, 2, Conv4.Downsampling.STRIDE, Normalisation.PER_STEP, 5),
        new Conv4(8, 1, 3, 2, Conv4.Downsampling.MAPS, Normalisation.TASK, 0),
        new ResNet12(16, 1, List.of(4, 6), true, 0, 1, Normalisation.RUNNING, 3),
        new Mlp(List.of(2, 3), List.of(4, 5), 2),
        new Gru(5, 3, 4, 2),
        new Transformer(5, 3, 4, 2, 2, 3),
        new Warped(pictures),
        new Filmed(pictures, 4, List.of()),
        new WithContext(new Warped(new Mlp(List.of(6), List.of(4), 2)), 3));
  }

  private static void assertDeclared(Layout layout, Params params) {
    assertThat(params.names()).containsExactlyElementsOf(layout.names());
    for (TensorSpec tensor : layout.tensors()) {
      Tensor made = params.get(tensor.name());
      assertThat(made.shape()).as(tensor.name()).containsExactly(tensor.dimensions());
      assertThat(made.type()).as(tensor.name()).isEqualTo(DType.FLOAT32);
    }
    assertThat(layout.elements()).isEqualTo(params.elements());
  }

  @ParameterizedTest
  @MethodSource("learners")
  void layoutOfALearnerIsWhatInitMakes(Catalogue.Entry one) {
    Model model = one.learner().init(RandomKey.of(3));
    assertDeclared(one.learner().layout(), model.phi());
    assertDeclared(one.learner().stateLayout(), model.state());
    assertThat(one.learner().stateLayout().tensors())
        .allMatch(tensor -> tensor.part() == Part.BODY);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void layoutOfANetworkIsWhatInitMakesAndApplyReads(Network network) {
    Params weights = network.init(RandomKey.of(3));
    assertDeclared(network.layout(), weights);
    assertDeclared(network.stateLayout(), network.initialState());
    assertThat(network.layout().names()).containsAll(network.lastLayer());
    assertThat(network.stateLayout().tensors())
        .allMatch(tensor -> tensor.role() == Role.MEAN || tensor.role() == Role.VARIANCE);
  }

  /** Of each role, the dimensions that its documentation says. */
  @ParameterizedTest
  @MethodSource("networks")
  void layoutGivesEachBiasTheOutputsOfItsWeight(Network network) {
    Layout layout = network.layout();
    Set<String> layers = new java.util.HashSet<>();
    for (TensorSpec weight : layout.select(t -> t.role() == Role.WEIGHT).tensors()) {
      assertThat(weight.shape()).as(weight.name()).hasSizeGreaterThan(1);
      assertThat(layers.add(weight.layer())).as(weight.layer()).isTrue();
    }
    for (TensorSpec bias : layout.select(t -> t.role() == Role.BIAS).tensors()) {
      TensorSpec weight =
          layout
              .select(t -> t.role() == Role.WEIGHT && t.layer().equals(bias.layer()))
              .tensors()
              .get(0);
      assertThat(bias.shape()).as(bias.name()).containsExactly(weight.shape().get(0));
    }
  }

  @Test
  void layoutSaysWhatInnerLoopsMayChange() {
    Network network = new Warped(new Mlp(List.of(2), List.of(4), 3));
    assertThat(network.layout().select(t -> t.part() == Part.ACROSS_TASKS).names())
        .containsExactly("warp.layers.0.weight");
    assertThat(network.lastLayer()).containsExactly("layers.1.weight", "layers.1.bias");
    assertThat(network.adapting(Set.of("layers.0.bias", "warp.layers.0.weight", "context")))
        .containsExactlyInAnyOrder("layers.0.bias", "context");
  }

  /** A network of a stranger, which says nothing but its layout. */
  private record Plain(Mlp of) implements Network {
    @Override
    public Layout layout() {
      return of.layout();
    }

    @Override
    public Output apply(Params weights, Params state, Tensor x, dev.quickstudy.nn.Context now) {
      return of.apply(weights, state, x, now);
    }

    @Override
    public long[] inputShape() {
      return of.inputShape();
    }

    @Override
    public int outputs() {
      return of.outputs();
    }

    @Override
    public Normalisation normalisation() {
      return Normalisation.NONE;
    }

    @Override
    public int tasksTogether() {
      return 1;
    }
  }

  @Test
  void layoutAloneMakesANetworkThatLearnersTake() {
    Mlp mlp = new Mlp(List.of(2), List.of(4), 3);
    Descent learner =
        Descent.of(new Plain(mlp), Transforms.sgd(0.1), 1, 1).adapting(Adapts.LAST_LAYER);
    assertThat(learner.layout().names()).isEqualTo(mlp.layout().names());
    assertThat(Adapts.LAST_LAYER.of(new Plain(mlp), mlp.layout().names()))
        .isEqualTo(mlp.lastLayer());
  }

  @Test
  void elementsNeedsNoMemory() {
    Network network = new Mlp(List.of(1_000_000_000, 1_000_000_000), List.of(), 5);
    assertThat(network.layout().elements()).isEqualTo(5_000_000_000_000_000_005L);
    Network more = new Mlp(List.of(1_000_000_000, 1_000_000_000, 1_000_000_000), List.of(), 5);
    assertThat(more.layout().elements()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void joinRefusesTwoTensorsOfOneName() {
    Layout layer = Affine.layout("map", 2, 3);
    assertThatThrownBy(() -> layer.join(Affine.layout("map", 4, 5)))
        .isInstanceOf(UsageException.class)
        .hasMessage("two tensors are called 'map.weight'");
    assertThat(layer.join(Affine.layout("other", 4, 5)).find("other.bias"))
        .hasValueSatisfying(bias -> assertThat(bias.shape()).containsExactly(5L));
    assertThat(layer.find("none")).isEmpty();
  }

  @Test
  void prefixedKeepsTheNumbersAndKeyedDrawsOthers() {
    Layout layer = Affine.layout("map", 2, 3);
    double[] own = numbers(layer, "map.weight");
    assertThat(numbers(layer.prefixed("a."), "a.map.weight")).containsExactly(own);
    assertThat(numbers(layer.keyed("other"), "map.weight")).isNotEqualTo(own);
    assertThat(layer.keyed("other").init(RandomKey.of(1)).get("map.bias").toDoubles())
        .containsExactly(layer.init(RandomKey.of(1).fold("other")).get("map.bias").toDoubles());
  }

  private static double[] numbers(Layout layout, String name) {
    return layout.init(RandomKey.of(1)).get(name).toDoubles();
  }
}
