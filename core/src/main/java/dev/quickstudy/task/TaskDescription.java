package dev.quickstudy.task;

import dev.quickstudy.tensor.UsageException;
import java.util.Arrays;
import java.util.List;

/**
 * What a task is before its examples are read: what it asks for, what its inputs look like and how
 * many examples it brings. Nothing in it is learned.
 *
 * @param modality what kind of inputs
 * @param input the shape of one example's input
 * @param targets what the task asks for
 * @param examples support examples, at least 0
 */
public record TaskDescription(Modality modality, List<Long> input, Targets targets, int examples) {
  /** Kinds of inputs, told apart by their number of dimensions. */
  public enum Modality {
    /** One row of numbers. */
    VECTORS,
    /** Rows of numbers, one after another: {@code [length, columns]}. */
    SEQUENCES,
    /** {@code [channels, height, width]}, or more dimensions. */
    PICTURES
  }

  /** How many numbers {@link #numbers} gives for any task. */
  public static final int WIDTH = 12;

  private static final int SIZES = 3;

  public TaskDescription {
    input = List.copyOf(input);
    if (examples < 0) {
      throw new UsageException("examples must not be negative, but are " + examples);
    }
  }

  /** The description that all tasks of a batch share. */
  public static TaskDescription of(Examples support) {
    long[] shape = support.x().shape();
    List<Long> input = Arrays.stream(shape, 2, shape.length).boxed().toList();
    return new TaskDescription(modality(input), input, support.targets(), support.count());
  }

  private static Modality modality(List<Long> input) {
    return switch (input.size()) {
      case 0, 1 -> Modality.VECTORS;
      case 2 -> Modality.SEQUENCES;
      default -> Modality.PICTURES;
    };
  }

  /** Classes in a task; 0 where its examples are not each of one class. */
  public int ways() {
    return targets.classes().orElse(0);
  }

  /** Support examples a class, on average; for regression: support points. */
  public double shots() {
    return (double) examples / Math.max(1, ways());
  }

  /**
   * The description as {@link #WIDTH} numbers of moderate size: 1 for classes and 0 for values;
   * ways, outputs, shots, examples, numbers an input and the last three sizes of its shape, each as
   * ln(1 + n)/4; and one number for each modality, 1 for the one that it is.
   */
  public double[] numbers() {
    double[] numbers = new double[WIDTH];
    int at = 0;
    numbers[at++] = ways() > 0 ? 1 : 0;
    numbers[at++] = size(ways());
    numbers[at++] = size(targets.outputs());
    numbers[at++] = size(shots());
    numbers[at++] = size(examples);
    numbers[at++] = size(input.stream().mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b));
    for (int i = 0; i < SIZES; i++) {
      int from = input.size() - SIZES + i;
      numbers[at++] = from < 0 ? 0 : size(input.get(from));
    }
    for (Modality one : Modality.values()) {
      numbers[at++] = one == modality ? 1 : 0;
    }
    return numbers;
  }

  private static double size(double count) {
    return StrictMath.log1p(count) / 4;
  }
}
