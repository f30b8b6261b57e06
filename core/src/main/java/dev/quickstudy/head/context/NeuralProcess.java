package dev.quickstudy.head.context;

import dev.quickstudy.head.Head;
import dev.quickstudy.head.Labels;
import dev.quickstudy.head.Layers;
import dev.quickstudy.head.Weights;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.nn.layers.Affine;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a function from points of it: an encoder sees each support point [x; y], a decoder sees
 * what the encoder says of them all together with a query's x, and writes a mean and a standard
 * deviation for each dimension of y (conditional neural processes: Garnelo et al. 2018, §2). With
 * attention, each query reads its own mixture of what the encoder says (attentive neural processes,
 * their deterministic path: Kim et al. 2019, §2.2). Regression; any number of support points, in
 * any order.
 *
 * @param hidden widths of the hidden layers of encoder and decoder
 * @param width numbers that the encoder says of a point
 * @param heads attention heads, which divide {@code width}; 0 for the mean over points; published:
 *     8
 * @param attention widths of the layers that inputs pass before each head makes a key or a query of
 *     them by a linear map of its own, with ReLU between; published: 128, 128. Where it is empty,
 *     keys and queries are one affine map of the inputs: then, along one input, a query's likeness
 *     to a point only ever rises or only ever falls, and no point between two others can get the
 *     greatest weight. Empty where there are no heads
 * @param dimension of y
 */
