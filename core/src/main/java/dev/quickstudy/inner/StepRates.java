package dev.quickstudy.inner;

import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.nn.optim.Transform;
import dev.quickstudy.tensor.Checks;

/**
 * A learned rate for every tensor and inner step: θⱼ ← θⱼ − α(j, step) · ∇ⱼL (MAML++: Antoniou,
 * Edwards and Storkey 2019, §4, per-layer per-step rates). Steps beyond the last use its rates.
 *
 * @param rate all rates at the beginning
 * @param steps inner steps that have rates of their own, at least 1
 */
public record StepRates(double rate, int steps) implements Transform {
  private static final String ALPHA = "alpha.";

  public StepRates {
    Rates.requireFinite(rate);
    Checks.atLeast("steps", 1, steps);
  }

  @Override
  public boolean learns() {
    return true;
  }

  @Override
  public Layout learned(Layout params) {
    return params
        .map(tensor -> TensorSpec.of(tensor.name(), Role.OTHER, Fresh.full(rate), steps))
        .prefixed(ALPHA);
  }

  @Override
  public Params init(Params params) {
    return Params.empty();
  }

  @Override
  public Step update(Params gradients, Params state, Params params, Signal signal) {
    long row = Math.min(signal.step(), steps - 1);
    return new Step(
        gradients.zip(
            signal.learned().under(ALPHA), (g, rates) -> g.times(rates.select(0, row)).negate()),
        state);
  }
}
