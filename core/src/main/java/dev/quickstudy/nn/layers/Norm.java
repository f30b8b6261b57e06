package dev.quickstudy.nn.layers;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Film;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Statistics;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Kernels;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One place in a convolutional network where its maps are normalised (ε = 10⁻⁵, biased variance),
 * scaled and shifted.
 *
 * <p>Weights: {@code NAME.weight}, {@code NAME.bias}, {@code [channels]}, or {@code [10, channels]}
 * for {@link Normalisation#PER_STEP}; {@link Normalisation#TASK} learns {@code NAME.mix.scale} and
 * {@code NAME.mix.offset}, {@code [1]}, besides. State, where there is one: {@code NAME.mean},
 * {@code NAME.variance}, likewise.
 *
 * @param kind any but {@link Normalisation#NONE}
 * @param name what its tensors' names begin with
 * @param channels maps that it normalises
 */
public record Norm(Normalisation kind, String name, int channels) {
  /** Inner steps with scales, shifts and averages of their own. */
  static final int STEPS = 10;

  private static final double EPSILON = 1e-5;
  private static final double MOMENTUM = 0.1;
  private static final int GROUP = 8;

  /** Numbers of a channel whose float32 sum, one by one, keeps five digits. */
  private static final int FEW = 1 << 14;

  /**
   * Refuses what cannot normalise.
   *
   * @param network who asks, for the message
   * @param side height and width of the smallest maps
   */
  public static void check(String network, Normalisation kind, int channels, int side) {
    Checks.require(
        kind != Normalisation.NONE,
        network
            + " normalises between its layers: norm must be one of 'batch', 'running', 'group', "
            + "'instance', 'layer', 'task' and 'per-step'");
    Checks.require(
        kind != Normalisation.GROUP || channels < GROUP || channels % GROUP == 0,
        "group normalisation takes 8 channels at a time, which do not divide "
            + channels
            + "; use "
            + Math.round((double) channels / GROUP) * GROUP
            + " channels");
    Checks.require(
        kind != Normalisation.INSTANCE || side > 1,
        "instance normalisation of maps of one pixel leaves nothing of them; use fewer blocks, "
            + "a larger picture, or norm 'group'");
  }

  /** Its weights; inner loops leave those alone that are one set an inner step. */
  public Layout layout() {
    Layout own =
        Layout.of(
            TensorSpec.of(name + ".weight", Role.SCALE, Fresh.full(1), shape()),
            TensorSpec.of(name + ".bias", Role.SHIFT, Fresh.zeros(), shape()));
    return switch (kind) {
      case PER_STEP -> own.in(TensorSpec.Part.ACROSS_TASKS);
      case TASK ->
          own.join(
              Layout.of(
                  TensorSpec.of(name + ".mix.scale", Role.OTHER, Fresh.zeros(), 1),
                  TensorSpec.of(name + ".mix.offset", Role.OTHER, Fresh.zeros(), 1)));
      case NONE, BATCH, RUNNING, GROUP, INSTANCE, LAYER -> own;
    };
  }

  /** The state of all. */
  public static Layout stateLayout(List<Norm> norms) {
    return Layout.of(
        norms.stream().filter(Norm::averages).flatMap(norm -> norm.averaged().stream()).toList());
  }

  private List<TensorSpec> averaged() {
    return List.of(
        TensorSpec.of(name + ".mean", Role.MEAN, Fresh.zeros(), shape()),
        TensorSpec.of(name + ".variance", Role.VARIANCE, Fresh.full(1), shape()));
  }

  /** Whether it keeps running averages. */
  private boolean averages() {
    return kind == Normalisation.RUNNING || kind == Normalisation.PER_STEP;
  }

  private long[] shape() {
    return kind == Normalisation.PER_STEP ? new long[] {STEPS, channels} : new long[] {channels};
  }

  /**
   * Whether it takes away again whatever is added to all of a channel, so that a bias before it has
   * no effect on anything. Running averages would still see it.
   */
  private boolean cancelsBias() {
    return kind == Normalisation.BATCH || kind == Normalisation.INSTANCE;
  }

  /** Where a task may scale and shift; nowhere if every inner step does it in its own way. */
  public static List<Film.Site> filmSites(List<Norm> norms) {
    List<Film.Site> sites = new ArrayList<>();
    for (Norm norm : norms) {
      if (norm.kind != Normalisation.PER_STEP) {
        String bias = norm.name + ".bias";
        sites.add(new Film.Site(List.of(norm.name + ".weight", bias), bias, norm.channels));
      }
    }
    return sites;
  }

  /** What is recorded of the support set; see {@link Network#recorded}. */
  public static Map<String, List<Integer>> recorded(List<Norm> norms) {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    for (Norm norm : norms) {
      if (norm.ofBatch() || norm.kind == Normalisation.TASK) {
        List<Integer> shape =
            norm.kind == Normalisation.PER_STEP
                ? List.of(STEPS, norm.channels)
                : List.of(norm.channels);
        shapes.put(norm.name + ".mean", shape);
        shapes.put(norm.name + ".variance", shape);
      }
      if (norm.kind == Normalisation.TASK) {
        shapes.put(norm.name + ".size", List.of(1));
      }
    }
    return shapes;
  }

  /**
   * Convolves the inputs of one task and normalises the maps. Where their mean and variance are
   * known without them, both are one convolution, whose filters are scaled and shifted: no pass
   * over the maps, and none over their gradients.
   *
   * @param x {@code [N, in, H, W]}
   * @param convolution its filters are {@code [channels, in, kernel, kernel]}
   * @param newState takes the state after this pass
   */
  public Tensor after(
      Convolution convolution,
      Tensor x,
      Params weights,
      Params state,
      Context now,
      Map<String, Tensor> newState) {
    Convolution needed = cancelsBias() ? convolution.withoutBias() : convolution;
    boolean remembered = now.statistics() == Statistics.STATE;
    if (!ofBatch() || !(remembered || needed.seesLittle())) {
      return apply(needed.of(x), weights, state, now, newState);
    }
    Optional<Tensor> seen =
        remembered ? Optional.empty() : Optional.of(needed.seen(x.to(needed.filters().type())));
    Moments moments =
        seen.map(needed::moments)
            .orElseGet(
                () ->
                    new Moments(
                        row(state.get(name + ".mean"), now),
                        row(state.get(name + ".variance"), now)));
    if (now.statistics() == Statistics.RECORD || (remembered && averages())) {
      remember(moments.mean(), moments.variance(), state, now, newState);
    } else if (averages()) {
      rememberMoved(moments, needed.positions(x), state, now, newState);
    }
    Tensor factor =
        moments.variance().plus(EPSILON).rsqrt().times(row(weights.get(name + ".weight"), now));
    Tensor shift = row(weights.get(name + ".bias"), now);
    Convolution scaled = needed.scaled(factor, shift.minus(moments.mean().times(factor)));
    // A convolution's gradient, differentiated again, would find that of the input too.
    return seen.filter(any -> now.secondOrder())
        .map(patches -> scaled.of(x, patches).to(x.type()))
        .orElseGet(() -> scaled.of(x));
  }

  /** Whether it goes by the statistics of all examples of the task together, or by the state. */
  private boolean ofBatch() {
    return kind == Normalisation.BATCH || averages();
  }

  /**
   * Normalises the maps of one task; statistics are of the weights' type, whatever the maps' is.
   *
   * @param x {@code [N, channels, H, W]}
   * @param newState takes the state after this pass
   */
  private Tensor apply(
      Tensor x, Params weights, Params state, Context now, Map<String, Tensor> newState) {
    Tensor scale = row(weights.get(name + ".weight"), now);
    Tensor shift = row(weights.get(name + ".bias"), now);
    Tensor maps = x.to(scale.type());
    Tensor normed =
        switch (kind) {
          case NONE -> throw new IllegalStateException("nothing normalises here");
          case GROUP -> alone(maps, Math.max(1, channels / GROUP), scale, shift);
          case INSTANCE -> alone(maps, channels, scale, shift);
          case LAYER -> alone(maps, 1, scale, shift);
          case TASK -> mixed(maps, weights, state, now, newState, scale, shift);
          case BATCH, RUNNING, PER_STEP -> together(maps, state, now, newState, scale, shift);
        };
    return normed.to(x.type());
  }

  /** All examples of the task together. */
  private Tensor together(
      Tensor x,
      Params state,
      Context now,
      Map<String, Tensor> newState,
      Tensor scale,
      Tensor shift) {
    if (kind == Normalisation.BATCH && now.statistics() == Statistics.BATCH && byKernel(x, now)) {
      return Kernels.batchNorm(x, scale, shift, EPSILON);
    }
    Tensor rows = x.permute(0, 2, 3, 1).reshape(-1, channels);
    Tensor mean = rows.mean(false, 0);
    Tensor apart = rows.minus(mean);
    Tensor variance = apart.square().mean(false, 0);
    if (now.statistics() == Statistics.RECORD) {
      remember(mean, variance, state, now, newState);
    } else if (averages()) {
      rememberMoved(new Moments(mean, variance), rows.size(0), state, now, newState);
    }
    return apart
        .times(variance.plus(EPSILON).rsqrt().times(scale))
        .plus(shift)
        .reshape(x.size(0), x.size(2), x.size(3), channels)
        .permute(0, 3, 1, 2);
  }

  /**
   * Whether the engine's own kernel serves: it goes over the maps less often, but takes several
   * times as long to differentiate twice, and where channels come last it sums numbers one by one,
   * which tens of thousands of them make inexact.
   */
  private static boolean byKernel(Tensor x, Context now) {
    return !now.secondOrder() && x.size(0) * x.size(2) * x.size(3) <= FEW;
  }

  private void rememberMoved(
      Moments batch, long count, Params state, Context now, Map<String, Tensor> newState) {
    remember(
        moved(row(state.get(name + ".mean"), now), batch.mean().detach()),
        moved(
            row(state.get(name + ".variance"), now),
            batch.variance().detach().times((double) count / (count - 1))),
        state,
        now,
        newState);
  }

  private static Tensor moved(Tensor average, Tensor batch) {
    return average.times(1 - MOMENTUM).plus(batch.times(MOMENTUM));
  }

  /** Each example by itself: every group of its channels is a channel of one large example. */
  private Tensor alone(Tensor x, int groups, Tensor scale, Tensor shift) {
    long all = x.size(0) * groups;
    Tensor normed =
        Kernels.batchNorm(
            x.reshape(1, all, -1),
            Tensor.full(1, x.type(), all),
            Tensor.zeros(x.type(), all),
            EPSILON);
    return normed
        .reshape(x.shape())
        .channelsLast()
        .times(Moments.perChannel(scale))
        .plus(Moments.perChannel(shift));
  }

  /** Bronskill et al. 2020, eq. 6 to 8. */
  private Tensor mixed(
      Tensor x,
      Params weights,
      Params state,
      Context now,
      Map<String, Tensor> newState,
      Tensor scale,
      Tensor shift) {
    boolean recorded = now.statistics() == Statistics.STATE;
    Tensor ownMean = x.mean(true, 2, 3);
    Tensor ownVariance = x.minus(ownMean).square().mean(true, 2, 3);
    Moments task =
        recorded
            ? new Moments(state.get(name + ".mean"), state.get(name + ".variance"))
            : Moments.ofExamples(ownMean, ownVariance);
    Tensor size =
        recorded ? state.get(name + ".size") : Tensor.full((double) x.size(0), x.type(), 1);
    if (now.statistics() == Statistics.RECORD) {
      remember(task.mean(), task.variance(), state, now, newState);
      newState.put(name + ".size", size);
    }
    Tensor ofTask =
        weights
            .get(name + ".mix.scale")
            .times(size)
            .plus(weights.get(name + ".mix.offset"))
            .sigmoid();
    Tensor ofSelf = ofTask.negate().plus(1);
    Tensor taskMean = Moments.perChannel(task.mean());
    Tensor mean = taskMean.times(ofTask).plus(ownMean.times(ofSelf));
    Tensor variance =
        Moments.perChannel(task.variance())
            .plus(taskMean.minus(mean).square())
            .times(ofTask)
            .plus(ownVariance.plus(ownMean.minus(mean).square()).times(ofSelf));
    return standardise(x, mean, variance, scale, shift);
  }

  private void remember(
      Tensor mean, Tensor variance, Params state, Context now, Map<String, Tensor> newState) {
    newState.put(name + ".mean", withRow(name + ".mean", mean, state, now));
    newState.put(name + ".variance", withRow(name + ".variance", variance, state, now));
  }

  private static int step(Context now) {
    return Math.min(now.innerStep(), STEPS - 1);
  }

  /** What holds at the inner step at hand. */
  private Tensor row(Tensor tensor, Context now) {
    return kind == Normalisation.PER_STEP ? tensor.select(0, step(now)) : tensor;
  }

  /** The state's tensor with other values for the inner step at hand. */
  private Tensor withRow(String tensor, Tensor values, Params state, Context now) {
    if (kind != Normalisation.PER_STEP) {
      return values;
    }
    Tensor before = state.get(tensor);
    int step = step(now);
    return Tensor.cat(
        0,
        List.of(before.slice(0, 0, step), values.unsqueeze(0), before.slice(0, step + 1, STEPS)));
  }

  /** Mean and variance broadcast to x. */
  private static Tensor standardise(
      Tensor x, Tensor mean, Tensor variance, Tensor scale, Tensor shift) {
    Tensor factor = variance.plus(EPSILON).rsqrt().times(Moments.perChannel(scale));
    return x.times(factor).plus(Moments.perChannel(shift).minus(mean.times(factor)));
  }
}
