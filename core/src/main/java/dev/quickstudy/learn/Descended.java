package dev.quickstudy.learn;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Phase;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.Statistics;
import dev.quickstudy.nn.networks.WithContext;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.LinearAlgebra;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Tasks learned by descent: a set of weights θ for each. */
public final class Descended implements Adapted {
  private final Network network;
  private final Params theta;
  private final Set<String> own;
  private final Params statistics;
  private final Params stateAfter;
  private final Params transformState;
  private final Optional<Tensor> support;
  private final Optional<Tensor> description;
  private final List<Tensor> losses;
  private final Phase phase;
  private final Regime regime;
  private final int innerStep;
  private final Targets targets;
  private final Scope memory = Scope.detached();

  /**
   * Takes its tensors over where the phase is {@link Phase#TEST}.
   *
   * @param theta all of the network's weights
   * @param own which of them are the tasks' own; the others are those in φ
   * @param stateAfter the state after the last inner step
   * @param transformState the inner transform's state after the last inner step
   * @param description what the start has read of each task
   * @param losses the loss of each task before each inner step, {@code [T]} each
   * @param now the last inner step
   */
  Descended(
      Network network,
      Params theta,
      Set<String> own,
      Params stateAfter,
      Params transformState,
      Examples support,
      Optional<Tensor> description,
      List<Tensor> losses,
      Context now) {
    boolean owns = now.phase() == Phase.TEST;
    this.network = network;
    this.own = own;
    Params statistics =
        now.regime() == Regime.SUPPORT
            ? recorded(network, theta, stateAfter, support.x(), now)
            : stateAfter;
    this.theta = owns ? owned(theta) : theta;
    this.stateAfter = owns ? owned(stateAfter) : stateAfter;
    this.statistics = owns ? owned(statistics) : statistics;
    this.transformState = owns ? owned(transformState) : transformState;
    this.support =
        owns
            ? Optional.of(support.x()).filter(x -> now.regime().withSupport()).map(this::owned)
            : Optional.of(support.x());
    this.description = owns ? description.map(this::owned) : description;
    this.losses = owns ? losses.stream().map(this::owned).toList() : List.copyOf(losses);
    this.phase = now.phase();
    this.regime = now.regime();
    this.innerStep = now.innerStep();
    this.targets = support.targets();
  }

  /** The same tasks with other weights, and so perhaps other statistics; owns nothing. */
  private Descended(Descended other, Params theta, Params statistics) {
    this.network = other.network;
    this.theta = theta;
    this.own = other.own;
    this.statistics = statistics;
    this.stateAfter = other.stateAfter;
    this.transformState = other.transformState;
    this.support = other.support;
    this.description = other.description;
    this.losses = other.losses;
    this.phase = other.phase;
    this.regime = other.regime;
    this.innerStep = other.innerStep;
    this.targets = other.targets;
  }

  /** Tasks that were learned before. */
  Descended(Descent learner, Model model, StateReader state) {
    Params shared = learner.weights(model.phi());
    this.network = learner.network();
    Params given = state.theta(learner.own(shared), learner.start().brings(network));
    this.own = given.names();
    this.theta = owned(shared.forTasks(state.tasks()).with(given));
    this.regime = state.regime();
    this.stateAfter = owned(changesState(regime) ? state.after() : model.state());
    this.statistics = owned(regime == Regime.SUPPORT ? state.statistics() : stateAfter);
    this.transformState = Params.empty();
    this.support =
        regime.withSupport() ? Optional.of(owned(state.supportInputs())) : Optional.empty();
    this.description = state.embedding(learner.start().describes()).map(this::owned);
    this.losses = List.of();
    this.phase = Phase.TEST;
    this.innerStep = state.innerStep();
    this.targets = state.targets();
    state.end();
  }

  private Params owned(Params params) {
    return params.map(this::owned);
  }

  private Tensor owned(Tensor tensor) {
    return memory.adopt(tensor.detach());
  }

  /** Whether inner steps move the network's state. */
  private static boolean changesState(Regime regime) {
    return !Requirements.byExample(regime);
  }

  /** The moments of the support set, which normalisation then reads. */
  private static Params recorded(
      Network network, Params theta, Params state, Tensor support, Context now) {
    return network.apply(theta, state, support, now.withStatistics(Statistics.RECORD)).state();
  }

  /** All weights of the network, {@code [T, …]} each. */
  public Params theta() {
    return theta;
  }

  /** The loss on the support set before each inner step, {@code [T]} each. */
  public List<Tensor> losses() {
    return losses;
  }

  /**
   * The inner transform's state after the last inner step, {@code [T, …]} each: what it tells of
   * itself, such as {@link dev.quickstudy.inner.Strategy#expectedSteps}.
   */
  public Params transformState() {
    return transformState;
  }

  Params stateAfter() {
    return stateAfter;
  }

