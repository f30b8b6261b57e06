package dev.quickstudy.tables;

import java.util.stream.IntStream;

/**
 * How good probabilities of classes are on one task.
 *
 * @param accuracy the share of rows whose most probable class is right
 * @param auc the area under the ROC curve, 0 … 1: the mean over classes of each against the rest;
 *     equal probabilities count half
 * @param logLoss the mean of −log of the right class's probability, held above 10⁻¹⁵
 */
record ClassScores(double accuracy, double auc, double logLoss) {
  private static final double LEAST = 1e-15;

  /**
   * Of probabilities {@code [row][way]}.
   *
   * @param truth the right class of each row
   */
  static ClassScores of(double[][] probabilities, int[] truth) {
    double right = 0;
    double loss = 0;
    for (int i = 0; i < truth.length; i++) {
      double[] own = probabilities[i];
      int best = 0;
      for (int way = 1; way < own.length; way++) {
        best = own[way] > own[best] ? way : best;
      }
      right += best == truth[i] ? 1 : 0;
      loss -= Math.log(Math.max(LEAST, own[truth[i]]));
    }
    double auc =
        IntStream.range(0, probabilities[0].length)
            .mapToDouble(way -> auc(probabilities, truth, way))
            .filter(Double::isFinite)
            .average()
            .orElse(0.5);
    return new ClassScores(right / truth.length, auc, loss / truth.length);
  }

  /** One class against the rest; NaN where one of the two has no row. */
  private static double auc(double[][] probabilities, int[] truth, int way) {
    double pairs = 0;
    double won = 0;
    for (int i = 0; i < truth.length; i++) {
      for (int j = 0; j < truth.length; j++) {
        if (truth[i] == way && truth[j] != way) {
          int order = Double.compare(probabilities[i][way], probabilities[j][way]);
          pairs++;
          won += order > 0 ? 1 : order == 0 ? 0.5 : 0;
        }
      }
    }
    return won / pairs;
  }
}
