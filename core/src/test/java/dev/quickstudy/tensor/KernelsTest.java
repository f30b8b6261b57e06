package dev.quickstudy.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Against loops in plain Java. */
class KernelsTest {
  private Scope scope;

  @BeforeEach
  void open() {
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32, 1, 0, 3",
    "FLOAT64, 1, 1, 3",
    "FLOAT64, 2, 1, 3",
    "FLOAT32, 2, 0, 2",
    "FLOAT64, 3, 2, 1"
  })
  void conv2dAgreesWithPlainJava(DType type, int stride, int padding, int kernel) {
    int batch = 2;
    int in = 3;
    int out = 4;
    int height = 6;
    int width = 5;
    double[] x = normals(1, batch * in * height * width);
    double[] weight = normals(2, out * in * kernel * kernel);
    double[] bias = normals(3, out);
    int outHeight = (height + 2 * padding - kernel) / stride + 1;
    int outWidth = (width + 2 * padding - kernel) / stride + 1;
    double[] expected = new double[batch * out * outHeight * outWidth];
    int next = 0;
    for (int n = 0; n < batch; n++) {
      for (int o = 0; o < out; o++) {
        for (int i = 0; i < outHeight; i++) {
          for (int j = 0; j < outWidth; j++) {
            double sum = bias[o];
            for (int c = 0; c < in; c++) {
              for (int a = 0; a < kernel; a++) {
                for (int b = 0; b < kernel; b++) {
                  int row = i * stride + a - padding;
                  int column = j * stride + b - padding;
                  if (row >= 0 && row < height && column >= 0 && column < width) {
                    sum +=
                        x[((n * in + c) * height + row) * width + column]
                            * weight[((o * in + c) * kernel + a) * kernel + b];
                  }
                }
              }
            }
            expected[next++] = sum;
          }
        }
      }
    }

    Tensor result =
        Kernels.conv2d(
            tensor(type, x, batch, in, height, width),
            tensor(type, weight, out, in, kernel, kernel),
            tensor(type, bias, out),
            stride,
            padding);

    assertResult(result, type, expected, batch, out, outHeight, outWidth);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void maxPool2dAgreesWithPlainJava(DType type) {
    double[] x = normals(1, 2 * 5 * 7);
    double[] expected = new double[2 * 2 * 3];
    for (int c = 0; c < 2; c++) {
      for (int i = 0; i < 2; i++) {
        for (int j = 0; j < 3; j++) {
          double most = Double.NEGATIVE_INFINITY;
          for (int a = 0; a < 2; a++) {
            for (int b = 0; b < 2; b++) {
              most = Math.max(most, x[(c * 5 + 2 * i + a) * 7 + 2 * j + b]);
            }
          }
          expected[(c * 2 + i) * 3 + j] = most;
        }
      }
    }

    assertResult(Kernels.maxPool2d(tensor(type, x, 1, 2, 5, 7), 2), type, expected, 1, 2, 2, 3);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void affineMapsAgreeWithPlainJava(DType type) {
    int tasks = 3;
    double[] x = normals(1, tasks * 5 * 2);
    double[] weight = normals(2, tasks * 4 * 2);
    double[] bias = normals(3, tasks * 4);
    double[] expected = new double[tasks * 5 * 4];
    for (int t = 0; t < tasks; t++) {
      for (int n = 0; n < 5; n++) {
        for (int o = 0; o < 4; o++) {
          double sum = bias[t * 4 + o];
          for (int i = 0; i < 2; i++) {
            sum += x[(t * 5 + n) * 2 + i] * weight[(t * 4 + o) * 2 + i];
          }
          expected[(t * 5 + n) * 4 + o] = sum;
        }
      }
    }
    Tensor xs = tensor(type, x, tasks, 5, 2);
    Tensor weights = tensor(type, weight, tasks, 4, 2);
    Tensor biases = tensor(type, bias, tasks, 4);

    assertResult(Kernels.linearPerTask(xs, weights, biases), type, expected, tasks, 5, 4);
    assertResult(
        Kernels.linear(xs.select(0, 1), weights.select(0, 1), biases.select(0, 1)),
        type,
        Arrays.copyOfRange(expected, 20, 40),
        5,
        4);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void batchNormAgreesWithPlainJava(DType type) {
    int batch = 3;
    int channels = 2;
    int pixels = 4;
    int count = batch * pixels;
    double epsilon = 1e-3;
    double[] x = normals(1, batch * channels * pixels);
    double[] weight = {1.5, -0.5};
    double[] bias = {0.25, 2};
    double[] mean = new double[channels];
    double[] variance = new double[channels];
    double[] expected = new double[x.length];
    for (int c = 0; c < channels; c++) {
      for (int n = 0; n < batch; n++) {
        for (int p = 0; p < pixels; p++) {
          mean[c] += x[(n * channels + c) * pixels + p] / count;
        }
      }
      for (int n = 0; n < batch; n++) {
        for (int p = 0; p < pixels; p++) {
          double difference = x[(n * channels + c) * pixels + p] - mean[c];
          variance[c] += difference * difference / count;
        }
      }
      for (int n = 0; n < batch; n++) {
        for (int p = 0; p < pixels; p++) {
          int i = (n * channels + c) * pixels + p;
          expected[i] = (x[i] - mean[c]) / Math.sqrt(variance[c] + epsilon) * weight[c] + bias[c];
        }
      }
    }
    Tensor input = tensor(type, x, batch, channels, 2, 2);
    Tensor w = tensor(type, weight, channels);
    Tensor b = tensor(type, bias, channels);

    assertResult(Kernels.batchNorm(input, w, b, epsilon), type, expected, batch, channels, 2, 2);
  }

  private static double[] normals(int number, int count) {
    return RandomKey.of(17).fold(number).normals(count);
  }

  private static Tensor tensor(DType type, double[] values, long... shape) {
    return Tensor.of(values, shape).to(type);
  }

  private static void assertResult(Tensor result, DType type, double[] expected, long... shape) {
    assertThat(result.type()).isEqualTo(type);
    assertThat(result.shape()).containsExactly(shape);
    assertThat(result.toDoubles())
        .containsExactly(expected, within(type == DType.FLOAT32 ? 1e-5 : 1e-13));
  }
}
