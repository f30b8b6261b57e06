package dev.quickstudy.learn;

import dev.quickstudy.inner.TaskInitialisation;
import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The ways to a meta-gradient. */
public final class MetaGradients {
  private MetaGradients() {}

  /**
   * Exact, through all that adapting does (for descent: Finn, Abbeel and Levine 2017, algorithm 1).
   */
  public record Exact() implements MetaGradient<Learner> {
    @Override
    public Estimate of(Learner learner, Model model, TaskBatch batch, Context now) {
      return throughQueries(
          learner, model, batch, now, variables -> learner.adapt(variables, batch.support(), now));
    }
  }

  /**
   * With inner gradients taken as constants (Finn, Abbeel and Levine 2017, §5.2; Nichol et al.
   * 2018, §3).
   */
  public record FirstOrder() implements MetaGradient<Descent> {
    @Override
    public Estimate of(Descent learner, Model model, TaskBatch batch, Context now) {
      return throughQueries(
          learner,
          model,
          batch,
          now,
          variables -> learner.adapt(variables, batch.support(), now, Descent.Graph.FIRST_ORDER));
    }
  }

  /**
   * φ − θ: towards where descent ends (Nichol, Achiam and Schulman 2018, algorithm 2). Needs no
   * queries; its loss is that of the support set before the last inner step.
   */
  public record Reptile() implements MetaGradient<Descent> {
    @Override
    public void check(Descent learner) {
      wholeNetwork("Reptile's meta-gradient φ − θ", learner);
    }

    @Override
    public Estimate of(Descent learner, Model model, TaskBatch batch, Context now) {
      Descended adapted = learner.adapt(model, batch.support(), now, Descent.Graph.NONE);
      List<Tensor> losses = adapted.losses();
      return new Estimate(
          model.phi().minus(adapted.theta().meanOverTasks()),
          losses.get(losses.size() - 1),
          adapted.stateAfter().meanOverTasks());
    }
  }

  /**
   * Of the weighted sum of the losses on queries after every inner step (Antoniou, Edwards and
   * Storkey 2019, eq. 2), with its annealings.
   *
   * @param weights of the losses after step 1, 2, …; not negative, together 1
   * @param annealing outer steps over which the weights move linearly to the last step alone; 0
   *     keeps them
   * @param firstOrder outer steps at the beginning for which inner gradients are constants (§4,
   *     derivative-order annealing)
   */
  public record MultiStep(List<Double> weights, long annealing, long firstOrder)
      implements MetaGradient<Descent> {
    public MultiStep {
      weights = List.copyOf(weights);
      double sum = weights.stream().mapToDouble(weight -> weight).sum();
      Checks.require(
          weights.stream().allMatch(weight -> weight >= 0) && Math.abs(sum - 1) < 1e-6,
          "the weights of the steps' losses must not be negative and sum to 1, but are " + weights);
      Checks.require(
          annealing >= 0 && firstOrder >= 0,
          "annealings are counted in outer steps, which must not be negative");
    }

    /** Equal weights for all steps at the beginning. */
    public static MultiStep of(int steps, long annealing, long firstOrder) {
      return new MultiStep(Collections.nCopies(steps, 1.0 / steps), annealing, firstOrder);
    }

    @Override
    public void check(Descent learner) {
      Checks.require(
          weights.size() == learner.steps(),
          "there are "
              + weights.size()
              + " weights for the losses after "
              + learner.steps()
              + " inner steps; give one a step");
    }

    @Override
    public Estimate of(Descent learner, Model model, TaskBatch batch, Context now) {
      requireQueries(batch);
      Params phi = model.phi().variables();
      List<Descended> path =
          learner.descend(new Model(phi, model.state()), batch.support(), now, graph(now), true);
      List<Double> shares = shares(now);
      List<Tensor> losses = new ArrayList<>();
      Params state = Params.empty();
      for (int k = 0; k < path.size(); k++) {
        double weight = shares.get(k);
        if (weight == 0) {
          continue;
        }
        Output output = path.get(k).predict(batch.query().x(), now);
        losses.add(learner.loss(output.value(), batch.query()).times(weight));
        state = output.state();
      }
      Tensor total = losses.stream().reduce(Tensor::plus).orElseThrow();
      return new Estimate(
          phi.gradients(total.mean(), false), total.detach(), state.detach().meanOverTasks());
    }

    /** The weight of the loss after each step, at the outer step at hand. */
    List<Double> shares(Context now) {
      double done = annealing == 0 ? 0 : Math.min(1, (double) now.step() / annealing);
      int last = weights.size() - 1;
      return IntStream.rangeClosed(0, last)
          .mapToObj(k -> weights.get(k) * (1 - done) + (k == last ? done : 0))
          .toList();
    }

    Descent.Graph graph(Context now) {
      return now.step() < firstOrder ? Descent.Graph.FIRST_ORDER : Descent.Graph.EXACT;
    }
  }

