package dev.quickstudy.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Compares first and second derivatives of a function of tensors with finite differences, along
 * {@link Directions}.
 */
public final class Differences {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 1e-7;

  private Differences() {}

  /**
   * Checks a function at a point.
   *
   * @param function of float64 tensors, to a float64 tensor of any shape; smooth around the point
   */
  public static void check(Function<List<Tensor>, Tensor> function, Tensor... point) {
    // Squared as well, so that functions that are linear have second derivatives too.
    Function<List<Tensor>, Tensor> loss =
        inputs -> {
          Tensor output = function.apply(inputs);
          Tensor weights = random(output, 1);
          return output.times(weights).plus(output.square().times(0.5)).sum();
        };
    Function<List<Tensor>, Tensor> slope =
        inputs -> {
          List<Tensor> gradients = Autograd.grad(loss.apply(inputs), inputs, true);
          Tensor sum = Tensor.zeros(DType.FLOAT64);
          for (int i = 0; i < gradients.size(); i++) {
            sum = sum.plus(gradients.get(i).times(random(gradients.get(i), 2 + i)).sum());
          }
          return sum;
        };
    compare("first derivative", loss, point);
    compare("second derivative", slope, point);
  }

  private static void compare(
      String name, Function<List<Tensor>, Tensor> function, Tensor... point) {
    List<Tensor> variables = variables(point);
    List<Tensor> gradients = Autograd.grad(function.apply(variables), variables, false);
    ToDoubleFunction<List<Tensor>> value =
        inputs -> {
          try (Scope scope = Scope.open()) {
            return function.apply(inputs).item();
          }
        };
    for (int which = 0; which < point.length; which++) {
      double[] gradient = gradients.get(which).toDoubles();
      double[][] directions = Directions.of(gradient.length);
      for (int d = 0; d < directions.length; d++) {
        double[] direction = directions[d];
        int number = which;
        DoubleUnaryOperator along =
            step -> value.applyAsDouble(moved(point, number, direction, step));
        // Of fourth order: a direction through all numbers is long, and bends more than one number.
        double near = along.applyAsDouble(STEP) - along.applyAsDouble(-STEP);
        double far = along.applyAsDouble(2 * STEP) - along.applyAsDouble(-2 * STEP);
        double expected = (8 * near - far) / (12 * STEP);
        double actual = 0;
        for (int i = 0; i < gradient.length; i++) {
          actual += gradient[i] * direction[i];
        }
        assertThat(actual)
            .as("%s along direction %d of input %d", name, d, which)
            .isCloseTo(expected, within(TOLERANCE * (1 + Math.abs(expected))));
      }
    }
  }

  private static List<Tensor> variables(Tensor... point) {
    return Arrays.stream(point).map(Tensor::variable).toList();
  }

  private static List<Tensor> moved(Tensor[] point, int which, double[] direction, double step) {
    List<Tensor> inputs = new ArrayList<>(variables(point));
    double[] values = point[which].toDoubles();
    for (int i = 0; i < values.length; i++) {
      values[i] += step * direction[i];
    }
    inputs.set(which, Tensor.of(values, point[which].shape()).variable());
    return inputs;
  }

  private static Tensor random(Tensor like, int number) {
    return Tensor.of(RandomKey.of(99).fold(number).normals((int) like.elements()), like.shape());
  }
}
