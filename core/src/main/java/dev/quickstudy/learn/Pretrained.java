package dev.quickstudy.learn;

import dev.quickstudy.head.Features;
import dev.quickstudy.head.Head;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Phase;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.Statistics;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskShape;
import dev.quickstudy.task.TaskSource;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Kernels;
import dev.quickstudy.tensor.Tensor;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Ordinary training of an encoder, as a classifier of all meta-training classes at once; after
 * that, it adapts by fitting a head on the embeddings, as {@link EmbeddingLearner} does (Chen et
 * al. 2019, §3; Wang et al. 2019, §2).
 *
 * <p>It is trained on {@linkplain TaskShape#miniBatch mini-batches}: tasks without a support set,
 * whose queries are of all meta-training classes. φ holds the encoder's weights under their own
 * names, the classifier's under {@code pretrain.}, and the head's under {@code fit.}. The state
 * holds, besides the encoder's, the running mean of the embeddings of meta-training examples,
 * {@code pretrain.mean [D]}, which heads get as {@link Features#BASE_MEAN}.
 *
 * @param network the encoder; its outputs are the embedding, D numbers
 * @param classes meta-training classes, at least 2
 * @param classifier what stands on the encoder in training
 * @param head what is fitted on an episode's support set
 */
public record Pretrained(Network network, int classes, Classifier classifier, Head head)
    implements Learner {
  /** What classifies embeddings in training. */
  public enum Classifier {
    /** Linear: {@code pretrain.weight [classes, D]}, {@code pretrain.bias [classes]}. */
    LINEAR,
    /**
     * Cosines to {@code pretrain.weight [classes, D]}, times a learned scale a class {@code
     * pretrain.scale [classes]}, which begins with the length of the fresh weight, times 2, or 10
     * for more than 200 classes (Baseline++: Chen et al. 2019, §3, with the scales of the published
     * code).
     */
    COSINE
  }

  private static final String PRETRAIN = "pretrain.";
  private static final String MEAN = PRETRAIN + "mean";
  private static final double MOMENTUM = 0.1;
  private static final int MANY = 200;

  public Pretrained {
    Checks.atLeast("classes", 2, classes);
    Checks.require(
        !regimesOfTraining(network).isEmpty(),
        "pretraining has no support sets, but this network's normalisation needs one; "
            + "choose another, for instance running averages");
    new EmbeddingLearner(network, head); // refuses what it cannot do
  }

  private static Set<Regime> regimesOfTraining(Network network) {
    Set<Regime> regimes = EnumSet.copyOf(network.normalisation().regimes());
    regimes.retainAll(EnumSet.of(Regime.NONE, Regime.QUERY_BATCH));
    return regimes;
  }

  private EmbeddingLearner encoded() {
    return new EmbeddingLearner(network, head);
  }

  @Override
  public Layout layout() {
    int width = network.outputs();
    Fresh weight = Fresh.uniform(width, "weight");
    TensorSpec second =
        switch (classifier) {
          case LINEAR -> TensorSpec.of("bias", Role.BIAS, Fresh.uniform(width, "bias"), classes);
          case COSINE ->
              TensorSpec.of(
                  "scale",
                  Role.OTHER,
                  (key, shape) ->
                      weight.of(key, new long[] {classes, width}).square().sum(false, 1).sqrt(),
                  classes);
        };
    return encoded()
        .layout()
        .join(
            Layout.of(TensorSpec.of("weight", Role.WEIGHT, weight, classes, width), second)
                .keyed("pretrain")
                .prefixed(PRETRAIN));
  }

  @Override
  public Layout stateLayout() {
    return network
        .stateLayout()
        .join(Layout.of(TensorSpec.of(MEAN, Role.OTHER, Fresh.zeros(), network.outputs())));
  }

  @Override
  public Set<Regime> regimes() {
    return encoded().regimes();
  }

  @Override
  public boolean takesWeights(Regime regime) {
    return encoded().takesWeights(regime);
  }

  @Override
  public List<Integer> descriptor(Targets targets) {
    return encoded().descriptor(targets);
  }

  @Override
  public Set<Regime> trainingRegimes() {
    return regimesOfTraining(network);
  }

  @Override
  public void check(long[] inputShape, Targets targets) {
    encoded().check(inputShape, targets);
  }

  @Override
  public void checkTraining(TaskSource source, TaskShape shape) {
    Checks.require(
        shape.isMiniBatch() && shape.ways() == classes,
        "this learner is pretrained on mini-batches of all "
            + classes
            + " classes, which have as many ways and 0 shots, but the tasks have "
            + shape.ways()
            + " ways and "
            + shape.maxShots()
            + " shots");
    check(source.inputShape(), source.targets(shape));
  }

  /**
   * In training, {@code support} is empty and says by its targets how many classes there are; at
   * test, it is that of an episode.
   */
  @Override
  public Adapted adapt(Model model, Examples support, Context now) {
    if (now.phase() == Phase.TRAIN) {
      Checks.require(
          support.count() == 0 && support.targets().outputs() == classes,
          "this learner is pretrained on mini-batches of all "
              + classes
              + " classes, without support sets; only at test does it learn from one");
      return new Classified(model);
    }
    return encoded().adapt(forTasks(model), support, now);
  }

  @Override
  public Adapted resume(Model model, TaskState state) {
    return encoded().resume(forTasks(model), state);
  }

  /** The model as the encoder and its head read it. */
  private Model forTasks(Model model) {
    Params base =
        Params.of(Map.of(EmbeddingLearner.FIT + Features.BASE_MEAN, model.state().get(MEAN)));
    return new Model(
        model.phi().select(encoded().layout()).join(base),
        model.state().select(network.stateLayout()));
  }

  /** The ordinary classifier, which needs no task to learn from. */
  private final class Classified implements Adapted {
    private final Model model;

    Classified(Model model) {
      this.model = model;
    }

    @Override
    public Output predict(Tensor queries, Context now) {
      Params weights = model.phi().select(network.layout());
      Params state = model.state().select(network.stateLayout());
      Output embedded =
          network.apply(weights, state, queries, now.withStatistics(Statistics.BATCH));
      Tensor mean =
          model
              .state()
              .get(MEAN)
              .times(1 - MOMENTUM)
              .plus(embedded.value().detach().mean(false, 1).times(MOMENTUM));
      return new Output(
          logits(model.phi().under(PRETRAIN), embedded.value()),
          embedded.state().join(Params.perTask(Map.of(MEAN, mean))));
    }

    @Override
    public TaskState state() {
      throw Requirements.notKept();
    }

    @Override
    public Optional<Tensor> embedding() {
      return Optional.empty();
    }

    /** {@code [T, Q, D]} to {@code [T, Q, classes]}. */
    private Tensor logits(Params learned, Tensor embedded) {
      Tensor weight = learned.get("weight");
      return switch (classifier) {
        case LINEAR -> Kernels.linear(embedded, weight, learned.get("bias"));
        case COSINE ->
            unit(embedded)
                .matmul(unit(weight).transpose(0, 1))
                .times(learned.get("scale").times(classes <= MANY ? 2 : 10));
      };
    }

    /** To length 1; what is next to nothing stays so, with finite derivatives. */
    private static Tensor unit(Tensor vectors) {
      return vectors.times(vectors.square().sum(true, -1).plus(1e-10).rsqrt());
    }

    @Override
    public void close() {
      // Its tensors belong to the scope of the training step.
    }
  }
}
