package dev.quickstudy.learn;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Phase;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.Statistics;
import dev.quickstudy.nn.Transform;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Adapts by gradient: from φ, the inner transform takes a few steps down the loss on the support
 * set (Finn, Abbeel and Levine 2017, algorithm 1). All tasks of a batch descend side by side, each
 * with its own weights.
 *
 * @param network what adapts
 * @param inner turns gradients into updates; starts afresh for each task
 * @param steps inner steps in meta-training, at least 1
 * @param testSteps inner steps in judging and serving, at least 0
 * @param batch support examples a step, drawn without repetition until the set is used up (Nichol,
 *     Achiam and Schulman 2018, §6); 0 takes the whole support set at each step
 */
public record Descent(Network network, Transform inner, int steps, int testSteps, int batch)
    implements Learner {

  public Descent {
    Requirements.atLeast("inner steps", 1, steps);
    Requirements.atLeast("inner steps at test", 0, testSteps);
    Requirements.atLeast("the inner batch", 0, batch);
  }

  /** How much of the inner loop gradients flow through. */
  enum Graph {
    /** All: the derivative of φ → θ is exact. */
    EXACT,
    /** Inner gradients are constants: the derivative of φ → θ is the identity for plain descent. */
    FIRST_ORDER,
    /** Nothing: only the values of θ are wanted. */
    NONE
  }

  /** The same learner with another number of inner steps at test. */
  public Descent withTestSteps(int number) {
    return new Descent(network, inner, steps, number, batch);
  }

  @Override
  public Model init(RandomKey key) {
    return new Model(network.init(key), network.initialState());
  }

  @Override
  public void check(long[] inputShape, Targets targets) {
    Requirements.input(network, inputShape);
    if (network.outputs() != targets.outputs()) {
      throw new IllegalArgumentException(
          "the network has "
              + network.outputs()
              + " outputs, but the tasks need "
              + targets.outputs()
              + "; a last layer serves only tasks of its own number of ways");
    }
  }

  @Override
  public Descended adapt(Model model, Examples support, Context now) {
    return adapt(model, support, now, now.phase() == Phase.TRAIN ? Graph.EXACT : Graph.NONE);
  }

  Descended adapt(Model model, Examples support, Context now, Graph graph) {
    Requirements.regime(this, now.regime());
    boolean byState = now.regime() == Regime.NONE || now.regime() == Regime.RUNNING;
    Context within = now.withStatistics(byState ? Statistics.STATE : Statistics.BATCH);
    Params theta = model.phi().forTasks(support.tasks());
    Params innerState = inner.init(theta);
    Params state = model.state();
    List<Tensor> losses = new ArrayList<>();
    int count = now.phase() == Phase.TRAIN ? steps : testSteps;
    for (int step = 0; step < count; step++) {
      // Only θ, the transform's state and the loss outlive a step; the graph keeps what it needs by
      // itself.
      try (Scope scope = Scope.open()) {
        Examples examples = MiniBatches.of(support, batch, step, now);
        Params at = graph == Graph.EXACT ? theta : theta.variables();
        Output output = network.apply(at, model.state(), examples.x(), within.withInnerStep(step));
        Tensor loss = Loss.of(output.value(), examples);
        Params gradients = at.gradients(loss.sum(), graph == Graph.EXACT);
        Transform.Step update =
            inner.update(gradients, innerState, theta, new Transform.Signal(step));
        theta = theta.plus(update.updates());
        innerState = update.state();
        state = output.state().detach();
        theta.tensors().forEach(scope::keep);
        innerState.tensors().forEach(scope::keep);
        state.tensors().forEach(scope::keep);
        losses.add(scope.keep(loss.detach()));
      }
    }
    Params statistics =
        now.regime() == Regime.SUPPORT
            ? network
                .apply(theta, model.state(), support.x(), now.withStatistics(Statistics.RECORD))
                .state()
            : model.state();
    return new Descended(network, theta, statistics, state, support.x(), losses, now);
  }
}
