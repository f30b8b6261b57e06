package dev.quickstudy.nn;

import static dev.quickstudy.nn.Numbers.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.nn.networks.Gru;
import dev.quickstudy.nn.networks.R2d2Encoder;
import dev.quickstudy.nn.networks.ResNet12;
import dev.quickstudy.nn.networks.Transformer;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Differences;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every network, however it normalises. */
class EncodersTest extends ScopedTest {
  private static final int TASKS = 3;
  private static final int EXAMPLES = 3;
  private static final Set<Normalisation> NORMS =
      EnumSet.complementOf(EnumSet.of(Normalisation.NONE));

  /** As small as they can be: differences are taken in every one of their weights. */
  static List<Network> small() {
    List<Network> networks = new ArrayList<>();
    for (Normalisation norm : NORMS) {
      networks.add(new Conv4(4, 1, 2, 2, Downsampling.POOL, norm, 2));
      networks.add(new ResNet12(4, 1, List.of(2), false, 0.2, 2, norm, 0));
    }
    networks.add(new Conv4(6, 1, 2, 2, Downsampling.STRIDE, Normalisation.TASK, 0));
    networks.add(new R2d2Encoder(6, 1, List.of(2, 2), 0.1, 0, Normalisation.RUNNING));
    networks.add(new Conv4(6, 1, 2, 2, Downsampling.STRIDE_FLAT, Normalisation.RUNNING, 2));
    networks.add(new Conv4(4, 1, 2, 2, Downsampling.MAPS, Normalisation.GROUP, 0));
    networks.add(new Gru(3, 2, 2, 2));
    networks.add(new Transformer(3, 2, 4, 2, 1, 2));
    return networks;
  }

  static List<Network> networks() {
    List<Network> networks = new ArrayList<>(small());
    for (Normalisation norm : NORMS) {
      networks.add(new Conv4(5, 1, 2, 2, Downsampling.STRIDE, norm, 0));
      networks.add(new Conv4(8, 1, 2, 3, Downsampling.MAPS, norm, 0));
      networks.add(new Conv4(5, 1, 2, 2, Downsampling.STRIDE_FLAT, norm, 0));
      networks.add(new R2d2Encoder(6, 1, List.of(2, 1), 0.1, 0.2, norm));
      networks.add(new ResNet12(8, 1, List.of(1, 2), true, 0.2, 3, norm, 2));
    }
    networks.add(new Gru(2, 1, 3, 0));
    networks.add(new Transformer(2, 1, 3, 1, 2, 0));
    return networks;
  }

  /** A pass in training, by what each kind of normalisation is meant to go by. */
  private static Context training(Network network, Statistics statistics) {
    return Context.training(RandomKey.of(4), network.normalisation().inductive(), 0)
        .withStatistics(statistics)
        .withInnerStep(2);
  }

  private static List<Statistics> statistics(Network network) {
    return network.normalisation() == Normalisation.BATCH
            || network.normalisation() == Normalisation.TASK
        ? List.of(Statistics.BATCH, Statistics.RECORD)
        : List.of(Statistics.BATCH, Statistics.STATE);
  }

  private static Tensor inputs(Network network, int tasks, long seed) {
    long[] input = network.inputShape();
    long[] shape = new long[input.length + 2];
    shape[0] = tasks;
    shape[1] = EXAMPLES;
    System.arraycopy(input, 0, shape, 2, input.length);
    return Numbers.normals(seed, shape);
  }

