package dev.quickstudy.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Random numbers for tests, and the ways to compare results. */
public final class Numbers {
  private Numbers() {}

  /** Standard normal numbers in float64. */
  public static Tensor normals(long seed, long... shape) {
    return Tensor.of(RandomKey.of(seed).normals(Shape.elements(shape)), shape);
  }

  /**
   * A network's fresh weights, each moved by a tenth of a normal number, in float64: none is 0 or 1
   * by its kind.
   */
  public static Params weights(Network network, long seed) {
    return moved(network.init(RandomKey.of(seed)), seed);
  }

  /** A network's first state, moved likewise, with positive variances. */
  public static Params state(Network network, long seed) {
    return moved(network.initialState(), seed);
  }

  private static Params moved(Params params, long seed) {
    Map<String, Tensor> result = new LinkedHashMap<>();
    params
        .to(DType.FLOAT64)
        .asMap()
        .forEach(
            (name, tensor) -> {
              double[] noise = RandomKey.of(seed).fold(name).normals((int) tensor.elements());
              result.put(name, tensor.plus(Tensor.of(noise, tensor.shape()).times(0.1)));
            });
    return Params.of(result);
  }

  /** ‖actual − expected‖ / ‖expected‖. */
  public static double relative(double[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double difference = 0;
    for (int i = 0; i < actual.length; i++) {
      difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
    }
    return Math.sqrt(difference) / norm(expected);
  }

  /** The Euclidean norm. */
  public static double norm(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  /** Asserts the same shape and numbers that agree to a relative error over the whole tensor. */
  public static void assertClose(Tensor actual, Tensor expected, double tolerance) {
    assertThat(actual.shape()).containsExactly(expected.shape());
    assertClose(actual.toDoubles(), expected.toDoubles(), tolerance);
  }

  /** Asserts numbers that agree to a relative error over the whole array. */
  public static void assertClose(double[] actual, double[] expected, double tolerance) {
    assertThat(relative(actual, expected)).isCloseTo(0, within(tolerance));
  }

  /**
   * Asserts the same names, and shapes and numbers as {@link #assertClose(Tensor, Tensor, double)}.
   */
  public static void assertClose(Params actual, Params expected, double tolerance) {
    assertThat(actual.names()).containsExactlyElementsOf(expected.names());
    expected
        .asMap()
        .forEach(
            (name, tensor) -> {
              assertThat(actual.get(name).shape()).as(name).containsExactly(tensor.shape());
              assertThat(relative(actual.get(name).toDoubles(), tensor.toDoubles()))
                  .as(name)
                  .isCloseTo(0, within(tolerance));
            });
  }

  /** Asserts the same type, shape and bits. */
  public static void assertSame(Tensor actual, Tensor expected) {
    assertThat(actual.type()).isEqualTo(expected.type());
    assertThat(actual.shape()).containsExactly(expected.shape());
    assertThat(actual.toDoubles()).containsExactly(expected.toDoubles());
  }

  /** Asserts the same names, types, shapes and bits. */
  public static void assertSame(Params actual, Params expected) {
    assertThat(actual.names()).containsExactlyElementsOf(expected.names());
    expected.asMap().forEach((name, tensor) -> assertSame(actual.get(name), tensor));
  }
}
