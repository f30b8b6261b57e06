package dev.quickstudy.tables.classical;

import java.util.Arrays;
import org.tribuo.math.la.DenseMatrix;

/**
 * Logistic regression with a ridge penalty that is chosen by leave-one-out on the rows at hand. One
 * class against the rest (of two classes, one against the other), fitted by Newton's method in the
 * space of rows, which suits few rows of many columns. The errors of leaving one row out are not
 * refitted but approximated in closed form at the optimum: exact for the quadratic that Newton's
 * last step solves (Pregibon 1981; Rad and Maleki 2020). The penalty with the least sum of their
 * log losses is taken.
 */
final class PenalisedLogistic {
  /** λ, by which half the squared weights are multiplied; the intercept is nearly free. */
  private static final double[] PENALTIES = {0.001, 0.01, 0.1, 1, 10, 100, 1000};

  /** The variance of the intercept. */
  private static final double INTERCEPT = 100;

  private static final int MOST_STEPS = 30;
  private static final double LEAST_WEIGHT = 1e-6;
  private static final double ENOUGH = 1e-8;

  private PenalisedLogistic() {}

  /** Fits; the columns are best standardised. */
  static Baseline.Fitted fit(float[][] rows, int[] labels, int ways) {
    double[][] products = products(rows);
    boolean two = ways == 2;
    Dual[] best = new Dual[0];
    double least = Double.POSITIVE_INFINITY;
    for (double penalty : PENALTIES) {
      Dual[] duals = new Dual[two ? 1 : ways];
      for (int i = 0; i < duals.length; i++) {
        int way = two ? 1 : i;
        duals[i] =
            dual(
                products,
                Arrays.stream(labels).mapToDouble(l -> l == way ? 1 : 0).toArray(),
                penalty);
      }
      double loss = Arrays.stream(duals).mapToDouble(Dual::leftOut).sum();
      if (loss < least) {
        least = loss;
        best = duals;
      }
    }
    Dual[] chosen = best;
    double[][] weights =
        Arrays.stream(chosen).map(dual -> weights(dual, rows)).toArray(double[][]::new);
    return row -> {
      double[] shares = new double[ways];
      for (int i = 0; i < chosen.length; i++) {
        double f = INTERCEPT * Arrays.stream(chosen[i].a).sum();
        for (int d = 0; d < row.length; d++) {
          f += weights[i][d] * row[d];
        }
        shares[two ? 1 : i] = sigmoid(f);
      }
      if (two) {
        shares[0] = 1 - shares[1];
      }
      double sum = Arrays.stream(shares).sum();
      Arrays.setAll(shares, way -> sum > 0 ? shares[way] / sum : 1.0 / ways);
      return shares;
    };
  }

  /**
   * A fitted class against the rest.
   *
   * @param a how much each row counts
   * @param leftOut the sum of the log losses of rows that were left out
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Dual(double[] a, double penalty, double leftOut) {}

  private static double[][] products(float[][] rows) {
    double[][] products = new double[rows.length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = 0;
        for (int d = 0; d < rows[i].length; d++) {
          sum += (double) rows[i][d] * rows[j][d];
        }
        products[i][j] = sum;
        products[j][i] = sum;
      }
    }
    return products;
  }

  private static double[] weights(Dual dual, float[][] rows) {
    double[] weights = new double[rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      for (int d = 0; d < weights.length; d++) {
        weights[d] += dual.a[i] * rows[i][d] / dual.penalty;
      }
    }
    return weights;
  }

  private static Dual dual(double[][] products, double[] y, double penalty) {
    int n = y.length;
    double[][] kernel = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        kernel[i][j] = products[i][j] / penalty + INTERCEPT;
      }
    }
    double[] a = new double[n];
    double[] f = new double[n];
    double objective = objective(a, f, y);
    for (int step = 0; step < MOST_STEPS; step++) {
      double[] aim = newton(kernel, f, y).a;
      double share = 1;
      double[] tried = a;
      double[] values = f;
      double reached = Double.POSITIVE_INFINITY;
      while (share > ENOUGH && !(reached <= objective)) {
        tried = between(a, aim, share);
        values = times(kernel, tried);
        reached = objective(tried, values, y);
        share /= 2;
      }
      boolean ends = !(reached < objective - ENOUGH);
      if (reached <= objective) {
        a = tried;
        f = values;
        objective = reached;
      }
      if (ends) {
        break;
      }
    }
    return new Dual(a, penalty, leftOut(newton(kernel, f, y), y));
  }

  /**
   * One step of Newton's.
   *
   * @param z what the quadratic is fitted to
   * @param inverse the diagonal of the inverse of kernel + 1 / weights
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Newton(double[] a, double[] z, double[] inverse) {}

  private static Newton newton(double[][] kernel, double[] f, double[] y) {
    int n = y.length;
    double[][] sum = new double[n][];
    double[][] identity = new double[n][n];
    double[] z = new double[n];
    for (int i = 0; i < n; i++) {
      double p = sigmoid(f[i]);
      double weight = Math.max(LEAST_WEIGHT, p * (1 - p));
      z[i] = f[i] + (y[i] - p) / weight;
      sum[i] = kernel[i].clone();
      sum[i][i] += 1 / weight;
      identity[i][i] = 1;
    }
    DenseMatrix inverse =
        DenseMatrix.createDenseMatrix(sum)
            .choleskyFactorization()
            .orElseThrow(() -> new IllegalStateException("a sum with a diagonal is definite"))
            .solve(DenseMatrix.createDenseMatrix(identity));
    double[] a = new double[n];
    double[] diagonal = new double[n];
    for (int i = 0; i < n; i++) {
      diagonal[i] = inverse.get(i, i);
      for (int j = 0; j < n; j++) {
        a[i] += inverse.get(i, j) * z[j];
      }
    }
    return new Newton(a, z, diagonal);
  }

  /** Of each row, what the others say of it; then the sum of the log losses. */
  private static double leftOut(Newton last, double[] y) {
    double loss = 0;
    for (int i = 0; i < y.length; i++) {
      double f = last.z[i] - last.a[i] / last.inverse[i];
      loss += softplus(y[i] > 0 ? -f : f);
    }
    return loss;
  }

  private static double objective(double[] a, double[] f, double[] y) {
    double sum = 0;
    for (int i = 0; i < y.length; i++) {
      sum += softplus(y[i] > 0 ? -f[i] : f[i]) + a[i] * f[i] / 2;
    }
    return sum;
  }

  private static double[] between(double[] from, double[] to, double share) {
    double[] point = new double[from.length];
    Arrays.setAll(point, i -> from[i] + share * (to[i] - from[i]));
    return point;
  }

  private static double[] times(double[][] matrix, double[] vector) {
    double[] product = new double[vector.length];
    for (int i = 0; i < product.length; i++) {
      for (int j = 0; j < vector.length; j++) {
        product[i] += matrix[i][j] * vector[j];
      }
    }
    return product;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** log(1 + e^x). */
  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}
