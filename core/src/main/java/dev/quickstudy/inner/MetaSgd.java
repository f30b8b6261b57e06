package dev.quickstudy.inner;

import dev.quickstudy.nn.Layout;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.TensorSpec;
import dev.quickstudy.nn.TensorSpec.Fresh;
import dev.quickstudy.nn.TensorSpec.Role;
import dev.quickstudy.nn.optim.Transform;

/**
 * A learned rate for every weight: θ ← θ − α ∘ ∇L, where α is a meta-parameter of the shape of θ
 * (Li, Zhou, Chen and Li 2017, eq. 2).
 *
 * @param rate α at the beginning
 */
public record MetaSgd(double rate) implements Transform {
  private static final String ALPHA = "alpha.";

  public MetaSgd {
    Rates.requireFinite(rate);
  }

  @Override
  public boolean learns() {
    return true;
  }

  @Override
  public Layout learned(Layout params) {
    return params
        .map(
            tensor ->
                TensorSpec.of(tensor.name(), Role.OTHER, Fresh.full(rate), tensor.dimensions()))
        .prefixed(ALPHA);
  }

  @Override
  public Params init(Params params) {
    return Params.empty();
  }

  @Override
  public Step update(Params gradients, Params state, Params params, Signal signal) {
    return new Step(
        gradients.zip(signal.learned().under(ALPHA), (g, alpha) -> g.times(alpha).negate()), state);
  }
}
