package dev.quickstudy.learn;

import dev.quickstudy.learn.MetaGradients.Exact;
import dev.quickstudy.learn.MetaGradients.FirstOrder;
import dev.quickstudy.learn.MetaGradients.MultiStep;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.tensor.Autograd;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The same meta-gradient in the memory of one inner step: descent is run once without a graph,
 * keeping only the weights after each step, and then backwards step by step, each step's graph made
 * anew, differentiated and freed (after Chen, Xu, Zhang and Guestrin 2016, §3, with a segment a
 * step). Takes one more forward and backward pass a step than the full graph.
 *
 * @param of {@link Exact}, {@link FirstOrder} or {@link MultiStep}
 */
public record Checkpointed(MetaGradient<? super Descent> of) implements MetaGradient<Descent> {
  public Checkpointed {
    Checks.require(
        suits(of),
        "only the exact, the first-order and the multi-step meta-gradient are taken through inner "
            + "steps; the others need no checkpoints");
  }

  /** Whether a meta-gradient is taken through inner steps. */
  static boolean suits(MetaGradient<?> metaGradient) {
    return metaGradient instanceof Exact
        || metaGradient instanceof FirstOrder
        || metaGradient instanceof MultiStep;
  }

  @Override
  public void check(Descent learner) {
    of.check(learner);
  }

  @Override
  public Estimate of(Descent learner, Model model, TaskBatch batch, Context now) {
    MetaGradients.requireQueries(batch);
    Params phi = model.phi().variables();
    InnerLoop loop = new InnerLoop(learner, batch.support(), now, graph(now));
    InnerLoop.Constants constants = loop.constants(new Model(phi, model.state()));
    List<InnerLoop.InnerState> points = walk(learner, constants, model.state(), batch, now);
    Backwards back = new Backwards(learner, batch, now, loop, constants);
    List<Double> shares = shares(loop.steps(), now);
    for (int k = loop.steps(); k > 0; k--) {
      if (shares.get(k - 1) != 0) {
        back.judge(points.get(k), shares.get(k - 1));
      }
      back.step(points.get(k - 1));
    }
    return new Estimate(
        back.start(phi, loop.begin(constants, model.state())), back.losses(), back.state());
  }

  private Descent.Graph graph(Context now) {
    if (of instanceof MultiStep many) {
      return many.graph(now);
    }
    return of instanceof FirstOrder ? Descent.Graph.FIRST_ORDER : Descent.Graph.EXACT;
  }

  /** The weight of the loss after each step. */
  private List<Double> shares(int steps, Context now) {
    if (of instanceof MultiStep many) {
      return many.shares(now);
    }
    List<Double> shares = new ArrayList<>(Collections.nCopies(steps, 0.0));
    shares.set(steps - 1, 1.0);
    return shares;
  }

  /** All points of the descent, without a graph. */
  private static List<InnerLoop.InnerState> walk(
      Descent learner, InnerLoop.Constants constants, Params state, TaskBatch batch, Context now) {
    InnerLoop loop = new InnerLoop(learner, batch.support(), now, Descent.Graph.NONE);
    InnerLoop.Constants constant = constants.map(Tensor::detach);
    List<InnerLoop.InnerState> points = new ArrayList<>();
    points.add(loop.begin(constant, state));
    for (int k = 0; k < loop.steps(); k++) {
      points.add(loop.step(constant, points.get(k)));
    }
    return points;
  }

  /** Gradients on their way from the last step to the first. */
  private static final class Backwards {
    private final Descent learner;
    private final TaskBatch batch;
    private final Context now;
    private final InnerLoop loop;
    private final InnerLoop.Constants constants;
    private final InnerLoop.Constants leaves;

    /** Of the loss in what all steps share; in the order of {@link InnerLoop.Constants#tensors}. */
    private List<Tensor> ofConstants;

    /** Of the loss in θ and the transform's state at the point reached. */
    private List<Tensor> ofInnerState = List.of();

    private Optional<Tensor> losses = Optional.empty();
    private Params state = Params.empty();

    Backwards(
        Descent learner,
        TaskBatch batch,
        Context now,
        InnerLoop loop,
        InnerLoop.Constants constants) {
      this.learner = learner;
      this.batch = batch;
      this.now = now;
      this.loop = loop;
      this.constants = constants;
      this.leaves = constants.map(Tensor::variable);
      this.ofConstants = leaves.tensors().stream().map(Tensor::zerosLike).toList();
    }

    /** Adds a share of the queries' loss, judged at a point. */
    void judge(InnerLoop.InnerState at, double share) {
      try (Scope scope = Scope.open()) {
        InnerLoop.InnerState variable = at.map(Tensor::variable);
        Output output = loop.learned(leaves, variable).predict(batch.query().x(), now);
        Tensor loss = learner.loss(output.value(), batch.query());
        add(scope, variable, loss.mean().times(share), ofInnerState);
        Tensor known = loss.detach().times(share);
        losses = Optional.of(scope.keep(losses.map(known::plus).orElse(known)));
        if (state.isEmpty()) {
          state = output.state().detach().meanOverTasks();
          state.tensors().forEach(scope::keep);
        }
      }
    }

    /** From the point behind a step to the one before it. */
    void step(InnerLoop.InnerState from) {
      try (Scope scope = Scope.open()) {
        InnerLoop.InnerState variable = from.map(Tensor::variable);
        Tensor flow = product(loop.step(leaves, variable).tensors(), ofInnerState);
        add(scope, variable, flow, List.of());
      }
    }

    /** Adds what a scalar says of the constants, and of a point to what is known of it. */
    private void add(
        Scope scope, InnerLoop.InnerState variable, Tensor scalar, List<Tensor> known) {
      List<Tensor> inputs = new ArrayList<>(leaves.tensors());
      int shared = inputs.size();
      inputs.addAll(variable.tensors());
      List<Tensor> gradients = Autograd.grad(scalar, inputs, false);
      List<Tensor> sums = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        Tensor gradient = gradients.get(i);
        if (i < shared) {
          gradient = ofConstants.get(i).plus(gradient);
        } else if (!known.isEmpty()) {
          gradient = known.get(i - shared).plus(gradient);
        }
        sums.add(scope.keep(gradient));
      }
      ofConstants = sums.subList(0, shared);
      ofInnerState = sums.subList(shared, sums.size());
    }

    /** From where descent began to φ. */
    Params start(Params phi, InnerLoop.InnerState first) {
      Tensor flow =
          product(constants.tensors(), ofConstants).plus(product(first.tensors(), ofInnerState));
      return phi.gradients(flow, false);
    }

    Tensor losses() {
      return losses.orElseThrow();
    }

    Params state() {
      return state;
    }

    private static Tensor product(List<Tensor> tensors, List<Tensor> gradients) {
      Tensor sum = tensors.get(0).times(gradients.get(0)).sum();
      for (int i = 1; i < tensors.size(); i++) {
        sum = sum.plus(tensors.get(i).times(gradients.get(i)).sum());
      }
      return sum;
    }
  }
}