  @Override
  public Output predict(Tensor queries, Context now) {
    Requirements.sameRegime(regime, now.regime());
    Context pass = now.forQueries().withInnerStep(innerStep);
    Context byState = pass.withStatistics(Statistics.STATE);
    Context byBatch = pass.withStatistics(Statistics.BATCH);
    return switch (regime) {
      case NONE, RUNNING -> network.apply(theta, statistics, queries, byState);
      // The recorded moments are for this task's queries; they are no averages to go on from.
      case SUPPORT ->
          new Output(
              network.apply(theta, statistics, queries, byState).value(), stateAfter.detach());
      case QUERY_BATCH -> network.apply(theta, statistics, queries, byBatch);
      case QUERY_SET -> throw new IllegalStateException("descent has no such regime");
      case JOINT -> joint(queries, byBatch);
      case ONE_BY_ONE -> OneByOne.predict(queries, query -> joint(query, byBatch));
    };
  }

  /** What the adapted network hands to its output layer: with that layer, it gives itself. */
  @Override
  public Optional<Tensor> features(Tensor queries, Context now) {
    Map<String, Tensor> neutral = new LinkedHashMap<>();
    for (String name : network.lastLayer()) {
      Tensor own = theta.get(name); // a matrix or a bias of each task
      boolean matrix = own.rank() == 3;
      String weight = matrix ? name : name.replaceAll("bias$", "weight");
      int tasks = (int) own.size(0);
      int width = (int) theta.get(weight).size(2);
      neutral.put(
          name,
          matrix
              ? LinearAlgebra.identity(width, own.type()).expand(tasks, width, width)
              : Tensor.zeros(own.type(), tasks, width));
    }
    if (neutral.isEmpty()) {
      return Optional.empty();
    }
    Params through = theta.with(Params.perTask(neutral));
    return Optional.of(new Descended(this, through, statistics).predict(queries, now).value());
  }

  @Override
  public TaskState state() {
    if (phase == Phase.TRAIN) {
      throw Requirements.notKept();
    }
    Map<String, Tensor> tensors = new TreeMap<>();
    own.forEach(name -> tensors.put(TaskState.THETA + name, theta.get(name).detach()));
    description.ifPresent(vector -> tensors.put(TaskState.EMBEDDING, vector.detach()));
    support.ifPresent(x -> tensors.put(TaskState.SUPPORT_X, x.detach()));
    Params state = Params.empty();
    if (regime == Regime.SUPPORT) {
      state = statistics.detach().prefixed(TaskState.STATISTICS);
    }
    if (changesState(regime)) {
      state = state.with(stateAfter.detach().prefixed(TaskState.AFTER));
    }
    return new TaskState(Params.perTask(tensors), state, regime, innerStep, targets);
  }

  @Override
  public Optional<Tensor> embedding() {
    return phase == Phase.TRAIN
        ? Optional.empty()
        : description
            .or(() -> Optional.ofNullable(theta.asMap().get(WithContext.CONTEXT)))
            .map(Tensor::detach);
  }

  /**
   * How the tasks do on queries.
   *
   * @param losses {@code [T]}
   * @param gradients of each task's own loss in its own weights, {@code [T, …]}
   * @param state after the pass
   */
  record Judged(Tensor losses, Params gradients, Params state) {}

  Judged judge(Learner learner, Examples queries, Context now) {
    Params at = theta.variables();
    Params read =
        regime == Regime.SUPPORT
            ? recorded(network, at, stateAfter, support.orElseThrow(), now.withInnerStep(innerStep))
            : stateAfter;
    Output output = new Descended(this, at, read).predict(queries.x(), now);
    Tensor losses = learner.loss(output.value(), queries);
    return new Judged(losses.detach(), at.gradients(losses.sum(), false), output.state().detach());
  }

  /** v → own·v + H·v/λ with H the Hessian, at θ, of each task's loss on its support set. */
  UnaryOperator<Params> curvature(Examples examples, double own, double lambda, Context now) {
    boolean byState = Requirements.byExample(regime);
    Context within =
        now.withInnerStep(innerStep)
            .withStatistics(byState ? Statistics.STATE : Statistics.BATCH)
            .withSecondOrder(true);
    Params at = theta.variables();
    Tensor loss = examples.loss(network.apply(at, stateAfter, examples.x(), within).value()).sum();
    Params gradients = at.gradients(loss, true);
    return vector -> {
      Tensor product =
          gradients.zip(vector, (g, v) -> g.times(v).sum()).tensors().stream()
              .reduce(Tensor::plus)
              .orElseThrow();
      return vector.times(own).plus(at.gradients(product, false).times(1 / lambda));
    };
  }

  private Output joint(Tensor queries, Context now) {
    Tensor x = support.orElseThrow();
    Output all = network.apply(theta, statistics, Tensor.cat(1, List.of(x, queries)), now);
    return new Output(all.value().slice(1, x.size(1), all.value().size(1)), all.state());
  }

  @Override
  public void close() {
    memory.close();
  }
}
