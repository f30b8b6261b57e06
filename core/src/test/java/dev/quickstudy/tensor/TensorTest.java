package dev.quickstudy.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Making, reading and calculating, against plain Java. */
class TensorTest {
  private static final double[] NUMBERS = {-2, -0.5, 0, 0.25, 1, 3};

  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void aTensorTellsItsTypeAndShape() {
    Tensor tensor = Tensor.of(new float[24], 2, 3, 4);

    assertThat(tensor.type()).isEqualTo(DType.FLOAT32);
    assertThat(tensor.rank()).isEqualTo(3);
    assertThat(tensor.shape()).containsExactly(2, 3, 4);
    assertThat(tensor.size(1)).isEqualTo(3);
    assertThat(tensor.size(-1)).isEqualTo(4);
    assertThat(tensor.elements()).isEqualTo(24);
    assertThat(Tensor.of(new double[1]).type()).isEqualTo(DType.FLOAT64);
    assertThat(Tensor.of(new double[1]).rank()).isZero();
    assertThat(Tensor.of(new long[1], 1).type()).isEqualTo(DType.INT64);
  }

  @Test
  void aTensorIsACopyOfItsArray() {
    double[] values = {1, 2};
    Tensor tensor = Tensor.of(values, 2);
    values[0] = 9;
    tensor.toDoubles()[1] = 9;

    assertThat(tensor.toDoubles()).containsExactly(1, 2);
  }

  @Test
  void numbersAreReadAsAnyType() {
    Tensor tensor = Tensor.of(new long[] {-1, 1L << 24 | 1}, 2);

    assertThat(tensor.toDoubles()).containsExactly(-1, 16777217);
    assertThat(tensor.toFloats()).containsExactly(-1, 16777216);
    assertThat(tensor.toLongs()).containsExactly(-1, 16777217);
    assertThat(tensor.to(DType.FLOAT32).toFloats()).containsExactly(-1, 16777216);
    assertThat(tensor.to(DType.INT64)).isSameAs(tensor);
  }

  @Test
  void tensorsWithoutElementsAreTensors() {
    Tensor empty = Tensor.of(new double[0], 2, 0);

    assertThat(empty.elements()).isZero();
    assertThat(empty.shape()).containsExactly(2, 0);
    assertThat(empty.toDoubles()).isEmpty();
    assertThat(Tensor.of(new float[0], 0).toFloats()).isEmpty();
    assertThat(Tensor.of(new long[0], 0).toLongs()).isEmpty();
    assertThat(empty.plus(1).shape()).containsExactly(2, 0);
    assertThat(empty.sum().item()).isZero();
    assertThat(empty).hasToString("Tensor(float64[2, 0] [])");
  }

  @Test
  void fullAndZerosHaveOneNumberEverywhere() {
    assertThat(Tensor.full(1.5, DType.FLOAT32, 2, 2).toFloats())
        .containsExactly(1.5f, 1.5f, 1.5f, 1.5f);
    assertThat(Tensor.full(-7, DType.INT64, 2).toLongs()).containsExactly(-7, -7);
    assertThat(Tensor.full(3, DType.FLOAT64).item()).isEqualTo(3);
    assertThat(Tensor.zeros(DType.FLOAT64, 3).toDoubles()).containsExactly(0, 0, 0);
    Tensor like = Tensor.of(new long[] {4, 5}, 1, 2).zerosLike();
    assertThat(like.type()).isEqualTo(DType.INT64);
    assertThat(like.shape()).containsExactly(1, 2);
    assertThat(like.toLongs()).containsExactly(0, 0);
  }

