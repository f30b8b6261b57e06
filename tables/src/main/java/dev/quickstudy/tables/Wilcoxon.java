package dev.quickstudy.tables;

import java.util.Arrays;

/** Wilcoxon's signed-rank test of paired differences (Wilcoxon 1945). */
final class Wilcoxon {
  private Wilcoxon() {}

  /**
   * The probability, both sides, of ranks at least as uneven if differences were as likely above 0
   * as below. Exact: over all 2ⁿ signs of the ranks that are there, of which equal differences
   * share the mean. Differences of 0 are left out; 1 if there are no others.
   */
  static double p(double... differences) {
    double[] sizes = Arrays.stream(differences).filter(one -> one != 0).map(Math::abs).toArray();
    int n = sizes.length;
    if (n == 0) {
      return 1;
    }
    double[] other = Arrays.stream(differences).filter(one -> one != 0).toArray();
    int[] doubled = new int[n]; // ranks times two, so that means of two are whole numbers
    int above = 0;
    for (int i = 0; i < n; i++) {
      double own = sizes[i];
      int less = (int) Arrays.stream(sizes).filter(size -> size < own).count();
      int equal = (int) Arrays.stream(sizes).filter(size -> size == own).count();
      doubled[i] = 2 * less + equal + 1;
      above += other[i] > 0 ? doubled[i] : 0;
    }
    int all = n * (n + 1);
    double[] ways = new double[all + 1]; // the share of the signs that give each sum
    ways[0] = 1;
    for (int rank : doubled) {
      for (int sum = all; sum >= 0; sum--) {
        ways[sum] = (ways[sum] + (sum >= rank ? ways[sum - rank] : 0)) / 2;
      }
    }
    int least = Math.min(above, all - above);
    double tail = 0;
    for (int sum = 0; sum <= least; sum++) {
      tail += ways[sum];
    }
    return Math.min(1, 2 * tail);
  }
}