public record NeuralProcess(
    List<Integer> hidden, int width, int heads, List<Integer> attention, int dimension)
    implements Head {
  /**
   * Least standard deviation and what is added to it (Le et al. 2018, as in the papers' programs).
   */
  private static final double LEAST = 0.1;

  private static final String ATTENTION = "attention.";
  private static final String KEYS = "keys";
  private static final String QUERIES = "queries";

  public NeuralProcess {
    hidden = List.copyOf(hidden);
    hidden.forEach(layer -> Checks.count("hidden", 1, layer));
    Checks.count("width", 1, width);
    Checks.count("heads", 0, heads);
    Checks.count("dimension", 1, dimension);
    attention = List.copyOf(attention);
    attention.forEach(layer -> Checks.count("attention", 1, layer));
    Checks.require(
        heads > 0 || attention.isEmpty(),
        "attention",
        "must be empty where there are no attention heads, but is " + attention);
    if (heads > 0 && width % heads != 0) {
      throw new UsageException(
          "a neural process needs a width that its attention heads divide, but has width "
              + width
              + " and "
              + heads
              + " heads");
    }
  }

  /** With the mean over points (conditional). */
  public static NeuralProcess conditional(List<Integer> hidden, int width, int dimension) {
    return new NeuralProcess(hidden, width, 0, List.of(), dimension);
  }

  private Mlp encoder(int inputs) {
    return new Mlp(List.of(inputs + dimension), hidden, width);
  }

  private Mlp decoder(int inputs) {
    return new Mlp(List.of(width + inputs), hidden, 2 * dimension);
  }

  /** What inputs pass before attention; only where {@link #attention} is not empty. */
  private Mlp seen(int inputs) {
    int last = attention.size() - 1;
    return new Mlp(List.of(inputs), attention.subList(0, last), attention.get(last));
  }

  @Override
  public Layout layout(Network encoder) {
    int inputs = encoder.outputs();
    Layout learned =
        encoder(inputs)
            .layout()
            .keyed("encoder")
            .prefixed("encoder.")
            .join(decoder(inputs).layout().keyed("decoder").prefixed("decoder."));
    return heads == 0
        ? learned
        : learned
            .join(attention.isEmpty() ? Layers.affine(KEYS, inputs, width) : attending(inputs))
            .join(Layers.affine("values", width, width))
            .join(Layers.affine("mixed", width, width));
  }

  private Layout attending(int inputs) {
    int last = attention.get(attention.size() - 1);
    return seen(inputs)
        .layout()
        .keyed("attention")
        .prefixed(ATTENTION)
        .join(Layout.of(linear(KEYS, last), linear(QUERIES, last)));
  }

  private TensorSpec linear(String name, int inputs) {
    String weight = name + ".weight";
    return TensorSpec.of(weight, Role.WEIGHT, Fresh.uniform(inputs, weight), width, inputs);
  }

  @Override
  public void check(Network encoder, Targets targets) {
    if (targets.classes().isPresent() || targets.outputs() != dimension) {
      throw new UsageException(
          "this neural process regresses values of dimension "
              + dimension
              + ", but the tasks have "
              + targets
              + "; for classes take a classifier such as protonet or in-context");
    }
  }

  @Override
  public boolean takesWeights() {
    return true;
  }

  @Override
  public Params fit(Params learned, Examples embedded, Context now) {
    Tensor points = Tensor.cat(2, List.of(embedded.x(), Labels.answers(embedded)));
    Tensor said =
        encoder((int) embedded.x().size(2))
            .apply(learned.under("encoder."), Params.empty(), points, now)
            .value();
    Map<String, Tensor> fitted = new LinkedHashMap<>();
    if (heads == 0) {
      fitted.put("summary", Weights.mean(embedded, said));
    } else {
      fitted.put(KEYS, mapped(learned, KEYS, embedded.x(), now));
      fitted.put("values", Affine.apply(learned, "values", said));
    }
    return Params.perTask(fitted).with(heads == 0 ? Params.empty() : Weights.fit(embedded));
  }

  @Override
  public Map<String, List<Integer>> fitted(Network encoder, Targets targets) {
    return heads == 0
        ? Map.of("summary", List.of(1, width))
        : Map.of(KEYS, List.of(0, width), "values", List.of(0, width));
  }

  @Override
  public Map<String, List<Integer>> fittedToWeights() {
    return heads == 0 ? Map.of() : Weights.fitted();
  }

  @Override
  public Tensor predict(Params learned, Params fitted, Tensor queries, Context now) {
    Tensor read =
        heads == 0
            ? fitted.get("summary").expand(queries.size(0), queries.size(1), width)
            : Affine.apply(learned, "mixed", attended(learned, fitted, queries, now));
    Tensor out =
        decoder((int) queries.size(2))
            .apply(
                learned.under("decoder."),
                Params.empty(),
                Tensor.cat(2, List.of(read, queries)),
                now)
            .value();
    Tensor deviation =
        out.slice(2, dimension, 2L * dimension).softplus().times(1 - LEAST).plus(LEAST);
    return Tensor.cat(2, List.of(out.slice(2, 0, dimension), deviation));
  }

  /** Keys or queries of inputs, {@code [T, N, width]}: a head's part beside the others'. */
  private Tensor mapped(Params learned, String name, Tensor inputs, Context now) {
    if (attention.isEmpty()) {
      return Affine.apply(learned, KEYS, inputs);
    }
    Tensor seen =
        seen((int) inputs.size(2))
            .apply(learned.under(ATTENTION), Params.empty(), inputs, now)
            .value();
    return seen.matmul(learned.get(name + ".weight").transpose(0, 1));
  }

  private Tensor attended(Params learned, Params fitted, Tensor queries, Context now) {
    List<Tensor> weights = weights(learned, fitted, queries, now);
    int part = width / heads;
    List<Tensor> read = new ArrayList<>();
    for (int h = 0; h < heads; h++) {
      long from = (long) h * part;
      read.add(weights.get(h).matmul(fitted.get("values").slice(2, from, from + part)));
    }
    return Tensor.cat(2, read);
  }

  /** What each head's queries read of each support point, {@code [T, Q, N]} a head, together 1. */
  List<Tensor> weights(Params learned, Params fitted, Tensor queries, Context now) {
    Tensor asked = mapped(learned, QUERIES, queries, now);
    int part = width / heads;
    List<Tensor> weights = new ArrayList<>();
    for (int h = 0; h < heads; h++) {
      long from = (long) h * part;
      Tensor keys = fitted.get(KEYS).slice(2, from, from + part);
      Tensor likeness =
          asked.slice(2, from, from + part).matmul(keys.transpose(1, 2)).times(1 / Math.sqrt(part));
      weights.add(Weights.attending(fitted, likeness).softmax(-1));
    }
    return weights;
  }

  /** Negative log-likelihood of independent normal distributions, mean over queries. */
  @Override
  public Tensor loss(Tensor predictions, Examples queries) {
    Tensor deviation = predictions.slice(2, dimension, 2L * dimension);
    Tensor off =
        queries
            .answers(predictions.type())
            .minus(predictions.slice(2, 0, dimension))
            .dividedBy(deviation)
            .square();
    return queries.mean(
        off.times(0.5).plus(deviation.log()).plus(0.5 * Math.log(2 * Math.PI)).sum(false, 2));
  }
}
