package dev.quickstudy.inner;

import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.UsageException;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Gradient descent that takes back a step after which the objective is not lower: the task goes on
 * from where it was before, down the same gradient, with half the rate (backtracking, Nocedal and
 * Wright 2006, §3.1, with the plain condition of descent). A step that is taken back counts as one.
 * Each task has a rate of its own. After the last step of a loop a task is where it was before if
 * that did not come down; then it has made a step less.
 *
 * <p>An implicit meta-gradient supposes that descent comes near a minimum (Rajeswaran et al. 2019,
 * definition 1) and does not see the path, so that nothing else keeps meta-training from weights at
 * which a fixed rate is too great.
 *
 * @param rate of the first step, positive
 */
public record Backtracking(double rate) implements Transform {
  private static final String RATE = "rate";
  private static final String OBJECTIVE = "objective";
  private static final String BEFORE = "before.";
  private static final String GRADIENT = "gradient.";

  /** More than any objective: no first step is taken back. */
  private static final double NONE = 1e38;

  public Backtracking {
    Checks.positive("rate", rate);
  }

  @Override
  public Params init(Params params) {
    Tensor any = params.tensors().get(0);
    DType type = any.type();
    long tasks = any.size(0);
    return Params.perTask(
            Map.of(RATE, Tensor.full(rate, type, tasks), OBJECTIVE, Tensor.full(NONE, type, tasks)))
        .join(params.prefixed(BEFORE))
        .join(params.map(Tensor::zerosLike).prefixed(GRADIENT));
  }

  @Override
  public Step update(Params gradients, Params state, Params params, Signal signal) {
    Tensor objective =
        signal
            .losses()
            .orElseThrow(() -> new UsageException("backtracking is for the inner loop only"));
    Tensor before = state.get(OBJECTIVE);
    Tensor back = goesBack(state, objective);
    Tensor rates = state.get(RATE).times(back.times(-0.5).plus(1));
    Params from = mixed(params, state.under(BEFORE), back);
    Params down = mixed(gradients, state.under(GRADIENT), back);
    Params updates = from.minus(params).minus(down.timesEach(rates));
    return new Step(
        updates,
        Params.perTask(
                Map.of(RATE, rates, OBJECTIVE, objective.plus(before.minus(objective).times(back))))
            .join(from.prefixed(BEFORE))
            .join(down.prefixed(GRADIENT)));
  }

  @Override
  public Params settled(Params state, Params params, Supplier<Tensor> losses) {
    return mixed(params, state.under(BEFORE), goesBack(state, losses.get()));
  }

  /** 1 for tasks that go back. */
  private static Tensor goesBack(Params state, Tensor objective) {
    return objective.minus(state.get(OBJECTIVE)).isAtLeast(0);
  }

  /** The first where {@code second} is 0, the other where it is 1. */
  private static Params mixed(Params now, Params then, Tensor second) {
    return now.plus(then.minus(now).timesEach(second));
  }
}
