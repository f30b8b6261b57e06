package dev.quickstudy.nn.layers;

import static dev.quickstudy.nn.Numbers.assertClose;
import static dev.quickstudy.nn.Numbers.assertSame;
import static dev.quickstudy.nn.Numbers.normals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.Statistics;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.nn.networks.WithLastLayer;
import dev.quickstudy.tensor.Autograd;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each kind of normalisation computes, in sums written out. */
class NormTest extends ScopedTest {
  private static final Context BATCH = Context.training(RandomKey.of(1), Regime.SUPPORT, 0);
  private static final Context RECORD = BATCH.withStatistics(Statistics.RECORD);
  private static final Context STATE = BATCH.withStatistics(Statistics.STATE);
  private static final double EPSILON = 1e-5;

  /** One layer with its weights and what its last pass left. */
  private static final class Layer {
    final Norm norm;
    Params weights;
    Params state;

    Layer(Normalisation kind, int channels) {
      norm = new Norm(kind, "norm", channels);
      weights = moved(fresh(norm));
      state = moved(Norm.stateLayout(List.of(norm)).init(RandomKey.of(0)));
    }

    static Params fresh(Norm norm) {
      return norm.layout().init(RandomKey.of(0));
    }

    private static Params moved(Params params) {
      return params
          .to(DType.FLOAT64)
          .map(tensor -> tensor.plus(normals(tensor.rank(), tensor.shape()).times(0.1)));
    }

    Tensor pass(Tensor x, Context now) {
      Map<String, Tensor> after = new LinkedHashMap<>();
      Tensor value = norm.after(identity(norm.channels()), x, weights, state, now, after);
      state = Params.of(after);
      return value;
    }

    private static Convolution identity(int channels) {
      long[] diagonal = LongStream.range(0, channels).toArray();
      Tensor filters = Tensor.of(diagonal, channels).oneHot(channels, DType.FLOAT64);
      return new Convolution(filters.reshape(channels, channels, 1, 1), Optional.empty(), 1, 0);
    }

    double[] weight(String name) {
      return weights.get("norm." + name).toDoubles();
    }
  }

  /** Mean and biased variance of some numbers. */
  private static double[] moments(double[] values, int from, int count) {
    double mean = 0;
    double variance = 0;
    for (int i = from; i < from + count; i++) {
      mean += values[i] / count;
    }
    for (int i = from; i < from + count; i++) {
      variance += (values[i] - mean) * (values[i] - mean) / count;
    }
    return new double[] {mean, variance};
  }

  @ParameterizedTest
  @CsvSource({"GROUP, 24, 8", "GROUP, 5, 5", "GROUP, 8, 8", "INSTANCE, 3, 1", "LAYER, 24, 24"})
  void anExampleByItselfIsNormalisedInGroupsOfItsChannels(
      Normalisation kind, int channels, int group) {
    Layer layer = new Layer(kind, channels);
    Tensor x = normals(1, 2, channels, 3, 2).times(3).plus(1);
    double[] values = x.toDoubles();
    double[] expected = new double[values.length];
    int count = group * 6;
    for (int from = 0; from < values.length; from += count) {
      double[] moments = moments(values, from, count);
      for (int i = from; i < from + count; i++) {
        int channel = i / 6 % channels;
        double normed = (values[i] - moments[0]) / Math.sqrt(moments[1] + EPSILON);
        expected[i] = normed * layer.weight("weight")[channel] + layer.weight("bias")[channel];
      }
    }
    for (Context now : List.of(BATCH, RECORD, STATE)) {
      assertClose(layer.pass(x, now).toDoubles(), expected, 1e-12);
      assertThat(layer.state.isEmpty()).isTrue();
    }
  }

