package dev.quickstudy.tables.prior;

import dev.quickstudy.tensor.RandomKey;
import java.util.List;

/** Which nodes of a model of causes and effects are seen as columns and which say the class. */
final class Nodes {
  private Nodes() {}

  /** How many scores say the class: one that is cut, or at times one for each. */
  static int scores(int classes, RandomKey.Stream random) {
    return classes > 2 && Draws.chance(0.35, random) ? classes : 1;
  }

  /**
   * Columns and scores at random.
   *
   * @param layers nodes {@code [row]} of each layer, more in all than columns and classes
   */
  static Draft seen(List<double[][]> layers, int columns, int classes, RandomKey.Stream random) {
    int all = layers.stream().mapToInt(layer -> layer.length).sum();
    double[][] nodes = new double[all][];
    int place = 0;
    for (double[][] layer : layers) {
      for (double[] node : layer) {
        nodes[place++] = node;
      }
    }
    int scores = scores(classes, random);
    int needed = columns + scores;
    int[] chosen;
    if (Draws.chance(0.5, random)) { // neighbours, which depend on each other more
      int first = random.below(all - needed + 1);
      chosen = Draws.choose(needed, needed, random);
      for (int i = 0; i < needed; i++) {
        chosen[i] += first;
      }
    } else {
      chosen = Draws.choose(needed, all, random);
    }
    double[][] score = new double[scores][];
    double[][] seen = new double[columns][];
    boolean last = Draws.chance(0.5, random);
    for (int i = 0; i < needed; i++) {
      if (i < columns) {
        seen[i] = nodes[chosen[i]].clone();
      } else {
        score[i - columns] = nodes[last ? all - 1 - (i - columns) : chosen[i]].clone();
      }
    }
    return Draft.ofNumbers(seen, score);
  }
}
