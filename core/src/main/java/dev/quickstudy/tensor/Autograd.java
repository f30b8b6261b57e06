package dev.quickstudy.tensor;

import java.util.ArrayList;
import java.util.Arrays;
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
    List<Tensor> all = new ArrayList<>(variables);
    all.add(loss);
    try {
      return Tensor.withNatives(all, natives -> grad(natives, variables, createGraph));
    } catch (ClosedException e) {
      throw e;
    } catch (RuntimeException e) {
      Engine.requireMemory(e);
      throw new TensorException("gradient of " + Shape.of(loss) + ": " + Engine.firstLine(e), e);
    }
  }

  /** The same of native tensors, the loss last. */
  private static List<Tensor> grad(
      org.bytedeco.pytorch.Tensor[] natives, List<Tensor> variables, boolean createGraph) {
    int count = variables.size();
    try (TensorVector outputs = new TensorVector(natives[count]);
        TensorVector inputs = new TensorVector(Arrays.copyOf(natives, count));
        TensorVector weights = new TensorVector();
        BoolOptional retain = new BoolOptional(true);
        TensorVector gradients = torch.grad(outputs, inputs, weights, retain, createGraph, true)) {
      List<Tensor> result = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        org.bytedeco.pytorch.Tensor gradient = gradients.get(i);
        result.add(
            gradient.defined()
                ? Tensor.wrap(new org.bytedeco.pytorch.Tensor(gradient))
                : variables.get(i).zerosLike());
      }
      return result;
    }
  }
}