  @Test
  void taskNormMixesTheMomentsOfTheSupportSetWithThoseOfEachExample() {
    int channels = 3;
    int examples = 4;
    Layer layer = new Layer(Normalisation.TASK, channels);
    Tensor support = normals(1, examples, channels, 2, 2).times(2).plus(1);
    Tensor query = normals(2, 1, channels, 2, 2).times(0.5).plus(-2);
    layer.pass(support, RECORD);
    double[] values = layer.pass(query, STATE).toDoubles();
    double mix = layer.weight("mix.scale")[0] * examples + layer.weight("mix.offset")[0];
    double ofTask = 1 / (1 + Math.exp(-mix));
    for (int c = 0; c < channels; c++) {
      double[] task = moments(support.select(1, c).reshape(-1).toDoubles(), 0, examples * 4);
      double[] numbers = query.select(1, c).reshape(-1).toDoubles();
      double[] own = moments(numbers, 0, 4);
      double mean = ofTask * task[0] + (1 - ofTask) * own[0];
      double variance =
          ofTask * (task[1] + Math.pow(task[0] - mean, 2))
              + (1 - ofTask) * (own[1] + Math.pow(own[0] - mean, 2));
      for (int i = 0; i < 4; i++) {
        double normed = (numbers[i] - mean) / Math.sqrt(variance + EPSILON);
        double expected = normed * layer.weight("weight")[c] + layer.weight("bias")[c];
        assertThat(values[c * 4 + i]).isCloseTo(expected, within(1e-12));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"40, BATCH", "-40, INSTANCE"})
  void taskNormLiesBetweenBatchAndInstanceNormalisation(double offset, Normalisation end) {
    Layer task = new Layer(Normalisation.TASK, 3);
    Tensor mix = Tensor.full(offset, DType.FLOAT64, 1);
    task.weights = task.weights.with(Params.of(Map.of("norm.mix.offset", mix)));
    Layer other = new Layer(end, 3);
    Tensor support = normals(1, 4, 3, 2, 2);
    Tensor query = normals(2, 2, 3, 2, 2);
    assertClose(task.pass(support, RECORD), other.pass(support, RECORD), 1e-12);
    assertClose(task.pass(query, STATE), other.pass(query, STATE), 1e-12);
  }

  @Test
  void taskNormTakesHalfOfEachAtTheBeginning() {
    Params weights = Layer.fresh(new Norm(Normalisation.TASK, "norm", 3));
    assertThat(weights.names())
        .containsExactly("norm.weight", "norm.bias", "norm.mix.scale", "norm.mix.offset");
    assertThat(weights.get("norm.mix.scale").toDoubles()).containsExactly(0);
    assertThat(weights.get("norm.mix.offset").toDoubles()).containsExactly(0);
  }

  @Test
  void everyInnerStepHasScalesShiftsAndAveragesOfItsOwnAndLaterStepsShareTheLast() {
    Layer steps = new Layer(Normalisation.PER_STEP, 3);
    Tensor x = normals(1, 4, 3, 2, 2);
    for (int step : new int[] {0, 3, 9, 10, 25}) {
      int row = Math.min(step, 9);
      Layer running = new Layer(Normalisation.RUNNING, 3);
      running.weights = steps.weights.map(tensor -> tensor.select(0, row));
      running.state = steps.state.map(tensor -> tensor.select(0, row));
      Params before = steps.state;
      Context now = BATCH.withInnerStep(step);
      assertSame(steps.pass(x, now), running.pass(x, now));
      for (String name : before.names()) {
        for (int r = 0; r < 10; r++) {
          Tensor expected = r == row ? running.state.get(name) : before.get(name).select(0, r);
          assertSame(steps.state.get(name).select(0, r), expected);
        }
      }
      assertThat(steps.state.get("norm.mean").select(0, row).toDoubles())
          .isNotEqualTo(before.get("norm.mean").select(0, row).toDoubles());
      Params moved = steps.state;
      Context byState = STATE.withInnerStep(step);
      assertSame(steps.pass(x, byState), running.pass(x, byState));
      assertSame(steps.state, moved);
    }
  }

  /** A first layer is normalised without a pass over its maps; here beside one with the pass. */
  @ParameterizedTest
  @CsvSource({
    "BATCH, BATCH",
    "BATCH, RECORD",
    "RUNNING, BATCH",
    "RUNNING, RECORD",
    "RUNNING, STATE",
    "PER_STEP, BATCH",
    "PER_STEP, STATE"
  })
  void aFirstLayerIsNormalisedAsIfItsMapsHadBeenMeasured(Normalisation kind, Statistics by) {
    Context now = BATCH.withStatistics(by).withInnerStep(2).withSecondOrder(true);
    Tensor x = normals(1, 4, 1, 7, 6);
    Tensor filters = normals(2, 12, 1, 3, 3).variable();
    Tensor bias = normals(3, 12).variable();
    Convolution convolution = new Convolution(filters, Optional.of(bias), 2, 1);
    assertThat(convolution.seesLittle()).isTrue();
    Layer folded = new Layer(kind, 12);
    Layer plain = new Layer(kind, 12);
    plain.weights = folded.weights.variables();
    folded.weights = plain.weights;
    plain.state = folded.state;

    Map<String, Tensor> after = new LinkedHashMap<>();
    Tensor value = folded.norm.after(convolution, x, folded.weights, folded.state, now, after);
    boolean biased = kind != Normalisation.BATCH; // which would take a bias away again
    Tensor maps = (biased ? convolution : convolution.withoutBias()).of(x);
    Tensor expected = plain.pass(maps, now);

    assertClose(value, expected, 1e-12);
    assertClose(Params.of(after), plain.state, 1e-12);
    List<Tensor> variables = new ArrayList<>(plain.weights.tensors());
    variables.add(filters);
    List<Tensor> slopes = slopes(value, variables);
    List<Tensor> expectedSlopes = slopes(expected, variables);
    for (int i = 0; i < slopes.size(); i++) {
      assertClose(slopes.get(i), expectedSlopes.get(i), 1e-10);
    }
  }

  /** The gradient of a product of gradients, which needs second derivatives. */
  private static List<Tensor> slopes(Tensor value, List<Tensor> variables) {
    Tensor loss = value.sigmoid().times(normals(9, value.shape())).sum();
    Tensor squares =
        Autograd.grad(loss, variables, true).stream()
            .map(gradient -> gradient.square().sum())
            .reduce(Tensor::plus)
            .orElseThrow();
    return Autograd.grad(squares, variables, false);
  }

  @Test
  void innerLoopsLeaveTheScalesOfInnerStepsAlone() {
    Conv4 steps = new Conv4(8, 1, 3, 2, Downsampling.POOL, Normalisation.PER_STEP, 5);
    assertThat(
            steps.layout().select(tensor -> tensor.part() == TensorSpec.Part.ACROSS_TASKS).names())
        .containsExactly(
            "blocks.0.norm.weight",
            "blocks.0.norm.bias",
            "blocks.1.norm.weight",
            "blocks.1.norm.bias");
    assertThat(steps.filmSites()).isEmpty();
    Conv4 batch = new Conv4(8, 1, 3, 2, Downsampling.POOL, Normalisation.BATCH, 5);
    Set<String> names = batch.init(RandomKey.of(1)).names();
    assertThat(batch.adapting(names)).isEqualTo(names);
    Network any =
        new WithLastLayer(new Conv4(8, 1, 3, 2, Downsampling.POOL, Normalisation.PER_STEP, 0));
    assertThat(any.adapting(Set.of("blocks.0.norm.weight", WithLastLayer.WEIGHT)))
        .containsExactly(WithLastLayer.WEIGHT);
  }

  @ParameterizedTest
  @CsvSource({"12, 16", "20, 24", "9, 8", "67, 64"})
  void groupsThatDoNotDivideTheChannelsAreRefusedWithTheNearestThatDo(int channels, int nearest) {
    assertThatThrownBy(() -> Norm.check("Conv4", Normalisation.GROUP, channels, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "group normalisation takes 8 channels at a time, which do not divide "
                + channels
                + "; use "
                + nearest
                + " channels");
  }

  @Test
  void mapsOfOnePixelAreNotNormalisedByThemselves() {
    assertThatThrownBy(() -> new Conv4(8, 1, 3, 4, Downsampling.STRIDE, Normalisation.INSTANCE, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be halved 4 times");
    assertThatThrownBy(() -> new Conv4(8, 1, 3, 3, Downsampling.STRIDE, Normalisation.INSTANCE, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "instance normalisation of maps of one pixel leaves nothing of them; use fewer blocks, "
                + "a larger picture, or norm 'group'");
    assertThat(new Conv4(8, 1, 3, 3, Downsampling.POOL, Normalisation.INSTANCE, 5).outputs())
        .isEqualTo(5);
  }
}
