package dev.quickstudy.tensor;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** First and second derivatives of every differentiable operation. */
class GradientTest {
  private static final RandomKey KEY = RandomKey.of(5);

  static Stream<Arguments> unaryOperations() {
    return Stream.of(
        unary("plus number", x -> x.plus(2)),
        unary("times number", x -> x.times(-3)),
        unary("negate", Tensor::negate),
        unary("square", Tensor::square),
        unary("exp", Tensor::exp),
        unary("relu", Tensor::relu),
        unary("atMost", x -> x.atMost(0.3)),
        unary("sqrt", x -> x.square().plus(0.5).sqrt()),
        unary("rsqrt", x -> x.square().plus(0.5).rsqrt()),
        unary("log", x -> x.square().plus(0.5).log()),
        unary("logSoftmax of columns", x -> x.logSoftmax(0)),
        unary("logSoftmax of rows", x -> x.logSoftmax(-1)),
        unary("sum", Tensor::sum),
        unary("sum over rows", x -> x.sum(false, 1)),
        unary("sum over columns, kept", x -> x.sum(true, 0)),
        unary("mean", Tensor::mean),
        unary("mean over columns", x -> x.mean(false, 0)),
        unary("mean over both, kept", x -> x.mean(true, 0, 1)),
        unary("reshape", x -> x.reshape(2, -1)),
        unary("expand", x -> x.unsqueeze(1).expand(-1, 2, -1)),
        unary("permute", x -> x.reshape(2, 2, 3).permute(2, 0, 1)),
        unary("transpose", x -> x.transpose(0, 1)),
        unary("slice", x -> x.slice(1, 1, 3)),
        unary("select", x -> x.select(0, 2)),
        unary("gather", x -> x.gather(1, Tensor.of(new long[] {0, 2, 2, 1, 1, 0, 0, 0}, 4, 2))),
        unary("indexSelect", x -> x.indexSelect(0, Tensor.of(new long[] {3, 0, 3}, 3))),
        unary("through float64 to float64", x -> x.to(DType.FLOAT64)));
  }

  private static Arguments unary(String name, Function<Tensor, Tensor> operation) {
    return arguments(name, operation);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unaryOperations")
  void operationsOfOneTensorAreDifferentiatedTwice(
      String name, Function<Tensor, Tensor> operation) {
    check(inputs -> operation.apply(inputs.get(0)), new long[] {4, 3});
  }

  static Stream<Arguments> binaryOperations() {
    return Stream.of(
        binary("plus", Tensor::plus, new long[] {2, 3}, 2, 3),
        binary("plus, broadcast", Tensor::plus, new long[] {2, 1, 3}, 4, 1),
        binary("minus", Tensor::minus, new long[] {2, 3}, 3),
        binary("times", Tensor::times, new long[] {3}, 2, 3),
        binary("times by a scalar", Tensor::times, new long[] {2, 3}),
        binary("dividedBy", (a, b) -> a.dividedBy(b.square().plus(1)), new long[] {2, 3}, 2, 1),
        binary("matmul", Tensor::matmul, new long[] {2, 3}, 3, 4),
        binary("matmul, broadcast", Tensor::matmul, new long[] {2, 2, 3}, 3, 2),
        binary("cat", (a, b) -> Tensor.cat(1, List.of(a, b, a)), new long[] {2, 3}, 2, 1),
        binary("stack", (a, b) -> Tensor.stack(1, List.of(a, b)), new long[] {2, 3}, 2, 3));
  }

  private interface Binary {
    Tensor apply(Tensor a, Tensor b);
  }

  private static Arguments binary(String name, Binary operation, long[] left, long... right) {
    Function<List<Tensor>, Tensor> function = in -> operation.apply(in.get(0), in.get(1));
    return arguments(name, function, left, right);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("binaryOperations")
  void operationsOfTwoTensorsAreDifferentiatedTwice(
      String name, Function<List<Tensor>, Tensor> operation, long[] left, long[] right) {
    check(operation, left, right);
  }

  @Test
  void convolutionsAreDifferentiatedTwice() {
    for (int stride = 1; stride <= 2; stride++) {
      for (int padding = 0; padding <= 1; padding++) {
        int s = stride;
        int p = padding;
        check(
            in -> Kernels.conv2d(in.get(0), in.get(1), in.get(2), s, p),
            new long[] {2, 1, 4, 5},
            new long[] {2, 1, 3, 3},
            new long[] {2});
      }
    }
  }

  @Test
  void maxPoolingIsDifferentiatedTwice() {
    check(in -> Kernels.maxPool2d(in.get(0), 2), new long[] {2, 2, 5, 4});
  }

  @Test
  void affineMapsAreDifferentiatedTwice() {
    check(
        in -> Kernels.linear(in.get(0), in.get(1), in.get(2)),
        new long[] {4, 3},
        new long[] {2, 3},
        new long[] {2});
    check(
        in -> Kernels.linearPerTask(in.get(0), in.get(1), in.get(2)),
        new long[] {2, 4, 3},
        new long[] {2, 2, 3},
        new long[] {2, 2});
  }

  @Test
  void batchNormIsDifferentiatedTwice() {
    check(
        in -> Kernels.batchNorm(in.get(0), in.get(1), in.get(2), 1e-3),
        new long[] {3, 2, 2, 2},
        new long[] {2},
        new long[] {2});
  }

  /** What a few-shot learner differentiates: one step of descent through a whole small network. */
  @Test
  void aWholeNetworkIsDifferentiatedTwice() {
    try (Scope scope = Scope.open()) {
      Tensor x = normals(7, 4, 1, 6, 6);
      Tensor labels = Tensor.of(new long[] {0, 1, 1, 0}, 4);
      Differences.check(
          in -> {
            Tensor hidden = Kernels.conv2d(x, in.get(0), in.get(1), 1, 1);
            Tensor normed = Kernels.batchNorm(hidden, in.get(2), in.get(3), 1e-3);
            Tensor pooled = Kernels.maxPool2d(normed.relu(), 2).reshape(4, -1);
            Tensor logits = Kernels.linear(pooled, in.get(4), in.get(5));
            return logits.logSoftmax(1).gather(1, labels.unsqueeze(1)).mean().negate();
          },
          normals(8, 2, 1, 3, 3),
          normals(9, 2),
          normals(10, 2),
          normals(11, 2),
          normals(12, 2, 18),
          normals(13, 2));
    }
  }

  @Test
  void theComparisonNoticesDerivativesThatAreCutOff() {
    Function<List<Tensor>, Tensor> wrong = in -> in.get(0).times(in.get(0).detach());

    assertThatThrownBy(() -> check(wrong, new long[] {2}))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("first derivative along direction 0 of input 0");
  }

  private static void check(Function<List<Tensor>, Tensor> function, long[]... shapes) {
    try (Scope scope = Scope.open()) {
      Tensor[] point = new Tensor[shapes.length];
      Arrays.setAll(point, i -> normals(i, shapes[i]));
      Differences.check(function, point);
    }
  }

  private static Tensor normals(int number, long... shape) {
    return Tensor.of(KEY.fold(number).normals(Shape.elements(shape)), shape);
  }
}
