package dev.quickstudy.learn;

import dev.quickstudy.head.context.NeuralProcess;
import dev.quickstudy.head.convex.Ridge;
import dev.quickstudy.inner.Alfa;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Normalisation;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.networks.Conv4;
import dev.quickstudy.nn.networks.Conv4.Downsampling;
import dev.quickstudy.nn.networks.Identity;
import dev.quickstudy.nn.networks.Mlp;
import dev.quickstudy.nn.optim.Transforms;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Safetensors;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One file of reference numbers: a small network, a batch of tasks, and what an independent
 * implementation computed for them in float64. The metadata say which algorithm with which
 * settings; every size is read from the file.
 */
record ReferenceCase(Path file, Map<String, String> metadata, Params tensors) {
  /**
   * The greatest relative error of a tensor; absolute where the expected norm is smaller than this
   * itself.
   */
  static final double TOLERANCE = 1e-8;

  /** How far one of the expected tensors is from ours. */
  record Deviation(String name, double error, String detail) {
    /** Also true for a number that is not one. */
    boolean tooGreat() {
      return !(error <= TOLERANCE);
    }

    @Override
    public String toString() {
      return name + ": " + detail;
    }
  }

  /** Reads a file; its tensors belong to the current scope. */
  static ReferenceCase read(Path file) {
    Safetensors.Content content = Safetensors.read(file);
    return new ReferenceCase(file, content.metadata(), Params.of(content.tensors()));
  }

  /** The name of the algorithm. */
  String algorithmName() {
    return setting(metadata, "algorithm");
  }

  /** The algorithm with the settings of the file; empty where the library does not have it yet. */
  Optional<Algorithm<?>> algorithm() {
    return Optional.ofNullable(
        switch (algorithmName()) {
          case "maml" -> Algorithms.maml(network(), number("inner_lr"), steps(), 0);
          case "fomaml" -> Algorithms.fomaml(network(), number("inner_lr"), steps(), 0);
          case "anil" -> Algorithms.anil(network(), number("inner_lr"), steps(), 0);
          case "boil" -> Algorithms.boil(network(), number("inner_lr"), steps(), 0);
          case "meta-sgd" -> Algorithms.metaSgd(network(), 0, steps(), 0);
          case "maml++" ->
              new Algorithm<>(
                  Algorithms.mamlPlusPlus(network(), 0, steps(), 0, 0, 0).learner(),
                  new MetaGradients.MultiStep(stepLossWeights(), 0, 0));
          case "alfa" -> Algorithms.alfa(network(), Alfa.sameAtAllSteps(0), steps(), 0);
          case "meta-lstm" ->
              Algorithms.metaLstm(network(), (int) number("hidden"), 0.5, steps(), 0);
          case "imaml" ->
              Algorithms.imaml(
                  network(),
                  number("inner_lr"),
                  number("proximal_lambda"),
                  steps(),
                  0,
                  MetaGradients.Implicit.undamped(100, 1e-10));
          case "cavia" ->
              Algorithms.cavia(
                  network(), (int) number("context"), List.of(), number("inner_lr"), steps(), 0);
          case "reptile" ->
              Algorithms.reptile(network(), Transforms.sgd(number("inner_lr")), steps(), 0, 0);
          case "matching" -> Algorithms.matching(network(), 0);
          case "ridge" -> Algorithms.r2d2(network(), Ridge.plain());
          case "relation" ->
              Algorithms.relationOfVectors(
                  network(), (int) tensors.get("phi.relation.0.bias").size(0));
          case "cnp" -> {
            List<Integer> widths = widths(setting(metadata, "network").split(";", -1)[0]);
            yield Algorithms.neuralProcess(
                new Identity(List.of(1)),
                NeuralProcess.conditional(
                    widths.subList(1, widths.size() - 1), widths.get(widths.size() - 1), 1));
          }
          case "prototypical" -> Algorithms.protonet(network());
          default -> null;
        });
  }

  /** Computes everything that the file has expectations of, and compares. */
  List<Deviation> deviations(Algorithm<?> algorithm) {
    Map<String, Tensor> actual = compute(algorithm);
    List<Deviation> deviations = new ArrayList<>();
    for (String name : tensors.names()) {
      if (name.startsWith("grad.") || name.equals("loss") || name.equals("logits")) {
        deviations.add(compare(name, Optional.ofNullable(actual.get(name)), tensors.get(name)));
      }
    }
    return deviations;
  }

  private <L extends Learner> Map<String, Tensor> compute(Algorithm<L> algorithm) {
    TaskBatch batch = new TaskBatch(examples("support"), examples("query"));
    L learner = algorithm.learner();
    learner.check(
        Arrays.copyOfRange(batch.support().x().shape(), 2, batch.support().x().rank()), targets());
    Model model = new Model(phi(learner), learner.network().initialState().to(DType.FLOAT64));
    Regime regime =
        learner.network().normalisation() == Normalisation.NONE ? Regime.NONE : Regime.QUERY_BATCH;
    Context now = Context.training(RandomKey.of(0), regime, 0);

    MetaGradient.Estimate estimate = algorithm.metaGradient().of(learner, model, batch, now);
    Map<String, Tensor> actual = new LinkedHashMap<>();
    estimate.gradients().asMap().forEach((name, g) -> actual.put("grad." + plain(name), g));
    actual.put("loss", estimate.losses().mean().reshape(1));
    Model variables = new Model(model.phi().variables(), model.state());
    try (Adapted adapted = learner.adapt(variables, batch.support(), now)) {
      actual.put("logits", adapted.predict(batch.query().x(), now).value().detach());
    }
    return actual;
  }

