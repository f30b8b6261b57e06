package dev.quickstudy.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations on tensors that do not fit together. */
class TensorErrorTest {
  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("plus of float32[2, 3], float32[4]", () -> x().plus(f(4))),
        mistake("minus of float32[2, 3], float32[3, 2]", () -> x().minus(f(3, 2))),
        mistake("times of float32[2, 3], float32[2]", () -> x().times(f(2))),
        mistake("dividedBy of float32[2, 3], float32[2]", () -> x().dividedBy(f(2))),
        mistake("matmul of float32[2, 3], float32[2, 3]", () -> x().matmul(x())),
        mistake(
            "matmul of float32[2, 3], float64[3, 2]",
            () -> x().matmul(Tensor.zeros(DType.FLOAT64, 3, 2))),
        mistake("gather of float32[2, 3], int64[2, 1]", () -> x().gather(1, i(3, 2, 1))),
        mistake("gather of float32[2, 3], int64[2]", () -> x().gather(1, i(0, 2))),
        mistake("gather of float32[2, 3], float32[2, 1]", () -> x().gather(1, f(2, 1))),
        mistake("indexSelect of float32[2, 3], int64[1]", () -> x().indexSelect(0, i(2, 1))),
        mistake("indexSelect of float32[2, 3], int64[1]", () -> x().indexSelect(2, i(0, 1))),
        mistake("cat of float32[2, 3], float32[2, 2]", () -> Tensor.cat(0, List.of(x(), f(2, 2)))),
        mistake("stack of float32[2, 3], float32[3]", () -> Tensor.stack(0, List.of(x(), f(3)))),
        mistake("stack: ", () -> Tensor.stack(0, List.of())),
        mistake("reshape [4, -1] of float32[2, 3]", () -> x().reshape(4, -1)),
        mistake("expand [2, 4] of float32[2, 3]", () -> x().expand(2, 4)),
        mistake("permute [0, 0] of float32[2, 3]", () -> x().permute(0, 0)),
        mistake("transpose of float32[2, 3]", () -> x().transpose(0, 2)),
        mistake("unsqueeze of float32[2, 3]", () -> x().unsqueeze(4)),
        mistake("slice [1, 2, 4] of float32[2, 3]", () -> x().slice(1, 2, 4)),
        mistake("slice [1, 2, 1] of float32[2, 3]", () -> x().slice(1, 2, 1)),
        mistake("select [0, 2] of float32[2, 3]", () -> x().select(0, 2)),
        mistake("sum of float32[2, 3]", () -> x().sum(false, 2)),
        mistake("mean of float32[2, 3]", () -> x().mean(false, 2)),
        mistake("mean of int64[2]", () -> i(0, 2).mean()),
        mistake("argmax of float32[2, 3]", () -> x().argmax(2)),
        mistake("logSoftmax of float32[2, 3]", () -> x().logSoftmax(2)),
        mistake("oneHot of int64[2]", () -> i(5, 2).oneHot(5, DType.FLOAT32)),
        mistake("oneHot of int64[2]", () -> i(-1, 2).oneHot(5, DType.FLOAT32)),
        mistake("oneHot of float32[2, 3]", () -> x().oneHot(5, DType.FLOAT32)),
        mistake(
            "conv2d of float32[1, 2, 5, 5], float32[4, 3, 3, 3], float32[4]",
            () -> Kernels.conv2d(f(1, 2, 5, 5), f(4, 3, 3, 3), f(4), 1, 1)),
        mistake(
            "conv2d of float32[1, 3, 5, 5], float32[4, 3, 3, 3], float32[3]",
            () -> Kernels.conv2d(f(1, 3, 5, 5), f(4, 3, 3, 3), f(3), 1, 1)),
        mistake(
            "conv2d of float32[1, 3, 2, 2], float32[4, 3, 3, 3], float32[4]",
            () -> Kernels.conv2d(f(1, 3, 2, 2), f(4, 3, 3, 3), f(4), 1, 0)),
        mistake("maxPool2d of float32[1, 3, 1, 1]", () -> Kernels.maxPool2d(f(1, 3, 1, 1), 2)),
        mistake(
            "linear of float32[2, 3], float32[4, 2], float32[4]",
            () -> Kernels.linear(x(), f(4, 2), f(4))),
        mistake(
            "linear of float32[2, 3], float32[4, 3], float32[3]",
            () -> Kernels.linear(x(), f(4, 3), f(3))),
        mistake(
            "linearPerTask of float32[2, 5, 3], float32[2, 4, 2], float32[2, 4]",
            () -> Kernels.linearPerTask(f(2, 5, 3), f(2, 4, 2), f(2, 4))),
        mistake(
            "linearPerTask of float32[2, 5, 3], float32[3, 4, 3], float32[3, 4]",
            () -> Kernels.linearPerTask(f(2, 5, 3), f(3, 4, 3), f(3, 4))),
        mistake(
            "linearPerTask of float32[5, 3], float32[4, 3], float32[4]",
            () -> Kernels.linearPerTask(f(5, 3), f(4, 3), f(4))),
        mistake(
            "batchNorm of float32[2, 3, 4, 4], float32[2], float32[3]",
            () -> Kernels.batchNorm(f(2, 3, 4, 4), f(2), f(3), 1e-5)),
        mistake(
            "batchNorm of float32[2, 3, 4, 4], float32[3], float32[2]",
            () -> Kernels.batchNorm(f(2, 3, 4, 4), f(3), f(2), 1e-5)),
        mistake(
            "batchNorm of float32[3], float32[3], float32[3]",
            () -> Kernels.batchNorm(f(3), f(3), f(3), 1e-5)),
        mistake(
            "batchNorm of float32[2, 3, 4, 4], float64[3], float32[3]",
            () -> Kernels.batchNorm(f(2, 3, 4, 4), Tensor.zeros(DType.FLOAT64, 3), f(3), 1e-5)));
  }

  private static Arguments mistake(String message, Supplier<Tensor> operation) {
    return arguments(message, operation);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void aMistakeIsToldInOneLineWithTheOperationAndAllShapes(
      String message, Supplier<Tensor> operation) {
    try (Scope scope = Scope.open()) {
      assertThatThrownBy(operation::get)
          .isInstanceOf(TensorException.class)
          .hasMessageStartingWith(message)
          .satisfies(
              e -> {
                assertThat(String.valueOf(e.getMessage()).lines()).hasSize(1);
                assertThat(e.getMessage()).hasSizeGreaterThan(message.length() + 10);
              });
    }
  }

  private static Tensor x() {
    return f(2, 3);
  }

  private static Tensor f(long... shape) {
    return Tensor.zeros(DType.FLOAT32, shape);
  }

  private static Tensor i(int number, long... shape) {
    return Tensor.full(number, DType.INT64, shape);
  }

  @Test
  void moreNativeMemoryThanThereIsIsAnOutOfMemoryError() {
    int side = 1 << 20;
    try (Scope scope = Scope.open()) {
      Tensor column = Tensor.zeros(DType.FLOAT64, side, 1);
      Tensor row = Tensor.zeros(DType.FLOAT64, 1, side);

      assertThatThrownBy(() -> column.plus(row))
          .isInstanceOf(OutOfMemoryError.class)
          .hasMessageContainingAll("native memory", String.valueOf(8L * side * side));
    }
  }
}
