package dev.quickstudy.inner;

import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.Tensor;
import java.util.function.Supplier;

/**
 * Plain gradient descent, and after the last step one towards where it began: θ ← θ − rate · λ · (θ
 * − θ₀). So the program of Rajeswaran et al. 2019 (imaml_dev, learn_task and regularization_loss)
 * holds a task near φ; their paper goes down the regularised loss at every step.
 *
 * @param rate positive
 * @param lambda λ, positive, of which rate · λ is below 1
 */
public record PulledBack(double rate, double lambda) implements Transform {
  private static final String ORIGIN = "origin.";

  public PulledBack {
    Checks.positive("rate", rate);
    Checks.positive("lambda", lambda);
    Checks.require(
        rate * lambda < 1,
        "rate",
        "times lambda must be below 1, or the last step goes past where it began, but is "
            + rate * lambda);
  }

  @Override
  public Params init(Params params) {
    return params.prefixed(ORIGIN);
  }

  @Override
  public Step update(Params gradients, Params state, Params params, Signal signal) {
    return new Step(gradients.times(-rate), state);
  }

  @Override
  public Params settled(Params state, Params params, Supplier<Tensor> losses) {
    return params.minus(params.minus(state.under(ORIGIN)).times(rate * lambda));
  }
}
