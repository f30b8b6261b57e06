package dev.quickstudy.nn;

import dev.quickstudy.tensor.Tensor;

/**
 * Layers of convolutional networks as loops over numbers, by the statistics of the batch at hand,
 * for one task. Maps are {@code [example][channel][row][column]}.
 */
public record PlainMaps(Params weights) {
  /** From {@code [N, channels, side, side]}. */
  public static double[][][][] read(Tensor x) {
    double[] flat = x.toDoubles();
    int side = (int) x.size(2);
    double[][][][] maps = new double[(int) x.size(0)][(int) x.size(1)][side][side];
    int i = 0;
    for (double[][][] example : maps) {
      for (double[][] channel : example) {
        for (double[] row : channel) {
          for (int column = 0; column < side; column++) {
            row[column] = flat[i++];
          }
        }
      }
    }
    return maps;
  }

  public double[][][][] convolved(double[][][][] x, String layer, int stride) {
    Tensor weight = weights.get(layer + ".weight");
    double[] w = weight.toDoubles();
    int filters = (int) weight.size(0);
    int kernel = (int) weight.size(2);
    int area = kernel * kernel;
    int pad = kernel / 2;
    double[] bias =
        weights.has(layer + ".bias")
            ? weights.get(layer + ".bias").toDoubles()
            : new double[filters];
    int in = x[0].length;
    int side = x[0][0].length;
    int out = (side + 2 * pad - kernel) / stride + 1;
    double[][][][] y = new double[x.length][filters][out][out];
    for (int n = 0; n < x.length; n++) {
      for (int o = 0; o < filters; o++) {
        for (int r = 0; r < out; r++) {
          for (int c = 0; c < out; c++) {
            double sum = bias[o];
            for (int k = 0; k < in * area; k++) {
              int row = r * stride + k / kernel % kernel - pad;
              int column = c * stride + k % kernel - pad;
              if (row >= 0 && row < side && column >= 0 && column < side) {
                sum += w[o * in * area + k] * x[n][k / area][row][column];
              }
            }
            y[n][o][r][c] = sum;
          }
        }
      }
    }
    return y;
  }

  /** Normalises in place. */
  public void normalise(double[][][][] x, String layer) {
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
            row[i] = scale[c] * (row[i] - mean) / Math.sqrt(variance + 1e-5) + shift[c];
          }
        }
      }
    }
  }

  /** Multiplies what is negative by a slope, in place. */
  public static void rectify(double[][][][] x, double slope) {
    for (double[][][] example : x) {
      for (double[][] channel : example) {
        for (double[] row : channel) {
          for (int i = 0; i < row.length; i++) {
            row[i] = row[i] < 0 ? slope * row[i] : row[i];
          }
        }
      }
    }
  }

  /** Adds other maps, in place. */
  public static void add(double[][][][] x, double[][][][] other) {
    for (int n = 0; n < x.length; n++) {
      for (int c = 0; c < x[n].length; c++) {
        for (int i = 0; i < x[n][c].length; i++) {
          for (int j = 0; j < x[n][c].length; j++) {
            x[n][c][i][j] += other[n][c][i][j];
          }
        }
      }
    }
  }

  public static double[][][][] pooled(double[][][][] x) {
    return pooled(x, 2);
  }

  /** The greatest of each window of 2 × 2, {@code stride} apart. */
  public static double[][][][] pooled(double[][][][] x, int stride) {
    int side = (x[0][0].length - 2) / stride + 1;
    double[][][][] y = new double[x.length][x[0].length][side][side];
    for (int n = 0; n < x.length; n++) {
      for (int c = 0; c < x[0].length; c++) {
        for (int i = 0; i < side; i++) {
          for (int j = 0; j < side; j++) {
            double[][] from = x[n][c];
            int row = stride * i;
            int column = stride * j;
            y[n][c][i][j] =
                Math.max(
                    Math.max(from[row][column], from[row][column + 1]),
                    Math.max(from[row + 1][column], from[row + 1][column + 1]));
          }
        }
      }
    }
    return y;
  }

  public static double[] inARow(double[][][] example) {
    int side = example[0].length;
    double[] row = new double[example.length * side * side];
    for (int i = 0; i < row.length; i++) {
      row[i] = example[i / (side * side)][i / side % side][i % side];
    }
    return row;
  }

  public static double[] averaged(double[][][] example) {
    int area = example[0].length * example[0].length;
    double[] means = new double[example.length];
    double[] all = inARow(example);
    for (int i = 0; i < all.length; i++) {
      means[i / area] += all[i] / area;
    }
    return means;
  }

  /** The output layer, where there is one. */
  public double[] head(double[] features) {
    return weights.has("head.weight") ? linear("head", features) : features;
  }

  double[] linear(String layer, double[] x) {
    double[] w = weights.get(layer + ".weight").toDoubles();
    double[] out = weights.get(layer + ".bias").toDoubles();
    for (int o = 0; o < out.length; o++) {
      for (int i = 0; i < x.length; i++) {
        out[o] += w[o * x.length + i] * x[i];
      }
    }
    return out;
  }
}
