package dev.quickstudy.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.head.convex.Ridge;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Numbers;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.nn.networks.Gru;
import dev.quickstudy.nn.networks.InBfloat16;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.networks.ResNet12;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Meta-gradients through a network that computes in bfloat16, held against those in float32. */
class Bfloat16Test extends ScopedTest {
  private static final Network MLP = new Mlp(List.of(3), List.of(24, 24), 3);
  private static final Network WAVES = new Mlp(List.of(1), List.of(24, 24), 1);

  private static Network conv(Normalisation norm, int classes) {
    return new Conv4(8, 1, 16, 2, Downsampling.POOL, norm, classes);
  }

  private static Arguments on(
      String name, Network network, Function<Network, Algorithm<? extends Learner>> algorithm) {
    return Arguments.of(name, network, algorithm);
  }

  static List<Arguments> all() {
    Network pictures = conv(Normalisation.BATCH, 3);
    Network encoder = conv(Normalisation.RUNNING, 0);
    return List.of(
        on("maml", MLP, network -> Algorithms.maml(network, 0.1, 3, 3)),
        on("maml on waves", WAVES, network -> Algorithms.maml(network, 0.01, 3, 3)),
        on("maml on pictures", pictures, network -> Algorithms.maml(network, 0.1, 2, 2)),
        on("first-order maml", pictures, network -> Algorithms.fomaml(network, 0.1, 2, 2)),
        on("proto-maml", encoder, network -> Algorithms.protoMaml(network, 0.1, 2, 2)),
        on("t-net", pictures, network -> Algorithms.tNet(network, 0.1, 2, 2)),
        on("protonet", encoder, Algorithms::protonet),
        on("r2d2", encoder, network -> Algorithms.r2d2(network, Ridge.learned())),
        on("protonet with groups", conv(Normalisation.GROUP, 0), Algorithms::protonet),
        on("protonet with task norm", conv(Normalisation.TASK, 0), Algorithms::protonet),
        on(
            "protonet on a residual network",
            new ResNet12(16, 1, List.of(8, 16), true, 0.1, 1, Normalisation.BATCH, 0),
            Algorithms::protonet));
  }

  private static <L extends Learner> Params gradients(
      Algorithm<L> algorithm, Model model, TaskBatch batch) {
    L learner = algorithm.learner();
    Regime regime =
        learner.regimes().contains(Regime.QUERY_BATCH)
            ? Regime.QUERY_BATCH
            : learner.network().normalisation().inductive();
    return algorithm
        .metaGradient()
        .of(learner, model, batch, Context.training(RandomKey.of(8), regime, 3))
        .gradients();
  }

  private static double squares(Params params) {
    return params.tensors().stream().mapToDouble(t -> t.square().sum().item()).sum();
  }

  private static double apart(Params actual, Params expected) {
    return Math.sqrt(squares(actual.minus(expected)) / squares(expected));
  }

  private static double cosine(Params a, Params b) {
    double product =
        a.zip(b, (x, y) -> x.times(y).sum()).tensors().stream().mapToDouble(Tensor::item).sum();
    return product / Math.sqrt(squares(a) * squares(b));
  }

  private static Tensor rounded(Tensor tensor) {
    return tensor.to(DType.BFLOAT16).to(DType.FLOAT32);
  }

  private static TaskBatch rounded(TaskBatch batch) {
    return new TaskBatch(
        batch.support().withInputs(rounded(batch.support().x())),
        batch.query().withInputs(rounded(batch.query().x())));
  }

  /**
   * How far off the gradient may be is measured: rounding nothing but φ and the examples, once, and
   * computing in float32 shows what 8 bits of mantissa do to this gradient, whose sums over
   * examples cancel. In bfloat16 a layer rounds less than 16 times where that rounds once – its
   * weights, inputs, product, normalised and rectified value, and the like in the first and second
   * derivative – and independent errors add up in squares: 4 times as much.
   */
  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void theMetaGradientIsOffByWhatEightBitsExplain(
      String name, Network network, Function<Network, Algorithm<? extends Learner>> algorithm) {
    TaskBatch batch = batch(network);
    Model model = algorithm.apply(network).learner().init(RandomKey.of(3));
    Model roundedModel = new Model(model.phi().map(Bfloat16Test::rounded), model.state());

    Params exact = gradients(algorithm.apply(network), model, batch);
    Params once = gradients(algorithm.apply(network), roundedModel, rounded(batch));
    Params actual = gradients(algorithm.apply(new InBfloat16(network)), model, batch);

    assertThat(actual.tensors()).allMatch(tensor -> tensor.type() == DType.FLOAT32);
    assertThat(apart(actual, exact)).isBetween(1e-3, 4 * apart(once, exact));
    assertThat(cosine(actual, exact)).isGreaterThan(0.97);
  }

  private static TaskBatch batch(Network network) {
    TaskBatch batch =
        network == WAVES
            ? Episodes.values(network, 4, 10, 10, 5)
            : Episodes.classes(network, 4, 3, 3, 5, 5);
    return batch.to(DType.FLOAT32);
  }

  @Test
  void embeddingsAndStatisticsComeOutInFloat32() {
    Network network = new InBfloat16(conv(Normalisation.RUNNING, 0));
    Model model = Algorithms.protonet(network).learner().init(RandomKey.of(3));
    Tensor pictures = batch(network).query().x();
    Context now = Context.training(RandomKey.of(8), Regime.QUERY_BATCH, 0);

    Output output = network.apply(model.phi(), model.state(), pictures, now);

    assertThat(output.value().type()).isEqualTo(DType.FLOAT32);
    Numbers.assertSame(output.value(), rounded(output.value()));
    for (Tensor average : output.state().tensors()) {
      assertThat(average.type()).isEqualTo(DType.FLOAT32);
      assertThat(average.toDoubles()).isNotEqualTo(rounded(average).toDoubles());
    }
  }

  @Test
  void networksWithoutBfloat16AreRefused() {
    assertThatThrownBy(() -> new InBfloat16(new Gru(3, 2, 4, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a network of the kind Gru cannot compute in bfloat16; take Mlp, Conv4, R2d2Encoder or ResNet12, or"
                + " compute in float32");
  }
}
