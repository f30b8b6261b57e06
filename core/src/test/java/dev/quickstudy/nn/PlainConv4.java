package dev.quickstudy.nn;

import dev.quickstudy.nn.Conv4.Downsampling;
import dev.quickstudy.tensor.Tensor;

/**
 * The four-block network as loops over numbers, by the statistics of the batch at hand, for one
 * task.
 */
record PlainConv4(Conv4 network, Params weights) {
  /** From {@code [N, channels, size, size]} to N rows of outputs. */
  double[][] of(Tensor x) {
    int examples = (int) x.size(0);
    double[][][][] value = new double[examples][network.channels()][network.size()][network.size()];
    double[] flat = x.toDoubles();
    int i = 0;
    for (double[][][] example : value) {
      for (double[][] channel : example) {
        for (double[] row : channel) {
          for (int column = 0; column < row.length; column++) {
            row[column] = flat[i++];
          }
        }
      }
    }
    boolean pools = network.downsampling() != Downsampling.STRIDE;
    int pooling = network.downsampling() == Downsampling.MAPS ? 2 : network.blocks();
    for (int b = 0; b < network.blocks(); b++) {
      value = convolved(value, "blocks." + b + ".conv", pools ? 1 : 2);
      normaliseAndRectify(value, "blocks." + b + ".norm");
      value = pools && b < pooling ? pooled(value) : value;
    }
    double[][] rows = new double[examples][];
    for (int n = 0; n < examples; n++) {
      rows[n] = head(pools ? inARow(value[n]) : averaged(value[n]));
    }
    return rows;
  }

  private double[][][][] convolved(double[][][][] x, String layer, int stride) {
    double[] w = weights.get(layer + ".weight").toDoubles();
    double[] bias = weights.get(layer + ".bias").toDoubles();
    int in = x[0].length;
    int side = x[0][0].length;
    int out = (side + 2 - 3) / stride + 1;
    double[][][][] y = new double[x.length][bias.length][out][out];
    for (int n = 0; n < x.length; n++) {
      for (int o = 0; o < bias.length; o++) {
        for (int r = 0; r < out; r++) {
          for (int c = 0; c < out; c++) {
            double sum = bias[o];
            for (int k = 0; k < in * 9; k++) {
              int row = r * stride + k / 3 % 3 - 1;
              int column = c * stride + k % 3 - 1;
              if (row >= 0 && row < side && column >= 0 && column < side) {
                sum += w[o * in * 9 + k] * x[n][k / 9][row][column];
              }
            }
            y[n][o][r][c] = sum;
          }
        }
      }
    }
    return y;
  }

  private void normaliseAndRectify(double[][][][] x, String layer) {
    double[] scale = weights.get(layer + ".weight").toDoubles();
    double[] shift = weights.get(layer + ".bias").toDoubles();
    int side = x[0][0].length;
    int count = x.length * side * side;
    for (int c = 0; c < scale.length; c++) {
      double mean = 0;
      for (double[][][] example : x) {
        for (double[] row : example[c]) {
          for (double value : row) {
            mean += value / count;
          }
        }
      }
      double variance = 0;
      for (double[][][] example : x) {
        for (double[] row : example[c]) {
          for (double value : row) {
            variance += (value - mean) * (value - mean) / count;
          }
        }
      }
      for (double[][][] example : x) {
        for (double[] row : example[c]) {
          for (int i = 0; i < side; i++) {
            double normal = (row[i] - mean) / Math.sqrt(variance + 1e-5);
            row[i] = Math.max(0, scale[c] * normal + shift[c]);
          }
        }
      }
    }
  }

  private static double[][][][] pooled(double[][][][] x) {
    int half = x[0][0].length / 2;
    double[][][][] y = new double[x.length][x[0].length][half][half];
    for (int n = 0; n < x.length; n++) {
      for (int c = 0; c < x[0].length; c++) {
        for (int i = 0; i < half; i++) {
          for (int j = 0; j < half; j++) {
            double[][] from = x[n][c];
            y[n][c][i][j] =
                Math.max(
                    Math.max(from[2 * i][2 * j], from[2 * i][2 * j + 1]),
                    Math.max(from[2 * i + 1][2 * j], from[2 * i + 1][2 * j + 1]));
          }
        }
      }
    }
    return y;
  }

  private static double[] inARow(double[][][] example) {
    int side = example[0].length;
    double[] row = new double[example.length * side * side];
    for (int i = 0; i < row.length; i++) {
      row[i] = example[i / (side * side)][i / side % side][i % side];
    }
    return row;
  }

  private static double[] averaged(double[][][] example) {
    int area = example[0].length * example[0].length;
    double[] means = new double[example.length];
    double[] all = inARow(example);
    for (int i = 0; i < all.length; i++) {
      means[i / area] += all[i] / area;
    }
    return means;
  }

  private double[] head(double[] features) {
    if (network.classes() == 0) {
      return features;
    }
    double[] w = weights.get("head.weight").toDoubles();
    double[] out = weights.get("head.bias").toDoubles();
    for (int o = 0; o < out.length; o++) {
      for (int i = 0; i < features.length; i++) {
        out[o] += w[o * features.length + i] * features[i];
      }
    }
    return out;
  }
}
