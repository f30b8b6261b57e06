package dev.quickstudy.learn;

import dev.quickstudy.head.Head;
import dev.quickstudy.inner.TaskInitialisation;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Phase;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.Statistics;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.MiniBatches;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Adapts by fitting a head on the embeddings that an encoder gives: prototypes, ridge regression, a
 * set model that reads the support set.
 *
 * <p>φ holds the encoder's weights under their own names, the head's meta-parameters under {@code
 * fit.} and the start's under {@code start.}.
 *
 * @param network the encoder; its outputs are the embedding
 * @param start where the encoder's weights come from; most learners share them among tasks
 * @param head what is fitted
 */
public record EmbeddingLearner(Network network, TaskInitialisation start, Head head)
    implements Learner {
  static final String FIT = "fit.";

  public EmbeddingLearner {
    start.check(network);
    Requirements.brought(network, start);
    Checks.require(
        start.brings(network).isEmpty(),
        "this start brings weights that descent adapts, but here nothing would; "
            + "let the network descend (maml), or take a start that conditions it (cnaps)");
  }

  /** A head on an encoder that all tasks share. */
  public EmbeddingLearner(Network network, Head head) {
    this(network, new TaskInitialisation.Shared(), head);
  }

  @Override
  public Layout layout() {
    return network
        .layout()
        .join(head.layout(network).keyed("fit").prefixed(FIT))
        .join(start.layout(network).keyed("start").prefixed(Descent.START));
  }

  @Override
  public void check(long[] inputShape, Targets targets) {
    Requirements.input(network, inputShape);
    head.check(network, targets);
  }

  @Override
  public Set<Regime> regimes() {
    Set<Regime> regimes = EnumSet.copyOf(network.normalisation().regimes());
    if (head.transductive()) {
      regimes.removeIf(regime -> !regime.transductive());
      regimes.add(Regime.QUERY_SET);
    }
    return regimes;
  }

  @Override
  public List<Integer> descriptor(Targets targets) {
    List<Integer> ofStart = start.descriptor(network);
    return ofStart.isEmpty() ? head.descriptor(network, targets) : ofStart;
  }

  @Override
  public boolean takesWeights(Regime regime) {
    return Requirements.byExample(regime) && start.takesWeights() && head.takesWeights();
  }

  @Override
  public Tensor loss(Tensor predictions, Examples queries) {
    return head.loss(predictions, queries);
  }

  @Override
  public Adapted adapt(Model model, Examples support, Context now) {
    Requirements.support(this, support, now.regime());
    return new Fitted(
        this, model, head.readsOrder() ? MiniBatches.shuffled(support, now) : support, now);
  }

  @Override
  public Adapted resume(Model model, TaskState state) {
    return new Fitted(this, model, new StateReader(this, model, state));
  }

  /** The regime that the encoder goes by. */
  private Regime encoding(Regime asked) {
    return asked == Regime.QUERY_SET ? network.normalisation().inductive() : asked;
  }

  private Params weights(Model model) {
    return model.phi().select(network.layout());
  }

  /** Numbers in a task's {@link Adapted#embedding}. */
  private int embeddingWidth() {
    return start.describes() > 0 ? start.describes() : network.outputs();
  }

  /** Whether heads are fitted only when queries come. */
  private static boolean fitsLater(Regime regime) {
    return regime.withSupport();
  }

  /** Learned tasks: fitted heads, or support sets where queries are embedded together with them. */
  private static final class Fitted implements Adapted {
    private final Network network;
    private final Head head;
    private final Params weights;
    private final Set<String> own;
    private final Params learned;
    private final Params state;
    private final Params before;
    private final Optional<Examples> support;
    private final Params fitted;
    private final Optional<Tensor> embedding;
    private final Phase phase;
    private final Regime asked;
    private final Regime regime;
    private final Targets targets;
    private final Scope memory = Scope.detached();

    Fitted(EmbeddingLearner learner, Model model, Examples support, Context now) {
      network = learner.network;
      head = learner.head;
      phase = now.phase();
      asked = now.regime();
      regime = learner.encoding(asked);
      targets = support.targets();
      Context pass = now.withStatistics(supportStatistics(regime));
      Params shared = learner.weights(model);
      TaskInitialisation.InitialWeights initial =
          learner.start.begin(
              new TaskInitialisation.SharedModel(
                  network, model.phi().under(Descent.START), shared, model.state()),
              support,
              pass);
      Params given = initial.params();
      Params used = given.isEmpty() ? shared : shared.forTasks(support.tasks()).with(given);
      Params heads = model.phi().under(FIT);
      Params statistics = model.state();
      Params fit = Params.empty();
      Optional<Tensor> vector = Optional.empty();
      boolean owns = phase == Phase.TEST;
      if (!fitsLater(regime)) {
        Output embedded =
            support.count() == 0
                ? nothing(model, support)
                : network.apply(used, model.state(), support.x(), pass);
        fit = head.fit(heads, support.withInputs(embedded.value()), now);
        if (regime == Regime.SUPPORT) {
          statistics = embedded.state();
        }
        if (owns) {
          vector = initial.description().or(() -> Optional.of(mean(embedded.value(), support)));
        }
      }
      this.own = given.names();
      this.weights = owns ? owned(used) : used;
      this.learned = owns ? owned(heads) : heads;
      this.before = owns ? owned(model.state()) : model.state();
      this.state = owns ? owned(statistics) : statistics;
      this.fitted = owns ? owned(fit) : fit;
      this.embedding = vector.map(this::owned);
      this.support =
          Optional.of(support)
              .filter(any -> fitsLater(regime))
              .map(kept -> owns ? owned(kept) : kept);
    }

    /** Tasks that were learned before. */
    Fitted(EmbeddingLearner learner, Model model, StateReader state) {
      network = learner.network;
      head = learner.head;
      phase = Phase.TEST;
      asked = state.regime();
      regime = learner.encoding(asked);
      targets = state.targets();
      Params shared = learner.weights(model);
      Params given = state.theta(learner.start.changes(network), Map.of());
      own = given.names();
      weights = owned(given.isEmpty() ? shared : shared.forTasks(state.tasks()).with(given));
      learned = owned(model.phi().under(FIT));
      before = owned(model.state());
      this.state = owned(regime == Regime.SUPPORT ? state.statistics() : model.state());
      boolean later = fitsLater(regime);
      fitted =
          later
              ? Params.empty()
              : owned(state.fitted(head.fitted(network, targets), head.fittedToWeights()));
      embedding =
          later ? Optional.empty() : state.embedding(learner.embeddingWidth()).map(this::owned);
      support = later ? Optional.of(owned(state.support())) : Optional.empty();
      state.end();
    }

    /** No embeddings of no examples, which networks do not take. */
    private Output nothing(Model model, Examples support) {
      return new Output(
          Tensor.zeros(support.x().type(), support.tasks(), 0, network.outputs()), model.state());
    }

    /** The mean of each task's embeddings by the examples' weights, {@code [T, D]}. */
    private static Tensor mean(Tensor embedded, Examples support) {
      if (support.count() == 0) { // classes may go by their names alone
        return Tensor.zeros(embedded.type(), embedded.size(0), embedded.size(2));
      }
      if (support.weights().isEmpty()) {
        return embedded.mean(false, 1);
      }
      Tensor each = support.weights().get().abs().unsqueeze(2);
      return embedded.times(each).sum(false, 1).dividedBy(each.sum(false, 1));
    }

    private Params owned(Params params) {
      return params.map(this::owned);
    }

    private Tensor owned(Tensor tensor) {
      return memory.adopt(tensor.detach());
    }

    private Examples owned(Examples examples) {
      return examples.map(this::owned);
    }

    @Override
    public TaskState state() {
      if (phase == Phase.TRAIN) {
        throw Requirements.notKept();
      }
      Map<String, Tensor> tensors = new TreeMap<>();
      own.forEach(name -> tensors.put(TaskState.THETA + name, weights.get(name).detach()));
      fitted.asMap().forEach((name, value) -> tensors.put(TaskState.FIT + name, value.detach()));
      embedding.ifPresent(vector -> tensors.put(TaskState.EMBEDDING, vector.detach()));
      support.ifPresent(
          kept -> {
            tensors.put(TaskState.SUPPORT_X, kept.x().detach());
            tensors.put(TaskState.SUPPORT_Y, kept.y().detach());
          });
      Params statistics =
          regime == Regime.SUPPORT ? state.detach().prefixed(TaskState.STATISTICS) : Params.empty();
      return new TaskState(Params.perTask(tensors), statistics, asked, 0, targets);
    }

    @Override
    public Optional<Tensor> embedding() {
      return embedding.map(Tensor::detach);
    }

    private static Statistics supportStatistics(Regime regime) {
      return switch (regime) {
        case NONE, RUNNING -> Statistics.STATE;
        case SUPPORT -> Statistics.RECORD;
        case QUERY_BATCH, JOINT, ONE_BY_ONE -> Statistics.BATCH;
        case QUERY_SET -> throw unresolved();
      };
    }

    private static IllegalStateException unresolved() {
      return new IllegalStateException("encoders have no such regime: theirs stands in its place");
    }

    @Override
    public Output predict(Tensor queries, Context now) {
      Requirements.sameRegime(asked, now.regime());
      return switch (regime) {
        case NONE, RUNNING -> byFit(queries, now.withStatistics(Statistics.STATE));
        // The recorded moments are for this task's queries; they are no averages to go on from.
        case SUPPORT ->
            new Output(
                byFit(queries, now.withStatistics(Statistics.STATE)).value(), before.detach());
        case QUERY_SET -> throw unresolved();
        case QUERY_BATCH -> byFit(queries, now.withStatistics(Statistics.BATCH));
        case JOINT -> joint(queries, now.withStatistics(Statistics.BATCH));
        case ONE_BY_ONE ->
            OneByOne.predict(queries, query -> joint(query, now.withStatistics(Statistics.BATCH)));
      };
    }

    /** The embedding; where support and queries are embedded together, together with them. */
    @Override
    public Optional<Tensor> features(Tensor queries, Context now) {
      Requirements.sameRegime(asked, now.regime());
      return Optional.of(
          switch (regime) {
            case NONE, RUNNING, SUPPORT ->
                embedded(queries, now.withStatistics(Statistics.STATE)).value();
            case QUERY_SET -> throw unresolved();
            case QUERY_BATCH -> embedded(queries, now.withStatistics(Statistics.BATCH)).value();
            case JOINT -> together(queries, now.withStatistics(Statistics.BATCH));
            case ONE_BY_ONE ->
                OneByOne.predict(
                        queries,
                        query ->
                            new Output(
                                together(query, now.withStatistics(Statistics.BATCH)), before))
                    .value();
          });
    }

    private Output embedded(Tensor queries, Context now) {
      return network.apply(weights, state, queries, now.forQueries());
    }

    private Tensor together(Tensor queries, Context now) {
      return queried(withSupport(queries, now));
    }

    /** Embeddings of the support set and then of the queries, made in one batch. */
    private Output withSupport(Tensor queries, Context now) {
      return network.apply(
          weights, state, Tensor.cat(1, List.of(support.orElseThrow().x(), queries)), now);
    }

    /** What {@link #withSupport} gave for the queries. */
    private Tensor queried(Output embedded) {
      Tensor all = embedded.value();
      return all.slice(1, support.orElseThrow().count(), all.size(1));
    }

    private Output byFit(Tensor queries, Context now) {
      Output embedded = embedded(queries, now);
      return new Output(head.predict(learned, fitted, embedded.value(), now), embedded.state());
    }

    private Output joint(Tensor queries, Context now) {
      Examples kept = support.orElseThrow();
      Output embedded = withSupport(queries, now);
      Tensor shots = embedded.value().slice(1, 0, kept.count());
      Params fit = head.fit(learned, kept.withInputs(shots), now);
      return new Output(head.predict(learned, fit, queried(embedded), now), embedded.state());
    }

    @Override
    public void close() {
      memory.close();
    }
  }
}
