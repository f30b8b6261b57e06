package dev.quickstudy.nn.networks;

import static dev.quickstudy.nn.Numbers.assertClose;
import static dev.quickstudy.nn.Numbers.assertSame;
import static dev.quickstudy.nn.Numbers.normals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Numbers;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.PlainConv4;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.ScopedTest;
import dev.quickstudy.nn.Statistics;
import dev.quickstudy.nn.layers.Moments;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Kernels;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.TensorException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class Conv4Test extends ScopedTest {
  private static final int TASKS = 3;
  private static final int EXAMPLES = 4;

  private static final Context BATCH = Context.testing(RandomKey.of(0), Regime.QUERY_BATCH);
  private static final Context RECORD = BATCH.withStatistics(Statistics.RECORD);
  private static final Context STATE = BATCH.withStatistics(Statistics.STATE);

  /**
   * All forms, with and without an output layer, even sides and odd ones, where a rest at the edge
   * is left out.
   */
  static List<Conv4> shapes() {
    return List.of(
        new Conv4(8, 2, 3, 3, Downsampling.POOL, Normalisation.BATCH, 5),
        new Conv4(7, 1, 3, 2, Downsampling.POOL, Normalisation.BATCH, 0),
        new Conv4(8, 2, 3, 2, Downsampling.STRIDE, Normalisation.BATCH, 5),
        new Conv4(7, 1, 3, 2, Downsampling.STRIDE, Normalisation.BATCH, 0),
        new Conv4(8, 2, 3, 2, Downsampling.STRIDE_FLAT, Normalisation.BATCH, 5),
        new Conv4(7, 1, 3, 2, Downsampling.STRIDE_FLAT, Normalisation.BATCH, 0),
        new Conv4(9, 2, 3, 3, Downsampling.MAPS, Normalisation.BATCH, 0),
        new Conv4(14, 1, 2, 1, Downsampling.POOL, Normalisation.RUNNING, 2),
        new Conv4(9, 1, 2, 3, Downsampling.STRIDE, Normalisation.RUNNING, 2),
        new Conv4(8, 1, 12, 2, Downsampling.POOL, Normalisation.RUNNING, 2));
  }

  private static Tensor inputs(Conv4 network, int tasks) {
    return normals(9, tasks, EXAMPLES, network.channels(), network.size(), network.size());
  }

  private static Params tasksOf(Conv4 network) {
    List<Params> tasks = new ArrayList<>();
    for (int t = 0; t < TASKS; t++) {
      tasks.add(Numbers.weights(network, t));
    }
    return Params.stack(tasks);
  }

  /** Sums over many positions must not pile up rounding errors. */
  @Test
  void aGradientOfManyPicturesInFloat32IsThatOfFloat64() {
    Conv4 network = new Conv4(28, 1, 64, 4, Downsampling.POOL, Normalisation.BATCH, 0);
    Params weights = Numbers.weights(network, 1);
    Tensor x = normals(2, 1, 150, 1, 28, 28);
    Params exact = gradient(network, weights, x);
    Params rounded = gradient(network, weights.to(DType.FLOAT32), x.to(DType.FLOAT32));
    for (String name : exact.names()) {
      if (!name.endsWith("conv.bias")) { // which batch norm takes away: the gradient is nothing
        assertClose(rounded.get(name).toDoubles(), exact.get(name).toDoubles(), 1e-4);
      }
    }
  }

  private static Params gradient(Conv4 network, Params weights, Tensor x) {
    Params variables = weights.variables();
    Tensor value = network.apply(variables, Params.empty(), x, BATCH).value();
    Tensor loss = value.times(normals(3, value.shape()).to(value.type())).sum();
    return variables.gradients(loss, false);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void theOutputIsThatOfTheSumsWrittenOut(Conv4 network) {
    Params weights = Numbers.weights(network, 1);
    Tensor x = inputs(network, TASKS);
    Tensor value =
        network.apply(weights, network.initialState().to(DType.FLOAT64), x, BATCH).value();
    assertThat(value.shape()).containsExactly(TASKS, EXAMPLES, network.outputs());
    for (int t = 0; t < TASKS; t++) {
      double[][] expected = new PlainConv4(network, weights).of(x.select(0, t));
      for (int n = 0; n < EXAMPLES; n++) {
        assertClose(value.select(0, t).select(0, n).toDoubles(), expected[n], 1e-12);
      }
    }
  }

  @Test
  void theFormsHaveThePublishedSizes() {
    Conv4 pool = new Conv4(28, 1, 64, 4, Downsampling.POOL, Normalisation.BATCH, 0);
    assertThat(pool.outputs()).isEqualTo(64);
    assertThat(pool.init(RandomKey.of(1)).elements()).isEqualTo(111_936);
    assertThat(new Conv4(84, 3, 64, 4, Downsampling.POOL, Normalisation.BATCH, 0).outputs())
        .isEqualTo(1600);
    Conv4 stride = new Conv4(28, 1, 64, 4, Downsampling.STRIDE, Normalisation.BATCH, 5);
    assertThat(stride.outputs()).isEqualTo(5);
    assertThat(stride.init(RandomKey.of(1)).get("head.weight").shape()).containsExactly(5, 64);
    Conv4 flat = new Conv4(28, 1, 64, 4, Downsampling.STRIDE_FLAT, Normalisation.BATCH, 5);
    assertThat(flat.init(RandomKey.of(1)).get("head.weight").shape()).containsExactly(5, 256);
    assertThat(new Conv4(28, 1, 64, 4, Downsampling.STRIDE_FLAT, Normalisation.BATCH, 0).outputs())
        .isEqualTo(256);
    assertThat(pool.inputShape()).containsExactly(1, 28, 28);
    assertThat(pool.tasksTogether()).isEqualTo(1);
  }

  @Test
  void freshWeightsFollowTheKey() {
    Conv4 network = new Conv4(8, 2, 3, 2, Downsampling.POOL, Normalisation.RUNNING, 5);
    Params weights = network.init(RandomKey.of(4));
    assertThat(weights.names())
        .containsExactly(
            "blocks.0.conv.weight",
            "blocks.0.conv.bias",
            "blocks.0.norm.weight",
            "blocks.0.norm.bias",
            "blocks.1.conv.weight",
            "blocks.1.conv.bias",
            "blocks.1.norm.weight",
            "blocks.1.norm.bias",
            "head.weight",
            "head.bias");
    assertThat(weights.tensors()).allMatch(tensor -> tensor.type() == DType.FLOAT32);
    assertThat(weights.get("blocks.1.norm.weight").toDoubles()).containsOnly(1);
    assertThat(weights.get("blocks.1.norm.bias").toDoubles()).containsOnly(0);
    assertSame(network.init(RandomKey.of(4)), weights);
    assertThat(network.init(RandomKey.of(5)).get("head.weight").toDoubles())
        .isNotEqualTo(weights.get("head.weight").toDoubles());
    assertThat(network.initialState().names())
        .containsExactly(
            "blocks.0.norm.mean",
            "blocks.0.norm.variance",
            "blocks.1.norm.mean",
            "blocks.1.norm.variance");
    assertThat(network.initialState().get("blocks.1.norm.variance").toDoubles()).containsOnly(1);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void sharedWeightsEqualOneCopyATask(Conv4 network) {
    Params weights = Numbers.weights(network, 1);
    Params state = Numbers.state(network, 2);
    Tensor x = inputs(network, TASKS);
    for (Context now : List.of(BATCH, RECORD)) {
      Output shared = network.apply(weights, state, x, now);
      Output copies = network.apply(weights.forTasks(TASKS), state.forTasks(TASKS), x, now);
      assertClose(copies.value(), shared.value(), 1e-12);
      assertClose(copies.state(), shared.state(), 1e-12);
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void tasksTogetherEqualEachByItself(Conv4 network) {
    Params weights = tasksOf(network);
    Params state = Numbers.state(network, 2);
    Tensor x = inputs(network, TASKS);
    for (Context now : List.of(BATCH, RECORD)) {
      Output together = network.apply(weights, state, x, now);
      for (int t = 0; t < TASKS; t++) {
        Output alone = network.apply(weights.task(t), state, x.slice(0, t, t + 1), now);
        assertClose(together.value().slice(0, t, t + 1), alone.value(), 1e-12);
        assertClose(together.state().task(t), alone.state().task(0), 1e-12);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void recordedStatisticsGiveTheSameOutputAgain(Conv4 network) {
    Params weights = tasksOf(network);
    Params state = Numbers.state(network, 2);
    Tensor x = inputs(network, TASKS);
    Tensor byBatch = network.apply(weights, state, x, BATCH).value();
    Output recorded = network.apply(weights, state, x, RECORD);
    Tensor byState = network.apply(weights, recorded.state(), x, STATE).value();
    assertClose(recorded.value(), byBatch, 1e-12);
    assertClose(byState, byBatch, 1e-12);
  }

  @Test
  void recordedStatisticsAreTheMeanAndTheBiasedVarianceOfEachTask() {
    Conv4 network = new Conv4(6, 2, 3, 1, Downsampling.POOL, Normalisation.BATCH, 2);
    Params weights = Numbers.weights(network, 1);
    Tensor x = inputs(network, TASKS);
    Params state = network.apply(weights, Params.empty(), x, RECORD).state();
    assertThat(state.perTask()).isTrue();
    for (int t = 0; t < TASKS; t++) {
      Moments moments = Moments.ofFirstConvolution(weights, x.select(0, t), 1);
      // Without the convolution's bias, which this norm would take away again.
      double[] mean = moments.mean();
      double[] bias = weights.get("blocks.0.conv.bias").toDoubles();
      Arrays.setAll(mean, channel -> mean[channel] - bias[channel]);
      assertClose(state.task(t).get("blocks.0.norm.mean").toDoubles(), mean, 1e-12);
      assertClose(
          state.task(t).get("blocks.0.norm.variance").toDoubles(), moments.variance(), 1e-12);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"POOL", "STRIDE"})
  void runningAveragesMoveByATenthTowardsTheBatchWithUnbiasedVariance(Downsampling form) {
    Conv4 network = new Conv4(6, 2, 3, 1, form, Normalisation.RUNNING, 2);
    Params weights = Numbers.weights(network, 1);
    Params before = Numbers.state(network, 2);
    Tensor x = inputs(network, TASKS);
    Params after = network.apply(weights, before, x, BATCH).state();
    for (int t = 0; t < TASKS; t++) {
      Moments moments =
          Moments.ofFirstConvolution(weights, x.select(0, t), form == Downsampling.STRIDE ? 2 : 1);
      double[] mean = before.get("blocks.0.norm.mean").toDoubles();
      double[] variance = before.get("blocks.0.norm.variance").toDoubles();
      for (int c = 0; c < mean.length; c++) {
        double unbiased = moments.variance()[c] * moments.count() / (moments.count() - 1);
        mean[c] = 0.9 * mean[c] + 0.1 * moments.mean()[c];
        variance[c] = 0.9 * variance[c] + 0.1 * unbiased;
      }
      assertClose(after.task(t).get("blocks.0.norm.mean").toDoubles(), mean, 1e-12);
      assertClose(after.task(t).get("blocks.0.norm.variance").toDoubles(), variance, 1e-12);
    }
    assertSame(before, Numbers.state(network, 2));
  }

  @Test
  void predictingByTheStateLetsNoExampleTouchAnother() {
    Conv4 network = new Conv4(8, 1, 3, 2, Downsampling.POOL, Normalisation.RUNNING, 5);
    Params weights = Numbers.weights(network, 1);
    Params state = Numbers.state(network, 2);
    Tensor x = inputs(network, 1);
    Tensor together = network.apply(weights, state, x, STATE).value();
    Tensor alone = network.apply(weights, state, x.slice(1, 2, 3), STATE).value();
    assertClose(alone, together.slice(1, 2, 3), 1e-12);
  }

  @Test
  void aPassByTheStateLeavesRunningAveragesWhereTheyAre() {
    Conv4 network = new Conv4(8, 1, 3, 2, Downsampling.POOL, Normalisation.RUNNING, 5);
    Params state = Numbers.state(network, 2);
    Params after =
        network.apply(Numbers.weights(network, 1), state, inputs(network, 2), STATE).state();
    assertThat(after.perTask()).isTrue();
    assertSame(after.task(0), state);
    assertSame(after.task(1), state);
  }

  @Test
  void batchNormalisationWithoutMemoryKeepsNoState() {
    Conv4 network = new Conv4(8, 1, 3, 2, Downsampling.POOL, Normalisation.BATCH, 5);
    assertThat(network.initialState().isEmpty()).isTrue();
    Output output =
        network.apply(Numbers.weights(network, 1), Params.empty(), inputs(network, 2), BATCH);
    assertThat(output.state().isEmpty()).isTrue();
    assertThat(network.normalisation()).isEqualTo(Normalisation.BATCH);
  }

  @Test
  void absurdSettingsAreRefused() {
    assertRefused(8, 0, 3, 2, Normalisation.BATCH, 5, "'channels' must be at least 1, but is 0");
    assertRefused(8, 1, 0, 2, Normalisation.BATCH, 5, "'width' must be at least 1, but is 0");
    assertRefused(8, 1, 3, 0, Normalisation.BATCH, 5, "'blocks' must be at least 1, but is 0");
    assertRefused(8, 1, 3, 2, Normalisation.BATCH, -1, "'classes' must be at least 0, but is -1");
    assertRefused(
        8,
        1,
        3,
        4,
        Normalisation.BATCH,
        5,
        "a picture of 8 pixels cannot be halved 4 times; use fewer blocks");
    assertRefused(
        8,
        1,
        3,
        2,
        Normalisation.NONE,
        5,
        "Conv4 normalises between its layers: norm must be one of 'batch', 'running', 'group', "
            + "'instance', 'layer', 'task' and 'per-step'");
  }

  private static void assertRefused(
      int size,
      int channels,
      int width,
      int blocks,
      Normalisation norm,
      int classes,
      String message) {
    assertThatThrownBy(
            () -> new Conv4(size, channels, width, blocks, Downsampling.POOL, norm, classes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void mapsAreAQuarterOfThePictureHighAndWideAndHaveNoOutputLayer() {
    Conv4 maps = new Conv4(28, 1, 64, 4, Downsampling.MAPS, Normalisation.RUNNING, 0);
    assertThat(maps.outputShape()).containsExactly(64, 7, 7);
    assertThat(maps.outputs()).isEqualTo(64 * 7 * 7);
    Conv4 pool = new Conv4(28, 1, 64, 4, Downsampling.POOL, Normalisation.RUNNING, 0);
    assertThat(pool.outputShape()).containsExactly(64);
    assertThatThrownBy(() -> new Conv4(28, 1, 64, 4, Downsampling.MAPS, Normalisation.BATCH, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "maps are for comparing and have no output layer: classes must be 0, or downsampling"
                + " 'pool'");
    assertThatThrownBy(() -> new Conv4(3, 1, 64, 4, Downsampling.MAPS, Normalisation.BATCH, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be halved 2 times");
  }

  @Test
  void picturesWithOtherChannelsAreRefusedWithBothShapes() {
    Conv4 network = new Conv4(8, 2, 3, 2, Downsampling.POOL, Normalisation.BATCH, 5);
    assertThatThrownBy(
            () ->
                network.apply(
                    Numbers.weights(network, 1), Params.empty(), normals(1, 1, 4, 1, 8, 8), BATCH))
        .isInstanceOf(TensorException.class)
        .hasMessageContaining("float64[4, 1, 8, 8]")
        .hasMessageContaining("float64[3, 2, 3, 3]");
  }

  @Test
  void anAbsentStateIsRefusedWithTheMissingName() {
    Conv4 network = new Conv4(8, 1, 3, 2, Downsampling.POOL, Normalisation.BATCH, 5);
    assertThatThrownBy(
            () ->
                network.apply(
                    Numbers.weights(network, 1), Params.empty(), inputs(network, 1), STATE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'blocks.0.norm.mean'");
  }

  /** Mean and biased variance of each channel behind the first convolution. */
  private record Moments(List<Double> means, List<Double> variances, int count) {
    double[] mean() {
      return means.stream().mapToDouble(Double::doubleValue).toArray();
    }

    double[] variance() {
      return variances.stream().mapToDouble(Double::doubleValue).toArray();
    }

    static Moments ofFirstConvolution(Params weights, Tensor x, int stride) {
      Tensor y =
          Kernels.conv2d(
              x, weights.get("blocks.0.conv.weight"), weights.get("blocks.0.conv.bias"), stride, 1);
      int examples = (int) y.size(0);
      int channels = (int) y.size(1);
      int area = (int) (y.size(2) * y.size(3));
      double[] values = y.toDoubles();
      int count = examples * area;
      double[] mean = new double[channels];
      double[] variance = new double[channels];
      for (int i = 0; i < values.length; i++) {
        mean[i / area % channels] += values[i] / count;
      }
      for (int i = 0; i < values.length; i++) {
        double off = values[i] - mean[i / area % channels];
        variance[i / area % channels] += off * off / count;
      }
      return new Moments(
          Arrays.stream(mean).boxed().toList(), Arrays.stream(variance).boxed().toList(), count);
    }
  }
}
