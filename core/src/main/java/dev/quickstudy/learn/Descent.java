package dev.quickstudy.learn;

import dev.quickstudy.inner.TaskInitialisation;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Phase;
import dev.quickstudy.nn.Regime;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.tensor.Checks;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Adapts by gradient: the inner transform takes a few steps down the loss on the support set (Finn,
 * Abbeel and Levine 2017, algorithm 1). All tasks of a batch descend side by side, each with its
 * own weights.
 *
 * <p>φ holds the network's weights under their own names, the transform's meta-parameters under
 * {@code inner.} and the start's under {@code start.}.
 *
 * @param network what adapts
 * @param adapts which of its tensors adapt
 * @param norms whether scales and shifts of normalisation adapt with them; otherwise they are
 *     learned across tasks only (as in the program of Finn, Abbeel and Levine 2017)
 * @param start where descent starts
 * @param inner turns gradients into updates; starts afresh for each task
 * @param proximal λ of the inner objective L(θ) + λ/2 · ‖θ − θ₀‖² (Rajeswaran et al. 2019, eq. 3);
 *     0 leaves the second term out
 * @param steps inner steps in meta-training, at least 1
 * @param testSteps inner steps in judging and serving, at least 0
 * @param batch support examples a step, drawn without repetition until the set is used up (Nichol,
 *     Achiam and Schulman 2018, §6); 0 takes the whole support set at each step
 */