  /**
   * Implicit: where descent has converged, (I + H/λ)⁻¹ ∇L(θ) with H the Hessian of the inner loss
   * at θ, by conjugate gradients on Hessian-vector products (Rajeswaran et al. 2019, eq. 6 and
   * algorithm 2). Memory does not grow with inner steps.
   *
   * <p>Descent of a few steps has not converged, and away from a minimum I + H/λ need not be
   * positive definite. So the authors' program solves with (1 + damping)·I + H/(λ + lambdaDamping),
   * and a task whose matrix still has a direction of negative curvature ends there.
   *
   * @param iterations conjugate gradient steps at most, at least 1; published: 5
   * @param tolerance ends earlier, when every task's residual is this small relative to its start
   * @param damping what is added to 1, at least 0; published program: 1
   * @param lambdaDamping what is added to λ, at least 0; published program: 10
   * @param indefinite whether a task goes on along directions of negative curvature, to the
   *     solution of the equations even where that is no least value; false in training
   */
  public record Implicit(
      int iterations, double tolerance, double damping, double lambdaDamping, boolean indefinite)
      implements MetaGradient<Descent> {
    public Implicit {
      Checks.atLeast("iterations", 1, iterations);
      Checks.require(tolerance >= 0, "the tolerance must not be negative");
      Checks.require(
          damping >= 0 && lambdaDamping >= 0,
          "dampings must not be negative, but are " + damping + " and " + lambdaDamping);
    }

    /** As the authors' program. */
    public static Implicit published() {
      return new Implicit(5, 1e-10, 1, 10, false);
    }

    /** The paper's equation, whatever the curvature: for descent that has converged. */
    public static Implicit undamped(int iterations, double tolerance) {
      return new Implicit(iterations, tolerance, 0, 0, true);
    }

    @Override
    public void check(Descent learner) {
      wholeNetwork("the implicit meta-gradient", learner);
      Checks.require(
          learner.proximal() + lambdaDamping > 0,
          "the implicit meta-gradient needs a proximal term λ > 0 that ties θ to φ; "
              + "give descent one (published: 2), or take the exact meta-gradient");
    }

    @Override
    public Estimate of(Descent learner, Model model, TaskBatch batch, Context now) {
      requireQueries(batch);
      Descended adapted = learner.adapt(model, batch.support(), now, Descent.Graph.NONE);
      Descended.Judged judged = adapted.judge(learner, batch.query(), now);
      Params solved =
          ConjugateGradients.solve(
              adapted.curvature(
                  batch.support(), 1 + damping, learner.proximal() + lambdaDamping, now),
              judged.gradients(),
              iterations,
              tolerance,
              indefinite);
      return new Estimate(solved.meanOverTasks(), judged.losses(), judged.state().meanOverTasks());
    }
  }

  /** Refuses learners whose φ is more than the start of their θ. */
  private static void wholeNetwork(String gradient, Descent learner) {
    Checks.require(
        adaptsEveryTensor(learner)
            && learner.start() instanceof TaskInitialisation.Shared
            && !learner.inner().learns(),
        gradient
            + " is one of the weights that descent starts from and adapts, but this learner has "
            + "others in φ; take the exact meta-gradient, or let all of the network adapt from φ "
            + "by a plain transform");
  }

  private static boolean adaptsEveryTensor(Descent learner) {
    Set<String> weights = learner.network().layout().names();
    return learner.adapting(weights).equals(weights);
  }

  static void requireQueries(TaskBatch batch) {
    Checks.require(
        batch.query().count() > 0,
        "this meta-gradient is taken from the loss on queries, but the tasks have none; ask for at least 1 query");
  }

  private static MetaGradient.Estimate throughQueries(
      Learner learner, Model model, TaskBatch batch, Context now, Function<Model, Adapted> adapt) {
    requireQueries(batch);
    Params phi = model.phi().variables();
    try (Adapted adapted = adapt.apply(new Model(phi, model.state()))) {
      Output output = adapted.predict(batch.query().x(), now);
      Tensor losses = learner.loss(output.value(), batch.query());
      Params gradients = phi.gradients(losses.mean(), false);
      return new MetaGradient.Estimate(
          gradients, losses.detach(), output.state().detach().meanOverTasks());
    }
  }
}
