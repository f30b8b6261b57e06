package dev.quickstudy.inner;

import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.Transform;
import dev.quickstudy.tensor.RandomKey;

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
  public Params learned(Params params, RandomKey key) {
    return params.map(tensor -> tensor.zerosLike().plus(rate)).prefixed(ALPHA);
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
