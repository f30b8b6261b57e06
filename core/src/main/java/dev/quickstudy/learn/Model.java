package dev.quickstudy.learn;

import dev.quickstudy.nn.Params;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Scope;

/**
 * What meta-training learns.
 *
 * @param phi meta-parameters, learned by gradient
 * @param state running averages and the like: no gradient, no weight decay
 */
public record Model(Params phi, Params state) {
  /** The same model in another precision. */
  public Model to(DType type) {
    return new Model(phi.to(type), state.to(type));
  }

  /** Hands all tensors to a scope that is to own them. */
  public Model ownedBy(Scope scope) {
    phi.ownedBy(scope);
    state.ownedBy(scope);
    return this;
  }
}
