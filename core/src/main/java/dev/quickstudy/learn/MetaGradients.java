package dev.quickstudy.learn;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Output;
import dev.quickstudy.nn.Params;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import java.util.function.Function;

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
          model, batch, now, variables -> learner.adapt(variables, batch.support(), now));
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
    public Estimate of(Descent learner, Model model, TaskBatch batch, Context now) {
      Descended adapted = learner.adapt(model, batch.support(), now, Descent.Graph.NONE);
      List<Tensor> losses = adapted.losses();
      return new Estimate(
          model.phi().minus(adapted.theta().meanOverTasks()),
          losses.get(losses.size() - 1),
          adapted.stateAfter().meanOverTasks());
    }
  }

  private static MetaGradient.Estimate throughQueries(
      Model model, TaskBatch batch, Context now, Function<Model, Adapted> adapt) {
    if (batch.query().count() == 0) {
      throw new IllegalArgumentException(
          "this meta-gradient is taken from the loss on queries, but the tasks have none; ask for at least 1 query");
    }
    Params phi = model.phi().variables();
    try (Adapted adapted = adapt.apply(new Model(phi, model.state()))) {
      Output output = adapted.predict(batch.query().x(), now);
      Tensor losses = Loss.of(output.value(), batch.query());
      Params gradients = phi.gradients(losses.mean(), false);
      return new MetaGradient.Estimate(
          gradients, losses.detach(), output.state().detach().meanOverTasks());
    }
  }
}
