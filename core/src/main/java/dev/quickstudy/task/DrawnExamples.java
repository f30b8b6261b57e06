package dev.quickstudy.task;

import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import java.util.Optional;

/**
 * Examples of T tasks whose inputs are still on the heap, where they can be changed before their
 * tensor is made. See {@link Examples}.
 *
 * @param x float32 inputs {@code [T, N, …]}, row by row; whoever draws them may change them
 * @param inputShape of one example
 * @param y answers {@code [T, N, …]}
 * @param weights as of {@link Examples}
 * @param descriptor as of {@link Examples}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record DrawnExamples(
    float[] x,
    long[] inputShape,
    Tensor y,
    Optional<Tensor> weights,
    Optional<Tensor> descriptor,
    Targets targets) {
  /** A copy of examples whose tensor is made already. */
  static DrawnExamples of(Examples examples) {
    long[] shape = examples.x().shape();
    long[] inputShape = new long[shape.length - 2];
    System.arraycopy(shape, 2, inputShape, 0, inputShape.length);
    return new DrawnExamples(
        examples.x().toFloats(),
        inputShape,
        examples.y(),
        examples.weights(),
        examples.descriptor(),
        examples.targets());
  }

  /** T, the number of tasks. */
  public int tasks() {
    return (int) y.size(0);
  }

  /** N, the number of examples in each task. */
  public int count() {
    return (int) y.size(1);
  }

  /** Numbers in one example's input. */
  public int inputSize() {
    return Shape.elements(inputShape);
  }

  /**
   * Other inputs with the same answers, weights and descriptor.
   *
   * @param inputs {@code [T, N, …]}, row by row
   * @param shape of one example
   */
  public DrawnExamples withInputs(float[] inputs, long... shape) {
    return new DrawnExamples(inputs, shape, y, weights, descriptor, targets);
  }

  /** The same examples without a descriptor of their tasks. */
  public DrawnExamples undescribed() {
    return new DrawnExamples(x, inputShape, y, weights, Optional.empty(), targets);
  }

  /** The examples as tensors, in the current scope. */
  Examples toTensors() {
    long[] shape = new long[inputShape.length + 2];
    shape[0] = tasks();
    shape[1] = count();
    System.arraycopy(inputShape, 0, shape, 2, inputShape.length);
    return new Examples(Tensor.of(x, shape), y, weights, descriptor, targets);
  }
}
