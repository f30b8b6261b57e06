package dev.quickstudy.data.tasks;

import java.util.Arrays;

/**
 * Linear regression with a Gaussian prior of its weights and Gaussian noise, in closed form (Bishop
 * 2006, §3.3 and §3.5): what a task could know at best once its features are known.
 *
 * @param mean of the weights, given the points
 * @param evidence the logarithm of the density of the answers, given the features, but for a
 *     constant
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record GaussianFit(double[] mean, double evidence) {
  /**
   * Fits.
   *
   * @param features {@code [points][weights]}
   * @param deviations of each weight before any point is seen; 0 for one that is 0
   * @param noise standard deviation, above 0
   */
  static GaussianFit of(double[][] features, double[] answers, double[] deviations, double noise) {
    int n = answers.length;
    double[][] factor = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = i == j ? noise * noise : 0;
        for (int d = 0; d < deviations.length; d++) {
          sum += features[i][d] * features[j][d] * deviations[d] * deviations[d];
        }
        for (int k = 0; k < j; k++) {
          sum -= factor[i][k] * factor[j][k];
        }
        factor[i][j] = i == j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / factor[j][j];
      }
    }
    double evidence = 0;
    double[] solved = Arrays.copyOf(answers, n);
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        solved[i] -= factor[i][k] * solved[k];
      }
      solved[i] /= factor[i][i];
      evidence -= solved[i] * solved[i] / 2 + Math.log(factor[i][i]);
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        solved[i] -= factor[k][i] * solved[k];
      }
      solved[i] /= factor[i][i];
    }
    double[] mean = new double[deviations.length];
    for (int d = 0; d < mean.length; d++) {
      for (int i = 0; i < n; i++) {
        mean[d] += features[i][d] * solved[i] * deviations[d] * deviations[d];
      }
    }
    return new GaussianFit(mean, evidence);
  }

  /** The mean of predictions, each weighted by the exponential of its evidence. */
  static double[] weighted(double[] evidences, double[][] predictions) {
    double most = Arrays.stream(evidences).max().orElseThrow();
    double[] sum = new double[predictions[0].length];
    double all = 0;
    for (int i = 0; i < evidences.length; i++) {
      double weight = Math.exp(evidences[i] - most);
      all += weight;
      for (int q = 0; q < sum.length; q++) {
        sum[q] += weight * predictions[i][q];
      }
    }
    for (int q = 0; q < sum.length; q++) {
      sum[q] /= all;
    }
    return sum;
  }

  /** The answer for features of a query. */
  double predict(double[] features) {
    double sum = 0;
    for (int d = 0; d < mean.length; d++) {
      sum += mean[d] * features[d];
    }
    return sum;
  }
}