  /** φ of the file, with our prefix for what is no weight of the network. */
  private Params phi(Learner learner) {
    Set<String> weights = learner.network().init(RandomKey.of(0)).names();
    String prefix = learner instanceof Descent ? "inner." : "fit.";
    Map<String, Tensor> phi = new LinkedHashMap<>();
    tensors
        .under("phi.")
        .asMap()
        .forEach((name, tensor) -> phi.put(weights.contains(name) ? name : prefix + name, tensor));
    return Params.of(phi);
  }

  private static String plain(String name) {
    return name.replaceFirst("^(inner|fit)\\.", "");
  }

  private static Deviation compare(String name, Optional<Tensor> found, Tensor expected) {
    if (found.isEmpty()) {
      return new Deviation(
          name, Double.NaN, "expected " + Shape.of(expected) + ", but nothing came out");
    }
    Tensor actual = found.get();
    if (!Shape.of(actual).equals(Shape.of(expected))) {
      return new Deviation(
          name,
          Double.NaN,
          "expected " + Shape.of(expected) + ", but came out as " + Shape.of(actual));
    }
    double norm = norm(expected);
    double difference = norm(actual.minus(expected));
    double error = norm < TOLERANCE ? difference : difference / norm;
    return new Deviation(
        name,
        error,
        (norm < TOLERANCE ? "absolute" : "relative")
            + " error "
            + error
            + " at an expected norm of "
            + norm);
  }

  static double norm(Tensor tensor) {
    return Math.sqrt(tensor.square().sum().item());
  }

  // ---- what the metadata say ----

  private Examples examples(String set) {
    return new Examples(tensors.get(set + ".x"), tensors.get(set + ".y"), targets());
  }

  private Targets targets() {
    String loss = setting(metadata, "loss");
    Tensor labels = tensors.get("support.y");
    return switch (loss) {
      case "cross-entropy", "negative-log-likelihood" -> new Targets.Classes(ways(labels));
      case "mean-squared-error", "gaussian-negative-log-likelihood" ->
          labels.type() == DType.INT64
              ? new Targets.Classes(ways(labels))
              : new Targets.Values((int) labels.size(-1));
      default -> throw new IllegalArgumentException(file + " has the unknown loss '" + loss + "'");
    };
  }

  /** As many as the output layer has outputs, or else as there are classes in the support sets. */
  private int ways(Tensor labels) {
    Network network = network();
    boolean encoder = network instanceof Conv4 conv && conv.classes() == 0;
    return encoder || algorithmName().equals("prototypical")
        ? (int) Arrays.stream(labels.toLongs()).max().orElseThrow() + 1
        : network.outputs();
  }

  private int steps() {
    return (int) number("inner_steps");
  }

  private List<Double> stepLossWeights() {
    return Arrays.stream(setting(metadata, "step_loss_weights").split(",", -1))
        .map(Double::valueOf)
        .toList();
  }

  private double number(String key) {
    return Double.parseDouble(setting(metadata, key));
  }

  private static String setting(Map<String, String> settings, String key) {
    String value = settings.get(key);
    if (value == null) {
      throw new IllegalArgumentException(
          "there is no '" + key + "' among the settings " + settings);
    }
    return value;
  }

  /** Of {@code mlp:1-40-40-1}. */
  private static List<Integer> widths(String network) {
    return Arrays.stream(network.split(":", 2)[1].split("-", -1)).map(Integer::valueOf).toList();
  }

  /** {@code mlp:1-40-40-1} or {@code conv4:size=28,channels=1,width=4,blocks=4,outputs=5}. */
  private Network network() {
    String[] kindAndSizes = setting(metadata, "network").split(":", 2);
    return switch (kindAndSizes[0]) {
      case "mlp" -> {
        List<Integer> widths = widths(setting(metadata, "network"));
        yield new Mlp(
            widths.subList(0, 1),
            widths.subList(1, widths.size() - 1),
            widths.get(widths.size() - 1));
      }
      case "conv4" -> {
        Map<String, String> sizes = new LinkedHashMap<>();
        for (String size : List.of(kindAndSizes[1].split(",", -1))) {
          int equals = size.indexOf('=');
          sizes.put(size.substring(0, equals), size.substring(equals + 1));
        }
        yield new Conv4(
            Integer.parseInt(setting(sizes, "size")),
            Integer.parseInt(setting(sizes, "channels")),
            Integer.parseInt(setting(sizes, "width")),
            Integer.parseInt(setting(sizes, "blocks")),
            Downsampling.POOL,
            Normalisation.BATCH,
            Integer.parseInt(setting(sizes, "outputs")));
      }
      default ->
          throw new IllegalArgumentException(
              file + " has the unknown network '" + kindAndSizes[0] + "'");
    };
  }
}
