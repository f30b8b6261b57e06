package dev.quickstudy.inner;

import dev.quickstudy.nn.Context;
import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Params;
import dev.quickstudy.nn.networks.WithContext;
import dev.quickstudy.task.Examples;
import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A context of zeros for each task, in addition to the shared weights (CAVIA: Zintgraf et al. 2019,
 * algorithm 1).
 *
 * @param size numbers in the context, at least 1
 */
public record ContextInitialisation(int size) implements TaskInitialisation {
  public ContextInitialisation {
    Checks.atLeast("size", 1, size);
  }

  @Override
  public Map<String, List<Integer>> brings(Network network) {
    return Map.of(WithContext.CONTEXT, List.of(size));
  }

  @Override
  public boolean takesWeights() {
    return true;
  }

  @Override
  public InitialWeights begin(SharedModel shared, Examples support, Context now) {
    // Of the weights' type: inputs may be integers.
    DType type =
        shared.weights().isEmpty() ? support.x().type() : shared.weights().tensors().get(0).type();
    Tensor zeros = Tensor.zeros(type, support.tasks(), size);
    return new InitialWeights(Params.perTask(Map.of(WithContext.CONTEXT, zeros)), Optional.empty());
  }
}
