package dev.quickstudy.tables.prior;

import dev.quickstudy.tensor.RandomKey;
import java.util.Arrays;

/** Classes of rows from scores. */
final class Labels {
  private Labels() {}

  /**
   * The class of each row, 0 … classes − 1; some may have no rows. One score is cut into ranges, by
   * rank or by value; of several the greatest wins. Then, often, some labels are wrong.
   */
  static int[] of(Draft draft, int classes, RandomKey.Stream random) {
    int[] labels =
        draft.scores().length == 1
            ? cut(noisy(draft.scores()[0].clone(), random), classes, random)
            : greatest(draft.scores());
    if (Draws.chance(0.4, random)) {
      double wrong = random.uniform(0, 0.1);
      for (int row = 0; row < labels.length; row++) {
        labels[row] =
            Draws.chance(wrong, random) ? labels[random.below(labels.length)] : labels[row];
      }
    }
    return labels;
  }

  /** Often, what the columns say of the score is not all. */
  private static double[] noisy(double[] score, RandomKey.Stream random) {
    Draws.standardised(score);
    if (Draws.chance(0.5, random)) {
      double noise = Draws.logUniform(0.05, 1, random);
      for (int row = 0; row < score.length; row++) {
        score[row] += noise * random.normal();
      }
    }
    return score;
  }

  private static int[] cut(double[] score, int classes, RandomKey.Stream random) {
    double[] cuts = new double[classes - 1];
    if (Draws.chance(0.7, random)) {
      double[] sorted = score.clone();
      Arrays.sort(sorted);
      double[] shares = Draws.shares(classes, Draws.chance(0.5, random) ? 1 : 3, random);
      double below = 0;
      for (int k = 0; k < cuts.length; k++) {
        below += shares[k];
        cuts[k] = Draws.quantile(sorted, below);
      }
    } else {
      for (int k = 0; k < cuts.length; k++) {
        cuts[k] = score[random.below(score.length)];
      }
    }
    int parts = Draws.chance(0.15, random) ? 2 : 1; // a class may be of several ranges
    int[] labels = new int[score.length];
    for (int row = 0; row < labels.length; row++) {
      int above = 0;
      for (double cut : cuts) {
        above += score[row] > cut ? 1 : 0;
      }
      if (parts > 1) {
        above += score[row] > 1.2 ? 1 : 0;
      }
      labels[row] = above % classes;
    }
    return labels;
  }

  private static int[] greatest(double[][] scores) {
    int[] labels = new int[scores[0].length];
    for (int row = 0; row < labels.length; row++) {
      for (int k = 1; k < scores.length; k++) {
        labels[row] = scores[k][row] > scores[labels[row]][row] ? k : labels[row];
      }
    }
    return labels;
  }
}