public record Descent(
    Network network,
    Adapts adapts,
    boolean norms,
    TaskInitialisation start,
    Transform inner,
    double proximal,
    int steps,
    int testSteps,
    int batch)
    implements Learner {
  static final String INNER = "inner.";
  static final String START = "start.";

  public Descent {
    start.check(network);
    Requirements.brought(network, start);
    Checks.atLeast("steps", 1, steps);
    Checks.atLeast("testSteps", 0, testSteps);
    Checks.atLeast("batch", 0, batch);
    Checks.require(
        proximal >= 0 && Double.isFinite(proximal),
        "the proximal term must be finite and not negative, but is " + proximal);
    Checks.require(
        !network.lastLayer().isEmpty() || adapts == Adapts.ALL || adapts == Adapts.NOTHING,
        "a part of the network is to adapt, but it has no output layer that would divide it; "
            + "give it one, or let all of it adapt (maml)");
    Checks.require(
        adapts != Adapts.NOTHING || !start.brings(network).isEmpty(),
        "nothing would adapt: neither the network nor anything that the start brings; "
            + "let all of the network adapt (maml), or start from a context (cavia)");
    Checks.require(
        !inner.learns() || start.brings(network).isEmpty(),
        "a transform with meta-parameters must know what it changes before it meets a task, "
            + "but this start brings weights of its own; use a plain transform (sgd)");
    Checks.require(
        inner.reads() == 0 || inner.reads() == start.describes(),
        "the transform reads "
            + inner.reads()
            + " numbers of a task's description, but the start hands on "
            + start.describes()
            + "; start from one that describes tasks by as many (strategy)");
    Checks.require(
        inner.readsColumns() == 0 || inner.readsColumns() == start.describesColumns(),
        "the transform reads "
            + inner.readsColumns()
            + " numbers of each column of a task's inputs, but the start hands on "
            + start.describesColumns()
            + "; start from one that reads a descriptor of columns (strategy)");
  }

  /** All of a network from φ, with the whole support set at each step. */
  public static Descent of(Network network, Transform inner, int steps, int testSteps) {
    return of(network, new TaskInitialisation.Shared(), inner, steps, testSteps);
  }

  /** The same from another start, which brings what the network or the transform needs. */
  public static Descent of(
      Network network, TaskInitialisation start, Transform inner, int steps, int testSteps) {
    return new Descent(network, Adapts.ALL, true, start, inner, 0, steps, testSteps, 0);
  }

  /** The same with other tensors adapting. */
  public Descent adapting(Adapts which) {
    return new Descent(network, which, norms, start, inner, proximal, steps, testSteps, batch);
  }

  /** The same whose scales and shifts of normalisation adapt, or are learned across tasks only. */
  public Descent adaptingNorms(boolean adapt) {
    return new Descent(network, adapts, adapt, start, inner, proximal, steps, testSteps, batch);
  }

  /** The same with a proximal term. */
  public Descent near(double lambda) {
    return new Descent(network, adapts, norms, start, inner, lambda, steps, testSteps, batch);
  }

  /** The same with mini-batches of the support set. */
  public Descent inBatches(int size) {
    return new Descent(network, adapts, norms, start, inner, proximal, steps, testSteps, size);
  }

  /** The same learner with another number of inner steps in meta-training. */
  public Descent withSteps(int number) {
    return new Descent(network, adapts, norms, start, inner, proximal, number, testSteps, batch);
  }

  /** The same learner with another number of inner steps at test. */
  public Descent withTestSteps(int number) {
    return new Descent(network, adapts, norms, start, inner, proximal, steps, number, batch);
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

  /**
   * The tensors of φ.
   *
   * @throws dev.quickstudy.tensor.UsageException if nothing would adapt
   */
  @Override
  public Layout layout() {
    Layout weights = network.layout();
    Set<String> own = adapting(weights.names());
    Checks.require(
        !own.isEmpty() || !start.brings(network).isEmpty(),
        "nothing would adapt: the network has no tensor that may, or none outside its output "
            + "layer; give it hidden layers, or let all of it adapt (maml)");
    Layout adapting = weights.select(tensor -> own.contains(tensor.name()));
    return weights
        .join(inner.learned(adapting).keyed("inner").prefixed(INNER))
        .join(start.layout(network).keyed("start").prefixed(START));
  }

  @Override
  public void check(long[] inputShape, Targets targets) {
    Requirements.input(network, inputShape);
    start.check(network, targets);
  }

  @Override
  public List<Integer> descriptor(Targets targets) {
    return start.descriptor(network);
  }

  @Override
  public boolean takesWeights(Regime regime) {
    return Requirements.byExample(regime) && start.takesWeights();
  }

  /** Those of the network's tensors that descent changes, in the order of their names. */
  Set<String> adapting(Set<String> names) {
    Set<String> adapting = adapts.of(network, names);
    if (!norms) {
      Layout layout = network.layout();
      adapting.removeIf(
          name -> layout.find(name).filter(tensor -> tensor.role().normalises()).isPresent());
    }
    return adapting;
  }

  /** The network's weights in φ. */
  Params weights(Params phi) {
    return phi.select(network.layout());
  }

  @Override
  public Descended adapt(Model model, Examples support, Context now) {
    return adapt(model, support, now, now.phase() == Phase.TRAIN ? Graph.EXACT : Graph.NONE);
  }

  Descended adapt(Model model, Examples support, Context now, Graph graph) {
    List<Descended> path = descend(model, support, now, graph, false);
    return path.get(path.size() - 1);
  }

  @Override
  public Descended resume(Model model, TaskState state) {
    return new Descended(this, model, new StateReader(this, model, state));
  }

  /** Which of the network's weights are a task's own: those that adapt or the start changes. */
  Set<String> own(Params weights) {
    Set<String> own = new LinkedHashSet<>(weights.names());
    Set<String> adapting = adapting(weights.names());
    Set<String> changed = start.changes(network);
    Set<String> brought = start.brings(network).keySet();
    own.removeIf(
        name -> !adapting.contains(name) && !changed.contains(name) && !brought.contains(name));
    return own;
  }

  /** What has been learned after each of the inner steps, or after the last only. */
  List<Descended> descend(
      Model model, Examples support, Context now, Graph graph, boolean everyStep) {
    InnerLoop loop = new InnerLoop(this, support, now, graph);
    InnerLoop.Constants constants = loop.constants(model);
    InnerLoop.InnerState point = loop.begin(constants, model.state());
    List<Descended> path = new ArrayList<>();
    int count = loop.steps();
    for (int step = 0; step < count; step++) {
      point = loop.step(constants, point);
      if (everyStep || step == count - 1) {
        path.add(loop.learned(constants, point));
      }
    }
    return count == 0 ? List.of(loop.learned(constants, point)) : path;
  }
}