  @Test
  void arraysThatDoNotFillTheShapeAreRefused() {
    assertThatThrownBy(() -> Tensor.of(new float[5], 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shape [2, 3] needs 6 numbers, but there are 5");
    assertThatThrownBy(() -> Tensor.of(new double[2], -1, -2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("shape [-1, -2] has a negative size");
    assertThatThrownBy(() -> Tensor.zeros(DType.FLOAT32, 1L << 32, 1L << 32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has more elements than a Java array can hold");
  }

  @Test
  void readingInTheWrongWayIsRefused() {
    assertThatThrownBy(() -> Tensor.of(new float[2], 2).item())
        .isInstanceOf(TensorException.class)
        .hasMessage("item needs one element, but this is float32[2]");
    assertThatThrownBy(() -> Tensor.of(new float[2], 2).toLongs())
        .isInstanceOf(TensorException.class)
        .hasMessage("toLongs needs int64 elements, but this is float32[2]");
    assertThatThrownBy(() -> Tensor.of(new float[2], 2).size(1))
        .isInstanceOf(TensorException.class)
        .hasMessage("float32[2] has no dimension 1");
  }

  @Test
  void aTensorIsFiniteIfAllItsNumbersAre() {
    assertThat(Tensor.of(new double[] {1, Double.MAX_VALUE}, 2).allFinite()).isTrue();
    assertThat(Tensor.of(new double[] {1, Double.NaN}, 2).allFinite()).isFalse();
    assertThat(Tensor.of(new float[] {Float.NEGATIVE_INFINITY}, 1).allFinite()).isFalse();
    assertThat(Tensor.of(new long[] {1}, 1).allFinite()).isTrue();
    assertThat(Tensor.of(new float[0], 0).allFinite()).isTrue();
  }

  @Test
  void textShowsTheElementsOfSmallTensors() {
    assertThat(Tensor.of(new float[] {1, 2}, 2)).hasToString("Tensor(float32[2] [1.0, 2.0])");
    assertThat(Tensor.zeros(DType.INT64, 17)).hasToString("Tensor(int64[17])");
  }

  static Stream<Arguments> elementwise() {
    return Stream.of(
        one("plus number", x -> x.plus(1.5), x -> x + 1.5),
        one("times number", x -> x.times(-2.5), x -> x * -2.5),
        one("negate", Tensor::negate, x -> -x),
        one("square", Tensor::square, x -> x * x),
        one("sqrt", Tensor::sqrt, Math::sqrt),
        one("rsqrt", Tensor::rsqrt, x -> 1 / Math.sqrt(x)),
        one("exp", Tensor::exp, Math::exp),
        one("log", Tensor::log, Math::log),
        one("relu", Tensor::relu, x -> Math.max(x, 0)),
        one("atMost", x -> x.atMost(0.25), x -> Math.min(x, 0.25)),
        one("detach", Tensor::detach, x -> x));
  }

  private static Arguments one(
      String name, Function<Tensor, Tensor> operation, DoubleUnaryOperator plain) {
    return arguments(name, operation, plain);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("elementwise")
  void operationsOfEachElementAgreeWithPlainJava(
      String name, Function<Tensor, Tensor> operation, DoubleUnaryOperator plain) {
    for (DType type : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      Tensor result = operation.apply(Tensor.of(NUMBERS, 2, 3).to(type));

      assertThat(result.type()).isEqualTo(type);
      assertThat(result.shape()).containsExactly(2, 3);
      assertThat(result.toDoubles())
          .containsExactly(Arrays.stream(NUMBERS).map(plain).toArray(), within(tolerance(type)));
    }
  }

  static Stream<Arguments> pairwise() {
    return Stream.of(
        two("plus", Tensor::plus, Double::sum),
        two("minus", Tensor::minus, (a, b) -> a - b),
        two("times", Tensor::times, (a, b) -> a * b),
        two("dividedBy", Tensor::dividedBy, (a, b) -> a / b));
  }

  private interface Binary {
    Tensor apply(Tensor a, Tensor b);
  }

  private static Arguments two(String name, Binary operation, DoubleBinaryOperator plain) {
    return arguments(name, operation, plain);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pairwise")
  void operationsOfTwoTensorsBroadcastAndAgreeWithPlainJava(
      String name, Binary operation, DoubleBinaryOperator plain) {
    double[] column = {2, -4};
    double[] expectedByScalar =
        Arrays.stream(NUMBERS).map(x -> plain.applyAsDouble(x, 4)).toArray();
    double[] expectedBySame = new double[6];
    double[] expectedByColumn = new double[6];
    double[] expectedOuter = new double[4];
    for (int i = 0; i < 6; i++) {
      expectedBySame[i] = plain.applyAsDouble(NUMBERS[i], i - 2.5);
      expectedByColumn[i] = plain.applyAsDouble(NUMBERS[i], column[i / 3]);
    }
    for (int i = 0; i < 4; i++) {
      expectedOuter[i] = plain.applyAsDouble(column[i % 2], column[i / 2]);
    }
    for (DType type : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      Tensor x = Tensor.of(NUMBERS, 2, 3).to(type);
      Tensor same = Tensor.of(new double[] {-2.5, -1.5, -0.5, 0.5, 1.5, 2.5}, 2, 3).to(type);
      Tensor c = Tensor.of(column, 2, 1).to(type);

      assertResult(operation.apply(x, same), type, expectedBySame, 2, 3);
      assertResult(operation.apply(x, c), type, expectedByColumn, 2, 3);
      assertResult(operation.apply(x, Tensor.full(4, type)), type, expectedByScalar, 2, 3);
      assertResult(operation.apply(c.reshape(2), c), type, expectedOuter, 2, 2);
    }
  }

  @Test
  void wholeNumbersAreCalculatedExactly() {
    Tensor large = Tensor.of(new long[] {1L << 60 | 1}, 1);

    assertThat(large.plus(Tensor.of(new long[] {2}, 1)).toLongs()).containsExactly(1L << 60 | 3);
    assertThat(large.times(Tensor.of(new long[] {3}, 1)).toLongs())
        .containsExactly((1L << 60 | 1) * 3);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void matrixProductsAgreeWithPlainJava(DType type) {
    double[] a = RandomKey.of(1).normals(2 * 3 * 4);
    double[] b = RandomKey.of(2).normals(4 * 5);
    double[] expected = new double[2 * 3 * 5];
    for (int row = 0; row < 6; row++) {
      for (int column = 0; column < 5; column++) {
        for (int k = 0; k < 4; k++) {
          expected[row * 5 + column] += a[row * 4 + k] * b[k * 5 + column];
        }
      }
    }
    Tensor left = Tensor.of(a, 2, 3, 4).to(type);
    Tensor right = Tensor.of(b, 4, 5).to(type);

    assertResult(left.matmul(right), type, expected, 2, 3, 5);
    assertResult(left.reshape(6, 4).matmul(right), type, expected, 6, 5);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void logSoftmaxAgreesWithPlainJavaAndDoesNotOverflow(DType type) {
    double[] x = {1, 2, -1, 1000, 999, 992};
    double[] expected = new double[6];
    for (int row = 0; row < 2; row++) {
      double most = Math.max(Math.max(x[row * 3], x[row * 3 + 1]), x[row * 3 + 2]);
      double sum = 0;
      for (int i = 0; i < 3; i++) {
        sum += Math.exp(x[row * 3 + i] - most);
      }
      for (int i = 0; i < 3; i++) {
        expected[row * 3 + i] = x[row * 3 + i] - most - Math.log(sum);
      }
    }
    Tensor rows = Tensor.of(x, 2, 3).to(type);

    assertResult(rows.logSoftmax(1), type, expected, 2, 3);
    assertResult(rows.transpose(0, 1).logSoftmax(0).transpose(0, 1), type, expected, 2, 3);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void sumsAndMeansAgreeWithPlainJava(DType type) {
    Tensor x = Tensor.of(NUMBERS, 2, 3).to(type);

    assertResult(x.sum(), type, new double[] {1.75});
    assertResult(x.mean(), type, new double[] {1.75 / 6});
    assertResult(x.sum(false, 0), type, new double[] {-1.75, 0.5, 3}, 3);
    assertResult(x.sum(true, -1), type, new double[] {-2.5, 4.25}, 2, 1);
    assertResult(x.sum(false, 0, 1), type, new double[] {1.75});
    assertResult(x.mean(false, 1), type, new double[] {-2.5 / 3, 4.25 / 3}, 2);
    assertResult(x.mean(true, 0), type, new double[] {-0.875, 0.25, 1.5}, 1, 3);
  }

  @Test
  void sumsOfWholeNumbersAreWhole() {
    assertThat(Tensor.of(new long[] {1, 2, 3}, 3).sum().toLongs()).containsExactly(6);
  }

  @Test
  void argmaxIsTheIndexOfTheGreatest() {
    Tensor x = Tensor.of(new double[] {1, 5, 2, 9, -1, 3}, 2, 3);

    assertThat(x.argmax(1).toLongs()).containsExactly(1, 0);
    assertThat(x.argmax(-1).shape()).containsExactly(2);
    assertThat(x.argmax(0).toLongs()).containsExactly(1, 0, 1);
  }

  private static void assertResult(Tensor result, DType type, double[] expected, long... shape) {
    assertThat(result.type()).isEqualTo(type);
    assertThat(result.shape()).containsExactly(shape);
    assertThat(result.toDoubles()).containsExactly(expected, within(tolerance(type)));
  }

  private static double tolerance(DType type) {
    return type == DType.FLOAT32 ? 2e-6 : 1e-14;
  }
}