  @ParameterizedTest
  @MethodSource("small")
  void firstAndSecondDerivativesAreThoseOfDifferences(Network network) {
    Params weights = Numbers.weights(network, 5);
    Params state = Numbers.state(network, 2);
    List<Tensor> point = new ArrayList<>(weights.tensors());
    point.add(inputs(network, 1, 8));
    for (Statistics by : statistics(network)) {
      Differences.check(
          variables -> {
            Map<String, Tensor> named = new LinkedHashMap<>();
            weights.names().forEach(name -> named.put(name, variables.get(named.size())));
            Tensor x = variables.get(named.size());
            return network.apply(Params.of(named), state, x, training(network, by)).value();
          },
          point.toArray(Tensor[]::new));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void sharedWeightsEqualOneCopyATask(Network network) {
    Params weights = Numbers.weights(network, 1);
    Params state = Numbers.state(network, 2);
    Tensor x = inputs(network, TASKS, 3);
    for (Statistics by : statistics(network)) {
      Output shared = network.apply(weights, state, x, training(network, by));
      Output copies =
          network.apply(weights.forTasks(TASKS), state.forTasks(TASKS), x, training(network, by));
      assertThat(shared.value().shape()).containsExactly(TASKS, EXAMPLES, network.outputs());
      assertClose(copies.value(), shared.value(), 1e-12);
      assertClose(copies.state(), shared.state(), 1e-12);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aTaskComesOutTheSameHoweverTheBatchIsCut(Network network) {
    List<Params> own = new ArrayList<>();
    for (int t = 0; t < TASKS; t++) {
      own.add(Numbers.weights(network, t));
    }
    Params weights = Params.stack(own);
    Params state = Numbers.state(network, 2);
    Tensor x = inputs(network, TASKS, 3);
    for (Statistics by : statistics(network)) {
      Context now = training(network, by);
      Output together = network.apply(weights, state, x, now);
      for (int t = 0; t < TASKS; t++) {
        Output alone =
            network.apply(weights.task(t), state, x.slice(0, t, t + 1), now.withFirstTask(t));
        assertClose(alone.value(), together.value().slice(0, t, t + 1), 1e-12);
        assertClose(alone.state().task(0), together.state().task(t), 1e-12);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void theOutputDependsOnEveryTensorThatIsLearned(Network network) {
    Params weights = Numbers.weights(network, 1).variables();
    Params state = Numbers.state(network, 2);
    Tensor value =
        network
            .apply(weights, state, inputs(network, 1, 3), training(network, Statistics.BATCH))
            .value();
    Params gradients = weights.gradients(value.square().sum(), false);
    gradients
        .asMap()
        .forEach(
            (name, gradient) -> {
              // A bias in front of normalisation over examples or positions is taken out again.
              if (!name.endsWith("conv.bias")) {
                assertThat(Numbers.norm(gradient.toDoubles())).as(name).isGreaterThan(1e-9);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("networks")
  void itRunsInBothPrecisionsAndFreshWeightsFollowTheKey(Network network) {
    Params weights = network.init(RandomKey.of(4));
    assertThat(weights.tensors()).allMatch(tensor -> tensor.type() == DType.FLOAT32);
    Numbers.assertSame(network.init(RandomKey.of(4)), weights);
    Tensor x = inputs(network, 2, 3);
    Context now = training(network, Statistics.BATCH);
    Tensor value = network.apply(weights, network.initialState(), x.to(DType.FLOAT32), now).value();
    assertThat(value.type()).isEqualTo(DType.FLOAT32);
    Tensor precise =
        network
            .apply(weights.to(DType.FLOAT64), network.initialState().to(DType.FLOAT64), x, now)
            .value();
    assertThat(precise.type()).isEqualTo(DType.FLOAT64);
    assertClose(value.to(DType.FLOAT64), precise, 1e-4);
    Tensor other = network.init(RandomKey.of(5)).tensors().get(0);
    assertThat(other.toDoubles()).isNotEqualTo(weights.tensors().get(0).toDoubles());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void placesToScaleAndShiftAreTensorsOfItsOwn(Network network) {
    Params weights = network.init(RandomKey.of(4));
    boolean none = network.normalisation() == Normalisation.PER_STEP || network instanceof Gru;
    assertThat(network.filmSites().isEmpty()).isEqualTo(none);
    for (Film.Site site : network.filmSites()) {
      assertThat(weights.get(site.shifted()).shape()).containsExactly(site.units());
      for (String name : site.scaled()) {
        assertThat(weights.get(name).size(0)).isEqualTo(site.units());
      }
    }
    assertThat(weights.names()).containsAll(network.lastLayer());
    long[] output = network.outputShape();
    long product = 1;
    for (long size : output) {
      product *= size;
    }
    assertThat(product).isEqualTo(network.outputs());
  }
}
