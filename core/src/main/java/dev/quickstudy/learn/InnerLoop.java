package dev.quickstudy.learn;

import dev.quickstudy.inner.TaskInitialisation;
import dev.quickstudy.learn.Descent.Graph;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Phase;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.Statistics;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.MiniBatches;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Descent on the support sets of some tasks, one step at a time. */
final class InnerLoop {
  private final Descent learner;
  private final Examples support;
  private final Context now;
  private final Context within;
  private final Graph graph;

  InnerLoop(Descent learner, Examples support, Context now, Graph graph) {
    Requirements.support(learner, support, now.regime());
    boolean byState = now.regime() == Regime.NONE || now.regime() == Regime.RUNNING;
    this.learner = learner;
    this.support = support;
    this.now = now;
    this.within =
        now.withStatistics(byState ? Statistics.STATE : Statistics.BATCH)
            .withSecondOrder(graph == Graph.EXACT);
    this.graph = graph;
  }

  /**
   * What stays the same through all steps.
   *
   * @param weights all of the network's, {@code [T, …]}: those that adapt as they begin
   * @param adapting which of them adapt
   * @param learned the transform's meta-parameters
   * @param description what the start has read of each task
   * @param columns what it has read of each column of the inputs
   */
  record Constants(
      Params weights,
      List<String> adapting,
      Params learned,
      Optional<Tensor> description,
      Optional<Tensor> columns) {
    /** Where the adapting weights begin. */
    Params origin() {
      return weights.select(adapting::contains);
    }

    /** All that it holds, in order. */
    List<Tensor> tensors() {
      List<Tensor> tensors = new ArrayList<>(weights.tensors());
      tensors.addAll(learned.tensors());
      description.ifPresent(tensors::add);
      columns.ifPresent(tensors::add);
      return tensors;
    }

    Constants map(UnaryOperator<Tensor> function) {
      return new Constants(
          weights.map(function),
          adapting,
          learned.map(function),
          description.map(function),
          columns.map(function));
    }
  }

  /**
   * What a step changes.
   *
   * @param number steps made
   * @param theta the adapting weights
   * @param transformState the inner transform's
   * @param state the network's
   * @param losses of each task before each step made
   */
  record InnerState(
      int number, Params theta, Params transformState, Params state, List<Tensor> losses) {
    /** What gradients flow through from step to step, in order. */
    List<Tensor> tensors() {
      List<Tensor> tensors = new ArrayList<>(theta.tensors());
      tensors.addAll(transformState.tensors());
      return tensors;
    }

    /** A function of what gradients flow through. */
    InnerState map(UnaryOperator<Tensor> function) {
      return new InnerState(
          number, theta.map(function), transformState.map(function), state, losses);
    }
  }

  /** How many steps this phase makes. */
  int steps() {
    return now.phase() == Phase.TRAIN ? learner.steps() : learner.testSteps();
  }

  Constants constants(Model model) {
    Network network = learner.network();
    Params shared = learner.weights(model.phi());
    TaskInitialisation.InitialWeights initial =
        learner
            .start()
            .begin(
                new TaskInitialisation.SharedModel(
                    network, model.phi().under(Descent.START), shared, model.state()),
                support,
                within);
    Params weights = shared.forTasks(support.tasks()).with(initial.params());
    Set<String> own = learner.adapting(weights.names());
    List<String> adapting =
        weights.names().stream().filter(name -> own.contains(name) || !shared.has(name)).toList();
    return new Constants(
        weights,
        adapting,
        model.phi().under(Descent.INNER),
        initial.description(),
        initial.columns());
  }

  InnerState begin(Constants constants, Params state) {
    Params theta = constants.origin();
    return new InnerState(0, theta, learner.inner().init(theta), state, List.of());
  }

  /** One step down the loss on the support set, or on the mini-batch whose turn it is. */
  InnerState step(Constants constants, InnerState from) {
    // Only θ, the states and the loss outlive a step; the graph keeps what it needs by itself.
    try (Scope scope = Scope.open()) {
      Examples examples = MiniBatches.of(support, learner.batch(), from.number, now);
      Params at = graph == Graph.EXACT ? connected(from.theta) : from.theta.variables();
      Output output = output(constants, at, from.state, examples, from.number);
      Tensor loss = examples.loss(output.value());
      Params gradients = at.gradients(loss.sum(), graph == Graph.EXACT);
      if (learner.proximal() > 0) {
        gradients = gradients.plus(from.theta.minus(constants.origin()).times(learner.proximal()));
      }
      Tensor objective = objective(constants, from.theta, loss);
      Tensor known = graph == Graph.EXACT ? objective : objective.detach();
      Transform.Signal signal =
          new Transform.Signal(
              from.number,
              (double) from.number / steps(),
              constants.learned,
              Optional.of(known),
              constants.description,
              constants.columns);
      Transform.Step update =
          learner.inner().update(gradients, from.transformState, from.theta, signal);
      Params theta = from.theta.plus(update.updates());
      Params state = output.state().detach();
      theta.tensors().forEach(scope::keep);
      update.state().tensors().forEach(scope::keep);
      state.tensors().forEach(scope::keep);
      List<Tensor> losses = new ArrayList<>(from.losses);
      losses.add(scope.keep(loss.detach()));
      return new InnerState(from.number + 1, theta, update.state(), state, losses);
    }
  }

  private Output output(
      Constants constants, Params theta, Params state, Examples examples, int step) {
    return learner
        .network()
        .apply(
            constants.weights.with(theta),
            state,
            examples.x(),
            within.withInnerStep(trained(step)));
  }

  /** The loss with the proximal term, {@code [T]}. */
  private Tensor objective(Constants constants, Params theta, Tensor loss) {
    if (learner.proximal() == 0) {
      return loss;
    }
    Tensor squares =
        theta.minus(constants.origin()).tensors().stream()
            .map(way -> way.square().reshape(way.size(0), -1).sum(false, 1))
            .reduce(Tensor::plus)
            .orElseThrow();
    return loss.plus(squares.times(learner.proximal() / 2));
  }

  /** The weights where descent ends here. */
  private Params settled(Constants constants, InnerState point) {
    return point.number == 0
        ? point.theta
        : learner
            .inner()
            .settled(point.transformState, point.theta, () -> objectiveAt(constants, point));
  }

  private Tensor objectiveAt(Constants constants, InnerState point) {
    int last = point.number - 1;
    Examples examples = MiniBatches.of(support, learner.batch(), last, now);
    Tensor loss =
        examples.loss(output(constants, point.theta, point.state, examples, last).value());
    Tensor objective = objective(constants, point.theta, loss);
    return graph == Graph.EXACT ? objective : objective.detach();
  }

  /** What has been learned when descent ends here. */
  Descended learned(Constants constants, InnerState point) {
    Context last = point.number == 0 ? now : now.withInnerStep(trained(point.number - 1));
    Params theta = constants.weights.with(settled(constants, point));
    return new Descended(
        learner.network(),
        theta,
        learner.own(theta),
        point.state,
        point.transformState,
        support,
        constants.description,
        point.losses,
        last);
  }

  /** The inner step as the network knows it: steps that training never makes are its last. */
  private int trained(int step) {
    return Math.min(step, learner.steps() - 1);
  }

  /** Variables: what is connected to φ as it is, constants as new variables. */
  private static Params connected(Params theta) {
    return theta.map(tensor -> tensor.requiresGradient() ? tensor : tensor.variable());
  }
}
