package dev.quickstudy.tables.prior;

import dev.quickstudy.tensor.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Causes and effects as in {@link NetworkModel}, where an effect is the sum of 1–4 trees of at most
 * 4 levels whose leaves are random numbers. All nodes of a level split alike (oblivious trees).
 */
final class TreeModel {
  private TreeModel() {}

  static Draft draw(int rows, int columns, int classes, RandomKey.Stream random) {
    boolean causal = Draws.chance(0.5, random);
    int depth = 1 + random.below(2) + (causal ? 1 : 0);
    int unseen = Draws.chance(0.5, random) ? random.below(5) : 0;
    int causes = causal ? Draws.logUniform(2, 12, random) : columns + unseen;
    int width =
        causal
            ? Math.max(Draws.logUniform(4, 32, random), (columns + classes) / (depth - 1) + 2)
            : Math.max(classes, Draws.logUniform(2, 8, random));
    double noise = Draws.logUniform(1e-3, 0.3, random);
    double[][] below = Causes.draw(rows, causes, random);
    double[][] roots = below;
    List<double[][]> layers = new ArrayList<>();
    for (int layer = 0; layer < depth; layer++) {
      double[][] nodes = new double[width][];
      for (int node = 0; node < width; node++) {
        nodes[node] = node(below, noise, random);
      }
      below = nodes;
      if (layer > 0 || !causal) {
        layers.add(nodes);
      }
    }
    if (causal) {
      return Nodes.seen(layers, columns, classes, random);
    }
    int scores = Nodes.scores(classes, random);
    return Draft.ofNumbers(Arrays.copyOf(roots, columns), Arrays.copyOf(below, scores));
  }

  /** The sum of some trees of a few of the columns. */
  private static double[] node(double[][] columns, double noise, RandomKey.Stream random) {
    int rows = columns[0].length;
    double[] node = new double[rows];
    int trees = 1 + random.below(4);
    int[] pool =
        Draws.choose(Math.min(columns.length, 1 + random.below(4)), columns.length, random);
    for (int tree = 0; tree < trees; tree++) {
      int levels = 1 + random.below(4);
      int[] leaf = new int[rows];
      for (int level = 0; level < levels; level++) {
        double[] column = columns[pool[random.below(pool.length)]];
        double cut = column[random.below(rows)];
        for (int row = 0; row < rows; row++) {
          leaf[row] = 2 * leaf[row] + (column[row] > cut ? 1 : 0);
        }
      }
      double[] values = Draws.normals(1 << levels, random);
      for (int row = 0; row < rows; row++) {
        node[row] += values[leaf[row]];
      }
    }
    Draws.standardised(node);
    for (int row = 0; row < rows; row++) {
      node[row] += noise * random.normal();
    }
    return node;
  }
}
