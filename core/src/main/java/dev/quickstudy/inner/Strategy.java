package dev.quickstudy.inner;

import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.nn.layers.Affine;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of a learning strategy that makes the steps. At every inner step k a small network reads
 * the description z of the task, k, the loss, and of every tensor j the sizes and means of gradient
 * and weight; it writes a rate αⱼ and a decay δⱼ for every tensor, and a gate h between 0 and 1
 * that says how much of what remains to be done is done:
 *
 * <p>r ← r·(1 − h), θⱼ ← θⱼ − r·(αⱼ·∇ⱼL + δⱼ·θⱼ), where r is 1 before the first step. Their sum Σr
 * is the number of steps that the task was worth: {@link #expectedSteps}.
 *
 * <p>Where the start has read a descriptor of each column of the inputs, the first matrix has a
 * rate for each of its columns: αⱼ·exp(24·tanh(·/24)), of the same network for all columns, so that
 * columns of different units may move at their own pace. Where nothing is known of a column, its
 * rate is αⱼ.
 *
 * <p>Rates are αⱼ = exp(aⱼ + 3·tanh(·)) with a learned aⱼ, decays ½·tanh(·); before anything is
 * learned, all rates are the given one, decays are 0, and the gate is all but open (h = σ(−5)).
 * Rates belong to whole tensors: permuting the units of the network permutes the updates. Any
 * number of steps; any network.
 *
 * @param rate every rate at the beginning, positive
 * @param description numbers in z, at least 1; the start of descent must bring as many
 * @param width of the hidden layer, at least 1
 * @param columns numbers in the description of a column, 0 for rates of whole tensors only
 */
public record Strategy(double rate, int description, int width, int columns) implements Transform {
  private static final String REMAINING = "remaining";
  private static final String STEPS = "steps";

  /** Of the loss: its logarithm; of the step: two numbers. */
  private static final int OF_STEP = 3;

  /** Of gradient and weight: logarithm of the size, mean relative to it. */
  private static final int OF_TENSOR = 4;

  private static final double SHUT = -5;
  private static final double WIDEST = 3;

  /** Bound of the logarithm of a column's rate relative to its tensor's: units differ by powers. */
  private static final double WIDEST_OF_COLUMN = 24;

  private static final double MOST_DECAY = 0.5;
  private static final double TINY = 1e-8;

  /** With rates of whole tensors only. */
  public Strategy(double rate, int description, int width) {
    this(rate, description, width, 0);
  }

  public Strategy {
    if (columns < 0) {
      throw new UsageException(
          "numbers in the description of a column must not be negative, but are " + columns);
    }
    if (!(rate > 0) || !Double.isFinite(rate)) {
      throw new UsageException(
          "the rate that a strategy begins with must be positive and finite, but is " + rate);
    }
    if (description < 1 || width < 1) {
      throw new UsageException(
          "a strategy reads at least 1 number of a task by at least 1 unit, but "
              + description
              + " and "
              + width
              + " are given");
    }
  }

  @Override
  public boolean learns() {
    return true;
  }

  @Override
  public int reads() {
    return description;
  }

  @Override
  public int readsColumns() {
    return columns;
  }

  @Override
  public Layout learned(Layout params) {
    Layout all = ofTensors(params);
    // Without shifts: a column of which nothing is known, zeros, has the rate of its tensor.
    return columns == 0
        ? all
        : all.join(
            Layout.of(
                TensorSpec.of(
                    "columns.read",
                    Role.OTHER,
                    Fresh.within(Math.sqrt(3.0 / columns), "columns.read"),
                    columns,
                    width),
                TensorSpec.of("columns.write", Role.OTHER, Fresh.zeros(), width, 1)));
  }

  private Layout ofTensors(Layout params) {
    long count = params.tensors().size();
    Fresh rates = Fresh.full(StrictMath.log(rate));
    return Layout.of(
            TensorSpec.of("which", Role.OTHER, Fresh.within(1, "which"), count, width),
            TensorSpec.of("rates", Role.OTHER, rates, count))
        .join(Dense.layout("step", OF_STEP, width, 2))
        .join(Dense.layout("description", description, width, 2))
        .join(Dense.layout("tensor", OF_TENSOR, width, 2))
        .join(Dense.zeros("write", width, 2))
        .join(Dense.zeros("halt", width, 1));
  }

  @Override
  public Params init(Params params) {
    Tensor first = params.tensors().get(0);
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put(REMAINING, Tensor.full(1, first.type(), first.size(0)));
    state.put(STEPS, Tensor.zeros(first.type(), first.size(0)));
    return Params.perTask(state);
  }

  /**
   * How many full steps the steps made so far are worth, {@code [T]}: at most their number.
   *
   * @param state after a step
   */
  public static Tensor expectedSteps(Params state) {
    return state.get(STEPS);
  }

  @Override
  public Step update(Params gradients, Params state, Params params, Signal signal) {
    Params learned = signal.learned();
    // All tensors of a task in one row: an operation for all of them costs no more than for one.
    Tensor gradient = row(gradients);
    Tensor weight = row(params);
    Tensor members = members(params, weight.type());
    Tensor hidden =
        Affine.apply(learned, "step", ofStep(signal))
            .plus(Affine.apply(learned, "description", signal.description().orElseThrow()))
            .unsqueeze(1)
            .plus(Affine.apply(learned, "tensor", ofTensors(gradient, weight, members)))
            .plus(learned.get("which"))
            .tanh();
    Tensor written = Affine.apply(learned, "write", hidden);
    Tensor rates =
        written
            .select(2, 0)
            .times(1 / WIDEST)
            .tanh()
            .times(WIDEST)
            .plus(learned.get("rates"))
            .exp();
    Tensor decays = written.select(2, 1).tanh().times(MOST_DECAY);
    Tensor gate =
        Affine.apply(learned, "halt", hidden.mean(false, 1)).plus(SHUT).sigmoid().select(1, 0);
    Tensor remaining = state.get(REMAINING).times(gate.negate().plus(1));
    Tensor taken = remaining.negate().unsqueeze(1);
    Tensor each = rates.times(taken).matmul(members);
    Tensor update =
        gradient
            .times(columns == 0 ? each : each.times(ofColumns(learned, signal, params)))
            .plus(weight.times(decays.times(taken).matmul(members)));
    Map<String, Tensor> next = new LinkedHashMap<>();
    next.put(REMAINING, remaining);
    next.put(STEPS, state.get(STEPS).plus(remaining));
    return new Step(cut(update, params), Params.perTask(next));
  }

  /**
   * Factors of the rates: those of columns in the first matrix, 1 elsewhere; {@code [T, numbers]}.
   */
  private static Tensor ofColumns(Params learned, Signal signal, Params params) {
    Tensor described = signal.columns().orElseThrow();
    long tasks = described.size(0);
    long count = described.size(1);
    Tensor factors =
        described
            .matmul(learned.get("columns.read"))
            .tanh()
            .matmul(learned.get("columns.write"))
            .times(1 / WIDEST_OF_COLUMN)
            .tanh()
            .times(WIDEST_OF_COLUMN)
            .exp()
            .reshape(tasks, 1, count);
    List<Tensor> parts = new ArrayList<>();
    boolean found = false;
    for (Tensor tensor : params.tensors()) {
      long numbers = tensor.elements() / tasks;
      boolean first = !found && tensor.rank() == 3 && tensor.size(2) == count;
      parts.add(
          first
              ? factors.expand(tasks, tensor.size(1), count).reshape(tasks, numbers)
              : Tensor.full(1, factors.type(), tasks, numbers));
      found |= first;
    }
    if (!found) {
      throw new UsageException(
          "a strategy writes rates for the columns of a matrix that reads "
              + count
              + " inputs, but none of these adapts: "
              + params.names()
              + "; take a network of dense layers (mlp), all of which adapts");
    }
    return Tensor.cat(1, parts);
  }

  /** {@code [T, OF_STEP]}. */
  private static Tensor ofStep(Signal signal) {
    Tensor losses = signal.losses().orElseThrow();
    long tasks = losses.size(0);
    double k = signal.step();
    return Tensor.stack(
        1,
        List.of(
            losses.plus(TINY).log().times(0.25),
            Tensor.full(1 / (k + 1), losses.type(), tasks),
            Tensor.full(k / (k + 5), losses.type(), tasks)));
  }

  /** What is read of each tensor, {@code [T, tensors, OF_TENSOR]}. */
  private static Tensor ofTensors(Tensor gradient, Tensor weight, Tensor members) {
    Tensor share = members.dividedBy(members.sum(true, 1)).transpose(0, 1);
    List<Tensor> read = new ArrayList<>();
    for (Tensor row : List.of(gradient, weight)) {
      Tensor square = row.square().matmul(share).plus(TINY);
      read.add(square.log().times(0.25));
      read.add(row.matmul(share).times(square.rsqrt()));
    }
    return Tensor.stack(2, read);
  }

  /** {@code [T, …]} each as one {@code [T, numbers]}. */
  private static Tensor row(Params params) {
    return Tensor.cat(1, params.tensors().stream().map(t -> t.reshape(t.size(0), -1)).toList());
  }

  /** {@code [T, numbers]} as updates of params. */
  private static Params cut(Tensor row, Params like) {
    Map<String, Tensor> parts = new LinkedHashMap<>();
    long from = 0;
    for (Map.Entry<String, Tensor> entry : like.asMap().entrySet()) {
      long to = from + entry.getValue().elements() / row.size(0);
      parts.put(entry.getKey(), row.slice(1, from, to).reshape(entry.getValue().shape()));
      from = to;
    }
    return Params.perTask(parts);
  }

  /** {@code [tensors, numbers]}: 1 where a number is the tensor's. */
  private static Tensor members(Params params, DType type) {
    List<Tensor> tensors = params.tensors();
    long tasks = tensors.get(0).size(0);
    int numbers = Math.toIntExact(params.elements() / tasks);
    float[] members = new float[Math.multiplyExact(tensors.size(), numbers)];
    int from = 0;
    for (int j = 0; j < tensors.size(); j++) {
      int to = from + (int) (tensors.get(j).elements() / tasks);
      Arrays.fill(members, j * numbers + from, j * numbers + to, 1);
      from = to;
    }
    return Tensor.of(members, tensors.size(), numbers).to(type);
  }
}
