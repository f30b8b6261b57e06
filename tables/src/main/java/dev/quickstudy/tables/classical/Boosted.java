package dev.quickstudy.tables.classical;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;

/**
 * Classifiers fitted one after another, each to the examples that those before got wrong, which
 * vote by how few they get wrong (SAMME: Zhu, Zou, Rosset and Hastie 2009, algorithm 2). Tribuo's
 * own writes a line to the host's log for each of them.
 */
final class Boosted {
  private Boosted() {}

  /**
   * Fits.
   *
   * @param most members
   */
  static Votes fit(Trainer<Label> trainer, int most, float[][] rows, int[] labels, int ways) {
    List<Baseline.Fitted> members = new ArrayList<>();
    List<Double> votes = new ArrayList<>();
    MutableDataset<Label> data = Baseline.data(rows, labels);
    double chance = 1 - 1.0 / ways;
    double[] weights = new double[rows.length];
    Arrays.fill(weights, 1);
    double error = chance / 2;
    while (members.size() < most && error > 0 && error < chance) {
      int place = 0;
      for (Example<Label> example : data) {
        example.setWeight((float) weights[place++]);
      }
      Baseline.Fitted member = Baseline.fitted(trainer.train(data), ways);
      boolean[] wrong = new boolean[rows.length];
      error = 0;
      for (int i = 0; i < rows.length; i++) {
        wrong[i] = member.best(rows[i]) != labels[i];
        error += wrong[i] ? weights[i] / rows.length : 0;
      }
      if (error < chance || members.isEmpty()) {
        double vote = vote(error, ways, rows.length);
        members.add(member);
        votes.add(vote);
        reweigh(weights, wrong, vote);
      }
    }
    return new Votes(members, votes, ways);
  }

  /** The mean weight stays 1. */
  private static void reweigh(double[] weights, boolean[] wrong, double vote) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= wrong[i] ? Math.exp(vote) : 1;
      sum += weights[i];
    }
    double all = sum;
    Arrays.setAll(weights, i -> weights[i] / all * weights.length);
  }

  /** One that errs nowhere votes as one that errs at half an example. */
  private static double vote(double error, int ways, int rows) {
    double least = Math.max(error, 0.5 / rows);
    return Math.max(1e-3, Math.log((1 - least) / least) + Math.log(ways - 1.0));
  }
}
