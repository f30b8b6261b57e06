package dev.quickstudy.nn;

import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Kernels;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The four-block convolutional network of few-shot learning, in both published forms. A block is a
 * 3×3 convolution with padding 1, batch normalisation (ε = 10⁻⁵, biased variance) and ReLU, with
 *
 * <ul>
 *   <li>{@link Downsampling#POOL}: 2×2 max-pooling after ReLU, then all features in a row (Vinyals
 *       et al. 2016, §4.1; Snell, Swersky and Zemel 2017, §3.1);
 *   <li>{@link Downsampling#STRIDE}: convolutions with stride 2, then the mean over positions
 *       (Finn, Abbeel and Levine 2017, §5.2, for Omniglot).
 * </ul>
 *
 * Weights: {@code blocks.B.conv.weight [width, in, 3, 3]}, {@code .conv.bias}, {@code
 * .norm.weight}, {@code .norm.bias}, and, where {@code classes} &gt; 0, the output layer {@code
 * head.weight [classes, features]}, {@code head.bias}. State: {@code blocks.B.norm.mean}, {@code
 * .variance}, {@code [width]}.
 *
 * @param size height and width of the input in pixels, at least 2^blocks
 * @param channels channels of the input
 * @param width filters of each convolution
 * @param blocks number of blocks
 * @param downsampling how each block halves height and width
 * @param norm {@link Normalisation#BATCH} or {@link Normalisation#RUNNING}
 * @param classes numbers that come out of the output layer; 0 leaves it out: an encoder, which
 *     gives its features
 */
public record Conv4(
    int size,
    int channels,
    int width,
    int blocks,
    Downsampling downsampling,
    Normalisation norm,
    int classes)
    implements Network {

  /** How a block halves height and width. */
  public enum Downsampling {
    POOL,
    STRIDE
  }

  static final double EPSILON = 1e-5;
  static final double MOMENTUM = 0.1;

  public Conv4 {
    Checks.atLeast("channels", 1, channels);
    Checks.atLeast("width", 1, width);
    Checks.atLeast("blocks", 1, blocks);
    Checks.atLeast("classes", 0, classes);
    Checks.require(
        size >> blocks >= 1,
        "a picture of " + size + " pixels cannot be halved " + blocks + " times; use fewer blocks");
    Checks.require(
        norm != Normalisation.NONE, "Conv4 normalises by batch: norm must be 'batch' or 'running'");
  }

  @Override
  public Params init(RandomKey key) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    int in = channels;
    for (int b = 0; b < blocks; b++) {
      String block = "blocks." + b;
      int fanIn = in * 9;
      weights.put(
          block + ".conv.weight",
          Init.uniform(key.fold(block + ".weight"), fanIn, width, in, 3, 3));
      weights.put(block + ".conv.bias", Init.uniform(key.fold(block + ".bias"), fanIn, width));
      weights.put(block + ".norm.weight", Tensor.full(1, DType.FLOAT32, width));
      weights.put(block + ".norm.bias", Tensor.zeros(DType.FLOAT32, width));
      in = width;
    }
    if (classes > 0) {
      int features = features();
      weights.put(
          "head.weight", Init.uniform(key.fold("head.weight"), features, classes, features));
      weights.put("head.bias", Init.uniform(key.fold("head.bias"), features, classes));
    }
    return Params.of(weights);
  }

  @Override
  public Params initialState() {
    if (norm != Normalisation.RUNNING) {
      return Params.empty();
    }
    Map<String, Tensor> state = new LinkedHashMap<>();
    for (int b = 0; b < blocks; b++) {
      state.put("blocks." + b + ".norm.mean", Tensor.zeros(DType.FLOAT32, width));
      state.put("blocks." + b + ".norm.variance", Tensor.full(1, DType.FLOAT32, width));
    }
    return Params.of(state);
  }

  @Override
  public Output apply(Params weights, Params state, Tensor x, Context now) {
    int tasks = (int) x.size(0);
    List<Tensor> values = new ArrayList<>(tasks);
    List<Params> states = new ArrayList<>(tasks);
    for (int t = 0; t < tasks; t++) {
      Output output = applyToTask(weights.task(t), state.task(t), x.select(0, t), now.statistics());
      values.add(output.value());
      states.add(output.state());
    }
    return new Output(Tensor.stack(0, values), Params.stack(states));
  }

  /** One task: x {@code [N, channels, size, size]}. */
  private Output applyToTask(Params weights, Params state, Tensor x, Statistics statistics) {
    Map<String, Tensor> newState = new LinkedHashMap<>();
    int stride = downsampling == Downsampling.STRIDE ? 2 : 1;
    Tensor value = x;
    for (int b = 0; b < blocks; b++) {
      String block = "blocks." + b;
      value =
          Kernels.conv2d(
              value,
              weights.get(block + ".conv.weight"),
              weights.get(block + ".conv.bias"),
              stride,
              1);
      value = normalise(block + ".norm", weights, state, value, statistics, newState).relu();
      if (downsampling == Downsampling.POOL) {
        value = Kernels.maxPool2d(value, 2);
      }
    }
    value =
        downsampling == Downsampling.POOL
            ? value.reshape(value.size(0), -1)
            : value.mean(false, 2, 3);
    if (classes > 0) {
      value = Kernels.linear(value, weights.get("head.weight"), weights.get("head.bias"));
    }
    return new Output(value, Params.of(newState));
  }

  private Tensor normalise(
      String layer,
      Params weights,
      Params state,
      Tensor x,
      Statistics statistics,
      Map<String, Tensor> newState) {
    Tensor scale = weights.get(layer + ".weight");
    Tensor shift = weights.get(layer + ".bias");
    if (statistics == Statistics.STATE) {
      Tensor mean = state.get(layer + ".mean");
      Tensor variance = state.get(layer + ".variance");
      if (norm == Normalisation.RUNNING) {
        newState.put(layer + ".mean", mean);
        newState.put(layer + ".variance", variance);
      }
      return standardise(x, mean, variance, scale, shift);
    }
    if (statistics == Statistics.RECORD) {
      Tensor mean = x.mean(false, 0, 2, 3);
      Tensor variance = x.minus(perChannel(mean)).square().mean(false, 0, 2, 3);
      newState.put(layer + ".mean", mean);
      newState.put(layer + ".variance", variance);
      return standardise(x, mean, variance, scale, shift);
    }
    if (norm == Normalisation.RUNNING) {
      Kernels.BatchNormed normed =
          Kernels.batchNorm(
              x,
              scale,
              shift,
              state.get(layer + ".mean"),
              state.get(layer + ".variance"),
              MOMENTUM,
              EPSILON);
      newState.put(layer + ".mean", normed.mean());
      newState.put(layer + ".variance", normed.variance());
      return normed.value();
    }
    return Kernels.batchNorm(x, scale, shift, EPSILON);
  }

  private static Tensor standardise(
      Tensor x, Tensor mean, Tensor variance, Tensor scale, Tensor shift) {
    Tensor factor = variance.plus(EPSILON).rsqrt().times(scale);
    return x.times(perChannel(factor)).plus(perChannel(shift.minus(mean.times(factor))));
  }

  private static Tensor perChannel(Tensor values) {
    return values.reshape(1, -1, 1, 1);
  }

  private int features() {
    if (downsampling == Downsampling.STRIDE) {
      return width;
    }
    int side = size >> blocks;
    return width * side * side;
  }

  @Override
  public Set<String> lastLayer() {
    return classes > 0 ? Set.of("head.weight", "head.bias") : Set.of();
  }

  @Override
  public List<FilmSite> filmSites() {
    List<FilmSite> sites = new ArrayList<>();
    for (int b = 0; b < blocks; b++) {
      String norm = "blocks." + b + ".norm";
      sites.add(new FilmSite(List.of(norm + ".weight", norm + ".bias"), norm + ".bias", width));
    }
    return sites;
  }

  @Override
  public long[] inputShape() {
    return new long[] {channels, size, size};
  }

  @Override
  public int outputs() {
    return classes > 0 ? classes : features();
  }

  @Override
  public Normalisation normalisation() {
    return norm;
  }

  @Override
  public int tasksTogether() {
    return 1;
  }
}
