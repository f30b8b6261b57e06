package dev.quickstudy.report;

import dev.quickstudy.tensor.RandomKey;
import java.util.Arrays;

/**
 * The two directions in which points differ most (principal component analysis), found by power
 * iteration on the points' inner products, which are fewer than those of their dimensions.
 */
final class PrincipalComponents {
  private static final int STEPS = 300;

  /** {@code [points][2]}. */
  final double[][] places;

  /** Shares of the points' variance along the two directions, 0 … 1. */
  final double[] shares;

  private PrincipalComponents(double[][] places, double[] shares) {
    this.places = places;
    this.shares = shares;
  }

  /**
   * Lays points out.
   *
   * @param points {@code [points][dimension]}, finite; left as they are
   */
  static PrincipalComponents of(float[][] points) {
    double[][] inner = innerProducts(centred(points));
    double all = 0;
    for (int i = 0; i < inner.length; i++) {
      all += inner[i][i];
    }
    double[][] places = new double[inner.length][2];
    double[] shares = new double[2];
    for (int axis = 0; axis < 2; axis++) {
      double[] direction = strongest(inner);
      double[] image = product(inner, direction);
      double strength = Math.max(0, dot(direction, image));
      shares[axis] = all > 0 ? strength / all : 0;
      for (int i = 0; i < inner.length; i++) {
        places[i][axis] = Math.sqrt(strength) * direction[i];
        for (int j = 0; j < inner.length; j++) {
          inner[i][j] -= strength * direction[i] * direction[j];
        }
      }
    }
    return new PrincipalComponents(places, shares);
  }

  private static double[][] centred(float[][] points) {
    int dimension = points[0].length;
    double[] mean = new double[dimension];
    for (float[] point : points) {
      for (int d = 0; d < dimension; d++) {
        mean[d] += (double) point[d] / points.length;
      }
    }
    double[][] centred = new double[points.length][dimension];
    for (int i = 0; i < points.length; i++) {
      for (int d = 0; d < dimension; d++) {
        centred[i][d] = points[i][d] - mean[d];
      }
    }
    return centred;
  }

  private static double[][] innerProducts(double[][] points) {
    double[][] inner = new double[points.length][points.length];
    for (int i = 0; i < points.length; i++) {
      for (int j = 0; j <= i; j++) {
        inner[i][j] = dot(points[i], points[j]);
        inner[j][i] = inner[i][j];
      }
    }
    return inner;
  }

  /** A unit vector, or 0 where nothing is left. */
  private static double[] strongest(double[][] matrix) {
    double[] direction = RandomKey.of(1).normals(matrix.length);
    for (int step = 0; step < STEPS; step++) {
      double[] next = product(matrix, direction);
      double length = Math.sqrt(dot(next, next));
      if (!(length > 1e-12)) {
        return new double[matrix.length];
      }
      direction = Arrays.stream(next).map(value -> value / length).toArray();
    }
    return direction;
  }

  private static double[] product(double[][] matrix, double[] vector) {
    return Arrays.stream(matrix).mapToDouble(row -> dot(row, vector)).toArray();
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
