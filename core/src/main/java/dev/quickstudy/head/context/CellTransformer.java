package dev.quickstudy.head.context;

import dev.quickstudy.head.Head;
import dev.quickstudy.head.Labels;
import dev.quickstudy.head.Weights;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Phase;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.nn.layers.Affine;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Kernels;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * An in-context transformer for tables that reads {@value #PAIR} cells of a row as one token (after
 * Hollmann et al. 2025, Nature 637, "Architecture"). The answer is one more token of a row; a
 * query's is learned. In each block, tokens attend to those of their row, then to the support rows'
 * of their columns, and go through a dense part (pre-norm; the last map of each part begins at 0).
 *
 * <p>A row is {@value #CELL} numbers a column: value, whether it is missing, what the column holds;
 * the last is 0 where there is no column. Columns that no task at hand has at the end of rows are
 * not computed on. Columns that are alike are told apart by random vectors, drawn anew for each
 * task in training. Classes that the support set has not are never answered.
 *
 * <p>When it does not learn across tasks, it answers by the mean probability of several members,
 * which differ by these vectors and by which class is called the first.
 *
 * @param classes the most that it can tell apart, at least 2
 * @param width numbers in a token, at least 1
 * @param heads attention heads, which divide {@code width}
 * @param layers blocks, at least 1
 * @param hidden numbers in the middle of the dense part, at least 1
 * @param members of the ensemble, at least 1
 */
public record CellTransformer(
    int classes, int width, int heads, int layers, int hidden, int members) implements Head {
  /** Cells a token. */
  static final int PAIR = 2;

  /** Numbers a cell. */
  static final int CELL = 3;

  private static final int HOLDS = 2;
  private static final int VECTOR = 24;
  private static final double UNSEEN = -1e9;
  private static final double EPSILON = 1e-5;
  private static final String BIAS = "bias";
  private static final String PLACES = "places";
  private static final String ABSENT = "absent";
  private static final String VECTORS = "vectors";

  public CellTransformer {
    Checks.count("classes", 2, classes);
    Checks.count("layers", 1, layers);
    Checks.count("width", 1, width);
    Checks.count("heads", 1, heads);
    Checks.count("hidden", 1, hidden);
    Checks.count("members", 1, members);
    Checks.require(
        width % heads == 0, "width", "must be a multiple of the " + heads + " heads, not " + width);
  }

  @Override
  public Layout layout(Network encoder) {
    Layout learned =
        affine("cells", (long) PAIR * CELL, width)
            .join(affine("vector", VECTOR, width))
            .join(affine("answer", classes, width))
            .join(Layout.of(TensorSpec.of("asked", Role.OTHER, Fresh.zeros(), width)));
    for (int l = 0; l < layers; l++) {
      for (String part : List.of("row", "column")) {
        String name = "blocks." + l + "." + part;
        learned =
            learned
                .join(norm(name + ".norm"))
                .join(affine(name + ".three", width, 3L * width))
                .join(zeros(name + ".mixed", width, width));
      }
      String dense = "blocks." + l + ".dense";
      learned =
          learned
              .join(norm(dense + ".norm"))
              .join(affine(dense + ".0", width, hidden))
              .join(zeros(dense + ".1", hidden, width));
    }
    return learned
        .join(norm("last.norm"))
        .join(affine("last.0", width, hidden))
        .join(affine("last.1", hidden, classes));
  }

  private static Layout affine(String name, long in, long out) {
    return Affine.layout(
        name, in, out, Fresh.within(Math.sqrt(3.0 / in), name, "weight"), Fresh.zeros());
  }

  private static Layout zeros(String name, long in, long out) {
    return Affine.layout(name, in, out, Fresh.zeros(), Fresh.zeros());
  }

  private Layout norm(String name) {
    return Layout.of(
        TensorSpec.of(name + ".weight", Role.SCALE, Fresh.full(1), width),
        TensorSpec.of(name + ".bias", Role.SHIFT, Fresh.zeros(), width));
  }

  @Override
  public void check(Network encoder, Targets targets) {
    int ways = Labels.ways(targets, "transformers for cells");
    Checks.require(
        ways <= classes,
        "this transformer for cells tells at most %d classes apart, but the tasks have %d; leave some out, or take a head for any number of ways (protonet)"
            .formatted(classes, ways));
    Checks.require(
        encoder.outputs() % (PAIR * CELL) == 0,
        "a transformer for cells needs rows of %d numbers for each pair of columns, but they have %d"
            .formatted(PAIR * CELL, encoder.outputs()));
  }

  @Override
  public boolean takesWeights() {
    return true;
  }

  /** Members of the ensemble in a phase. */
  private int members(Context now) {
    return now.phase() == Phase.TRAIN ? 1 : members;
  }

  @Override
  public Params fit(Params learned, Examples embedded, Context now) {
    int tasks = embedded.tasks();
    int each = members(now);
    Tensor x = embedded.x();
    long tokens = tokens(x);
    CalledClasses known = CalledClasses.of(embedded, classes, each);
    Params weights = Weights.fit(embedded);
    Tensor bias = bias(x, tokens, each); // [T · E, tokens + 1]
    Tensor vectors = vectors(tasks, each, tokens, now).to(x.type()); // [T · E, tokens, VECTOR]
    Tensor answers = Affine.apply(learned, "answer", known.hot(x.type())); // [N, T · E, width]
    Tensor rows = tokens(learned, repeated(x, each), tokens, vectors, answers.unsqueeze(2));
    Optional<Tensor> unread = unread(bias, embedded.count());
    Optional<Tensor> counted = counted(weights, each, tokens);
    Map<String, Tensor> fitted = new LinkedHashMap<>();
    fitted.put(BIAS, bias.reshape(tasks, each, tokens + 1));
    fitted.put(PLACES, known.places(x.type()));
    fitted.put(ABSENT, known.absent(UNSEEN, x.type()));
    fitted.put(VECTORS, vectors.reshape(tasks, each, tokens, VECTOR));
    for (int l = 0; l < layers; l++) {
      rows = alongRow(learned, l, rows, unread);
      String name = "blocks." + l + ".column";
      Tensor three = Affine.apply(learned, name + ".three", normed(learned, name, rows));
      Tensor keys = three.slice(3, width, 2L * width).permute(1, 2, 0, 3);
      Tensor values = three.slice(3, 2L * width, 3L * width).permute(1, 2, 0, 3);
      long[] kept = {tasks, each, tokens + 1, embedded.count(), width};
      fitted.put(l + ".keys", keys.reshape(kept));
      fitted.put(l + ".values", values.reshape(kept));
      if (l + 1 < layers) { // nothing reads what comes out of the last block
        rows = alongColumn(learned, l, rows, three.slice(3, 0, width), keys, values, counted);
        rows = dense(learned, l, rows);
      }
    }
    return Params.perTask(fitted).with(weights);
  }

  @Override
  public Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    shapes.put(BIAS, List.of(members, -1));
    shapes.put(PLACES, List.of(members, targets.outputs()));
    shapes.put(ABSENT, List.of(targets.outputs()));
    shapes.put(VECTORS, List.of(members, -1, VECTOR));
    for (int l = 0; l < layers; l++) {
      shapes.put(l + ".keys", List.of(members, -1, 0, width));
      shapes.put(l + ".values", List.of(members, -1, 0, width));
    }
    return shapes;
  }

  @Override
  public Map<String, List<Integer>> fittedToWeights() {
    return Weights.fitted();
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    int tasks = Math.toIntExact(queries.size(0));
    long asked = queries.size(1);
    Tensor vectors = fitted.get(VECTORS);
    int each = Math.toIntExact(vectors.size(1));
    long tokens = vectors.size(2);
    long all = (long) tasks * each;
    Tensor tokenOfAnswer = learned.get("asked").expand(asked, all, 1, width);
    Tensor cells =
        tokens(
            learned,
            repeated(queries, each),
            tokens,
            vectors.reshape(all, tokens, VECTOR),
            tokenOfAnswer);
    Optional<Tensor> unread = unread(fitted.get(BIAS).reshape(all, tokens + 1), asked);
    Optional<Tensor> counted = counted(fitted, each, tokens);
    for (int l = 0; l < layers; l++) {
      cells = alongRow(learned, l, cells, unread);
      String name = "blocks." + l + ".column";
      Tensor keys = fitted.get(l + ".keys");
      long[] side = {all, tokens + 1, keys.size(3), width};
      boolean last = l + 1 == layers; // of which only the answers are read
      Tensor read = last ? cells.slice(2, tokens, tokens + 1) : cells;
      Tensor keysRead = keys.reshape(side);
      Tensor valuesRead = fitted.get(l + ".values").reshape(side);
      if (last) {
        keysRead = keysRead.slice(1, tokens, tokens + 1);
        valuesRead = valuesRead.slice(1, tokens, tokens + 1);
      }
      Tensor question = questions(learned, name + ".three", normed(learned, name, read));
      Optional<Tensor> weights = last ? counted(fitted, each, 0) : counted;
      cells =
          dense(learned, l, alongColumn(learned, l, read, question, keysRead, valuesRead, weights));
    }
    Tensor last = norm(learned, "last.norm", cells.select(2, 0));
    Tensor logits =
        Affine.apply(
            learned, "last.1", Affine.apply(learned, "last.0", last).gelu()); // [Q, T·E, classes]
    return answered(logits.transpose(0, 1).reshape(tasks, each, asked, classes), fitted);
  }

  /** Members' logits in the order of the task's classes, and the mean of their probabilities. */
  private static Tensor answered(Tensor logits, Params fitted) {
    Tensor places = fitted.get(PLACES);
    long tasks = logits.size(0);
    long each = logits.size(1);
    long asked = logits.size(2);
    long ways = places.size(2);
    Tensor index = places.to(DType.INT64).unsqueeze(2).expand(tasks, each, asked, ways);
    Tensor own = logits.gather(3, index).plus(fitted.get(ABSENT).reshape(tasks, 1, 1, ways));
    return each == 1
        ? own.select(1, 0)
        : own.logSoftmax(-1).logSumExp(false, 1).plus(-Math.log((double) each));
  }

  /** Tokens of the columns that some task has. */
  private static long tokens(Tensor x) {
    Tensor holds =
        x.reshape(x.size(0), x.size(1), -1, CELL).select(3, HOLDS).abs().max(false, 0, 1);
    double[] held = holds.toDoubles();
    int columns = held.length;
    while (columns > 0 && held[columns - 1] == 0) {
      columns--;
    }
    return Math.max(1, (columns + PAIR - 1) / PAIR);
  }

  /** A great negative number for each token that a task has not, {@code [T · E, tokens + 1]}. */
  private static Tensor bias(Tensor x, long tokens, int each) {
    Tensor held =
        x.slice(2, 0, tokens * PAIR * CELL)
            .reshape(x.size(0), x.size(1), tokens, PAIR, CELL)
            .select(4, HOLDS)
            .abs()
            .max(false, 1, 3); // [T, tokens]
    Tensor unread = held.sign().plus(-1).times(-UNSEEN).detach();
    Tensor whole = Tensor.cat(1, List.of(unread, unread.slice(1, 0, 1).times(0)));
    return repeatedTasks(whole, each);
  }

  /**
   * What attention along rows adds, {@code [rows · T · E, 1, 1, tokens + 1]}; empty for nothing.
   */
  private static Optional<Tensor> unread(Tensor bias, long rows) {
    for (double number : bias.toDoubles()) {
      if (number != 0) {
        long tasks = bias.size(0);
        long tokens = bias.size(1);
        return Optional.of(
            bias.unsqueeze(0).expand(rows, tasks, tokens).reshape(rows * tasks, 1, 1, tokens));
      }
    }
    return Optional.empty();
  }

  /** What attention along columns adds, {@code [T · E · (tokens + 1), 1, 1, N]}. */
  private static Optional<Tensor> counted(Params weights, int each, long tokens) {
    return Weights.logarithms(weights)
        .map(logarithms -> repeatedTasks(logarithms.atLeast(UNSEEN), each))
        .map(
            of ->
                of.expand(of.size(0), tokens + 1, of.size(2))
                    .reshape(of.size(0) * (tokens + 1), 1, 1, of.size(2)));
  }

  /** Vectors by which columns are told apart, {@code [T · E, tokens, VECTOR]}. */
  private static Tensor vectors(int tasks, int each, long tokens, Context now) {
    float[] numbers = new float[Math.toIntExact((long) tasks * each * tokens * VECTOR)];
    int size = Math.toIntExact(tokens * VECTOR);
    for (int t = 0; t < tasks; t++) {
      for (int e = 0; e < each; e++) {
        RandomKey key =
            now.phase() == Phase.TRAIN ? now.taskKey(t).fold("columns") : RandomKey.of(e);
        double[] own = key.normals(size);
        for (int i = 0; i < size; i++) {
          numbers[(t * each + e) * size + i] = (float) own[i];
        }
      }
    }
    return Tensor.of(numbers, (long) tasks * each, tokens, VECTOR);
  }

  /** {@code [T, …]} to {@code [T · E, …]}, all of a task's members beside each other. */
  private static Tensor repeatedTasks(Tensor x, int each) {
    if (each == 1) {
      return x;
    }
    long[] shape = x.shape();
    long[] wide = LongStream.concat(LongStream.of(shape[0], each), rest(shape)).toArray();
    long[] flat = LongStream.concat(LongStream.of(shape[0] * each), rest(shape)).toArray();
    return x.unsqueeze(1).expand(wide).reshape(flat);
  }

  private static LongStream rest(long[] shape) {
    return LongStream.of(shape).skip(1);
  }

  /** {@code [T, N, W]} to {@code [N, T · E, W]}. */
  private static Tensor repeated(Tensor x, int each) {
    return repeatedTasks(x, each).transpose(0, 1);
  }

  /**
   * Rows as tokens, the answer's last.
   *
   * @param x {@code [N, T, W]}
   * @param answers {@code [N, T, 1, width]}
   * @return {@code [N, T, tokens + 1, width]}
   */
  private Tensor tokens(Params learned, Tensor x, long tokens, Tensor vectors, Tensor answers) {
    Tensor pairs =
        x.slice(2, 0, tokens * PAIR * CELL)
            .reshape(x.size(0), x.size(1), tokens, (long) PAIR * CELL);
    Tensor columns = Affine.apply(learned, "vector", vectors).unsqueeze(0);
    return Tensor.cat(2, List.of(Affine.apply(learned, "cells", pairs).plus(columns), answers));
  }

  private static Tensor normed(Params learned, String part, Tensor x) {
    return norm(learned, part + ".norm", x);
  }

  private static Tensor norm(Params learned, String name, Tensor x) {
    return Kernels.layerNorm(
        x, learned.get(name + ".weight"), learned.get(name + ".bias"), EPSILON);
  }

  /** The questions alone of what is asked, sought and read. */
  private Tensor questions(Params learned, String name, Tensor x) {
    return Kernels.linear(
        x,
        learned.get(name + ".weight").slice(0, 0, width),
        learned.get(name + ".bias").slice(0, 0, width));
  }

  /** Tokens read those of their row. */
  private Tensor alongRow(Params learned, int layer, Tensor x, Optional<Tensor> bias) {
    String name = "blocks." + layer + ".row";
    Tensor three =
        Affine.apply(learned, name + ".three", normed(learned, name, x))
            .reshape(x.size(0) * x.size(1), x.size(2), 3L * heads, width / heads)
            .transpose(1, 2);
    Tensor read =
        Kernels.attention(
                three.slice(1, 0, heads),
                three.slice(1, heads, 2L * heads),
                three.slice(1, 2L * heads, 3L * heads),
                bias)
            .transpose(1, 2)
            .reshape(x.shape());
    return x.plus(Affine.apply(learned, name + ".mixed", read));
  }

  /**
   * Tokens read the support rows' of their columns.
   *
   * @param asked {@code [N, T, tokens, width]}
   * @param keys {@code [T, tokens, S, width]}
   */
  private Tensor alongColumn(
      Params learned,
      int layer,
      Tensor x,
      Tensor asked,
      Tensor keys,
      Tensor values,
      Optional<Tensor> weights) {
    long sides = x.size(1) * x.size(2);
    long dim = width / heads;
    Tensor split = asked.reshape(x.size(0), sides, heads, dim).permute(1, 2, 0, 3);
    long[] shape = {sides, keys.size(2), heads, dim};
    Tensor read =
        Kernels.attention(
                split,
                keys.reshape(shape).transpose(1, 2),
                values.reshape(shape).transpose(1, 2),
                weights)
            .permute(2, 0, 1, 3)
            .reshape(x.shape());
    return x.plus(Affine.apply(learned, "blocks." + layer + ".column.mixed", read));
  }

  private static Tensor dense(Params learned, int layer, Tensor x) {
    String name = "blocks." + layer + ".dense";
    Tensor middle = Affine.apply(learned, name + ".0", normed(learned, name, x)).gelu();
    return x.plus(Affine.apply(learned, name + ".1", middle));
  }
}
