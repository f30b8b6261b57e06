package dev.quickstudy.learn;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Phase;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.Statistics;
import dev.quickstudy.task.Examples;
import dev.quickstudy.tensor.LinearAlgebra;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Tasks learned by descent: a set of weights θ for each. */
public final class Descended implements Adapted {
  private final Network network;
  private final Params theta;
  private final Params statistics;
  private final Params stateAfter;
  private final Params transformState;
  private final Tensor support;
  private final List<Tensor> losses;
  private final Regime regime;
  private final int innerStep;
  private final Scope memory = Scope.detached();

  /**
   * Takes its tensors over where the phase is {@link Phase#TEST}.
   *
   * @param theta all of the network's weights
   * @param stateAfter the state after the last inner step
   * @param transformState the inner transform's state after the last inner step
   * @param losses the loss of each task before each inner step, {@code [T]} each
   * @param now the last inner step
   */
  Descended(
      Network network,
      Params theta,
      Params stateAfter,
      Params transformState,
      Tensor support,
      List<Tensor> losses,
      Context now) {
    boolean owns = now.phase() == Phase.TEST;
    this.network = network;
    Params statistics = statistics(network, theta, stateAfter, support, now);
    this.theta = owns ? theta.detach().ownedBy(memory) : theta;
    this.stateAfter = owns ? stateAfter.detach().ownedBy(memory) : stateAfter;
    this.statistics = owns ? statistics.detach().ownedBy(memory) : statistics;
    this.transformState = owns ? transformState.detach().ownedBy(memory) : transformState;
    this.support = owns ? memory.adopt(support.detach()) : support;
    this.losses =
        owns
            ? losses.stream().map(loss -> memory.adopt(loss.detach())).toList()
            : List.copyOf(losses);
    this.regime = now.regime();
    this.innerStep = now.innerStep();
  }

  /** The same tasks with other weights, and so other statistics; owns nothing. */
  private Descended(Descended other, Params theta, Context now) {
    Context last = now.withInnerStep(other.innerStep);
    this.network = other.network;
    this.theta = theta;
    this.statistics = statistics(network, theta, other.stateAfter, other.support, last);
    this.stateAfter = other.stateAfter;
    this.transformState = other.transformState;
    this.support = other.support;
    this.losses = other.losses;
    this.regime = other.regime;
    this.innerStep = other.innerStep;
  }

  /** What normalisation reads where it reads the state: the support set's moments, if asked for. */
  private static Params statistics(
      Network network, Params theta, Params state, Tensor support, Context now) {
    return now.regime() == Regime.SUPPORT
        ? network.apply(theta, state, support, now.withStatistics(Statistics.RECORD)).state()
        : state;
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
          new Output(network.apply(theta, statistics, queries, byState).value(), stateAfter);
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
    return Optional.of(new Descended(this, through, now).predict(queries, now).value());
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
    Output output = new Descended(this, at, now).predict(queries.x(), now);
    Tensor losses = learner.loss(output.value(), queries);
    return new Judged(losses.detach(), at.gradients(losses.sum(), false), output.state().detach());
  }

  /** v → v + H·v/λ with H the Hessian, at θ, of each task's loss on its support set. */
  UnaryOperator<Params> curvature(Examples examples, double lambda, Context now) {
    boolean byState = regime == Regime.NONE || regime == Regime.RUNNING;
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
      return vector.plus(at.gradients(product, false).times(1 / lambda));
    };
  }

  private Output joint(Tensor queries, Context now) {
    Output all = network.apply(theta, statistics, Tensor.cat(1, List.of(support, queries)), now);
    return new Output(all.value().slice(1, support.size(1), all.value().size(1)), all.state());
  }

  @Override
  public void close() {
    memory.close();
  }
}
