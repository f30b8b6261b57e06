package dev.quickstudy.tables.prior;

import java.util.Arrays;

/** Whether a table has something to be learned, by what the simplest learners make of it. */
final class Screen {
  /** On the diagonal of the least squares, a share of the rows. */
  private static final double RIDGE = 0.1;

  private static final int MOST_ROWS = 96;

  private Screen() {}

  /**
   * Rows of each learner that it answers rightly when they are left out.
   *
   * @param majority the class that most rows have
   * @param ridge least squares on one number a class
   * @param nearest the class of the nearest row
   */
  record Right(int rows, int majority, int ridge, int nearest) {
    /** Whether either does better than the majority. */
    boolean tells() {
      return Math.max(ridge, nearest) > majority;
    }
  }

  /**
   * Judges, on the first rows.
   *
   * @param cells {@code [column][row]}, standardised, without gaps
   */
  static Right judge(double[][] cells, int[] labels, int classes) {
    int rows = Math.min(MOST_ROWS, labels.length);
    int[] sizes = new int[classes];
    for (int row = 0; row < rows; row++) {
      sizes[labels[row]]++;
    }
    double[][] rowsOfCells = new double[rows][cells.length + 1];
    for (int row = 0; row < rows; row++) {
      for (int c = 0; c < cells.length; c++) {
        rowsOfCells[row][c] = cells[c][row];
      }
      rowsOfCells[row][cells.length] = 1;
    }
    return new Right(
        rows,
        Arrays.stream(sizes).max().orElse(0),
        ridge(rowsOfCells, labels, classes),
        nearest(rowsOfCells, labels));
  }

  private static int nearest(double[][] x, int[] labels) {
    int right = 0;
    for (int row = 0; row < x.length; row++) {
      double least = Double.MAX_VALUE;
      int answer = -1;
      for (int other = 0; other < x.length; other++) {
        if (other != row) {
          double distance = 0;
          for (int c = 0; c < x[row].length && distance < least; c++) {
            double d = x[row][c] - x[other][c];
            distance += d * d;
          }
          if (distance < least) {
            least = distance;
            answer = labels[other];
          }
        }
      }
      right += answer == labels[row] ? 1 : 0;
    }
    return right;
  }

  /** Leave-one-out in closed form: the residual over 1 − the row's leverage. */
  private static int ridge(double[][] x, int[] labels, int classes) {
    int columns = x[0].length;
    double[][] gram = new double[columns][columns];
    double[][] sums = new double[columns][classes];
    for (int row = 0; row < x.length; row++) {
      for (int i = 0; i < columns; i++) {
        for (int j = 0; j <= i; j++) {
          gram[i][j] += x[row][i] * x[row][j];
        }
        sums[i][labels[row]] += x[row][i];
      }
    }
    for (int i = 0; i < columns; i++) {
      gram[i][i] += RIDGE * x.length;
    }
    cholesky(gram);
    double[][] halfSums = new double[classes][columns];
    for (int k = 0; k < classes; k++) {
      for (int i = 0; i < columns; i++) {
        halfSums[k][i] = sums[i][k];
      }
      forward(gram, halfSums[k]);
    }
    int right = 0;
    for (int row = 0; row < x.length; row++) {
      double[] half = x[row].clone();
      forward(gram, half);
      double leverage = dot(half, half);
      int best = 0;
      double most = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < classes; k++) {
        double fitted = dot(half, halfSums[k]);
        double truth = labels[row] == k ? 1 : 0;
        double out = (fitted - leverage * truth) / (1 - leverage);
        if (out > most) {
          most = out;
          best = k;
        }
      }
      right += best == labels[row] ? 1 : 0;
    }
    return right;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /** The lower triangle becomes its root. */
  private static void cholesky(double[][] a) {
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = a[i][j];
        for (int k = 0; k < j; k++) {
          sum -= a[i][k] * a[j][k];
        }
        a[i][j] = i == j ? Math.sqrt(sum) : sum / a[j][j];
      }
    }
  }

  private static void forward(double[][] root, double[] b) {
    for (int i = 0; i < b.length; i++) {
      double sum = b[i];
      for (int k = 0; k < i; k++) {
        sum -= root[i][k] * b[k];
      }
      b[i] = sum / root[i][i];
    }
  }
}
