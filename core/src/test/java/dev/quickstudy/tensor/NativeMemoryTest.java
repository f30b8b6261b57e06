package dev.quickstudy.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NativeMemoryTest {
  private static final long MEGABYTE = 1L << 20;

  static Stream<Arguments> operations() {
    return Stream.of(
        operation("of floats", x -> Tensor.of(new float[3], 3)),
        operation("of doubles", x -> Tensor.of(new double[3], 3)),
        operation("of longs", x -> Tensor.of(new long[3], 3)),
        operation("full", x -> Tensor.full(1, DType.FLOAT32, 3)),
        operation("item", x -> x.sum().item()),
        operation("toDoubles", Tensor::toDoubles),
        operation("toFloats", Tensor::toFloats),
        operation("toLongs", x -> x.argmax(0).toLongs()),
        operation("allFinite", Tensor::allFinite),
        operation("text", x -> assertThat(x.toString()).isNotEmpty()),
        operation("plus", x -> x.plus(x)),
        operation("plus number", x -> x.plus(1)),
        operation("minus", x -> x.minus(x)),
        operation("times", x -> x.times(x)),
        operation("times number", x -> x.times(2)),
        operation("dividedBy", x -> x.dividedBy(x)),
        operation("atMost", x -> x.atMost(2)),
        operation("matmul", x -> x.matmul(x)),
        operation("exp, log, sqrt, rsqrt", x -> x.exp().log().sqrt().rsqrt()),
        operation("relu, square, negate", x -> x.relu().square().negate()),
        operation("logSoftmax", x -> x.logSoftmax(0)),
        operation("sum and mean", x -> x.sum().plus(x.mean())),
        operation("sum and mean over", x -> x.sum(false, 0).plus(x.mean(true, 1))),
        operation("argmax", x -> x.argmax(0)),
        operation("reshape", x -> x.reshape(-1)),
        operation("expand", x -> x.unsqueeze(0).expand(2, 4, 4)),
        operation("permute, transpose", x -> x.permute(1, 0).transpose(0, 1)),
        operation("slice, select", x -> x.slice(0, 1, 3).select(0, 1)),
        operation("gather", x -> x.gather(0, x.argmax(0).unsqueeze(0))),
        operation("indexSelect", x -> x.indexSelect(0, x.argmax(0))),
        operation(
            "cat, stack", x -> Tensor.cat(0, List.of(x, Tensor.stack(0, List.of(x)).select(0, 0)))),
        operation("oneHot", x -> x.argmax(0).oneHot(4, DType.FLOAT32)),
        operation("to", x -> x.to(DType.FLOAT32)),
        operation("variable", Tensor::variable),
        operation(
            "conv2d, maxPool2d",
            x ->
                Kernels.maxPool2d(
                    Kernels.conv2d(
                        x.reshape(1, 1, 4, 4), x.reshape(4, 1, 2, 2), x.select(0, 0), 1, 1),
                    2)),
        operation("linear", x -> Kernels.linear(x, x, x.select(0, 0))),
        operation(
            "linearPerTask",
            x -> Kernels.linearPerTask(x.unsqueeze(0), x.unsqueeze(0), x.slice(0, 0, 1))),
        operation(
            "batchNorm",
            x -> {
              Tensor channel = Tensor.full(1, DType.FLOAT64, 4);
              Tensor picture = x.reshape(1, 4, 2, 2);
              Kernels.batchNorm(picture, channel, channel, 1e-5);
            }),
        operation(
            "grad",
            x -> {
              Tensor variable = x.variable();
              Tensor other = x.variable();
              Tensor loss = variable.square().square().sum();
              Tensor first = Autograd.grad(loss, List.of(variable, other), true).get(0);
              Autograd.grad(first.sum(), List.of(variable), false);
            }),
        operation("a mistake", x -> mistaken(() -> x.plus(x.select(0, 0).slice(0, 0, 3)))));
  }

  private static Arguments operation(String name, Consumer<Tensor> operation) {
    return arguments(name, operation);
  }

  private static void mistaken(Runnable operation) {
    try {
      operation.run();
    } catch (TensorException e) {
      return;
    }
    throw new AssertionError("no exception");
  }

  /** JavaCPP counts what it must free; nothing may be left to its garbage collector. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("operations")
  void anOperationLeavesNothingBehind(String name, Consumer<Tensor> operation) {
    try (Scope scope = Scope.open()) {
      Tensor x = Tensor.of(RandomKey.of(1).uniforms(16, 0.1, 1), 4, 4);
      run(operation, x, 2);
      long before = Pointer.totalCount();

      run(operation, x, 100);

      // Fewer than before: the collector freed something of another test.
      assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    }
  }

  private static void run(Consumer<Tensor> operation, Tensor x, int times) {
    for (int i = 0; i < times; i++) {
      try (Scope scope = Scope.open()) {
        operation.accept(x);
      }
    }
  }

  /** Without being freed, the tensors of these steps would take 8 GB. */
  @Test
  void memoryIsFlatOverThousandsOfSteps() {
    try (Scope scope = Scope.open()) {
      Tensor weight = Tensor.of(RandomKey.of(1).normals(128 * 128), 128, 128).times(0.1);
      for (int i = 0; i < 300; i++) {
        step(weight);
      }
      long before = Engine.residentBytes();

      for (int i = 0; i < 5_000; i++) {
        step(weight);
      }

      assertThat(Engine.residentBytes() - before).isLessThan(100 * MEGABYTE);
    }
  }

  private static void step(Tensor weight) {
    try (Scope scope = Scope.open()) {
      Tensor variable = weight.variable();
      Tensor hidden = variable.times(2).relu().square();
      Tensor gradient = Autograd.grad(hidden.sum(), List.of(variable), true).get(0);
      Tensor adapted = variable.minus(gradient.times(0.1));
      Autograd.grad(adapted.square().mean(), List.of(variable), false);
      assertThat(scope.size()).isGreaterThan(8);
    }
  }

  @Test
  void readingAndWritingFilesLeavesNothingBehind(@TempDir Path folder) {
    Path file = folder.resolve("a.safetensors");
    try (Scope scope = Scope.open()) {
      Tensor tensor = Tensor.of(RandomKey.of(1).normals(10_000), 100, 100);
      writeAndRead(file, tensor);
      long before = Pointer.totalCount();

      for (int i = 0; i < 30; i++) {
        writeAndRead(file, tensor);
      }

      assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    }
  }

  private static void writeAndRead(Path file, Tensor tensor) {
    try (Scope scope = Scope.open()) {
      Safetensors.write(file, Map.of("x", tensor), Map.of());
      Safetensors.read(file);
    }
  }
}
