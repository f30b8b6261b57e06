package dev.quickstudy.tensor;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Reverse-mode differentiation, to any order. */
public final class Autograd {
  private Autograd() {}

  /**
   * The gradient of a scalar in each of {@code variables}. The graph of {@code loss} stays usable.
   * A variable that {@code loss} does not depend on has gradient zero.
   *
   * @param loss one element
   * @param variables tensors that {@code loss} was computed from, each with {@link
   *     Tensor#requiresGradient()}
   * @param createGraph whether the gradients can be differentiated again
   * @return one gradient a variable, of the variable's shape
   * @throws TensorException if loss has more than one element or depends on no variable
   */
  public static List<Tensor> grad(Tensor loss, List<Tensor> variables, boolean createGraph) {
    if (loss.elements() != 1) {
      throw new TensorException(
          "the loss to differentiate must have one element, but is " + Shape.of(loss));
    }
    if (variables.isEmpty()) {
      return List.of();
    }
    try (TensorVector outputs = new TensorVector(loss.ref());
        TensorVector inputs = new TensorVector(variables.size());
        TensorVector weights = new TensorVector();
        BoolOptional retain = new BoolOptional(true)) {
      for (int i = 0; i < variables.size(); i++) {
        inputs.put(i, variables.get(i).ref());
      }
      try (TensorVector gradients =
          torch.grad(outputs, inputs, weights, retain, createGraph, true)) {
        List<Tensor> result = new ArrayList<>(variables.size());
        for (int i = 0; i < variables.size(); i++) {
          org.bytedeco.pytorch.Tensor gradient = gradients.get(i);
          result.add(
              gradient.defined()
                  ? Tensor.wrap(new org.bytedeco.pytorch.Tensor(gradient))
                  : variables.get(i).zerosLike());
        }
        return result;
      }
    } catch (RuntimeException e) {
      throw new TensorException("gradient of " + Shape.of(loss) + ": " + Engine.firstLine(e), e);
    }
  }
}
