package dev.quickstudy.tables.classical;

import java.util.Arrays;
import java.util.List;

/**
 * Classifiers that each vote for one class.
 *
 * @param votes how much each member's counts, above 0
 */
record Votes(List<Baseline.Fitted> members, List<Double> votes, int ways)
    implements Baseline.Fitted {
  Votes {
    members = List.copyOf(members);
    votes = List.copyOf(votes);
  }

  @Override
  public double[] shares(float[] row) {
    double[] shares = new double[ways];
    double sum = 0;
    for (int i = 0; i < members.size(); i++) {
      shares[members.get(i).best(row)] += votes.get(i);
      sum += votes.get(i);
    }
    double all = sum;
    Arrays.setAll(shares, way -> shares[way] / all);
    return shares;
  }
}
