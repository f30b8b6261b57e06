package dev.quickstudy.tables.prior;

import dev.quickstudy.tensor.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A random network whose nodes are causes and effects (Hollmann et al. 2023, §4, and the ranges of
 * Qu et al. 2025, appendix on the prior, made smaller): every layer is a sparse random map of the
 * layer before, an activation of its own and noise.
 */
final class NetworkModel {
  private NetworkModel() {}

  static Draft draw(int rows, int columns, int classes, RandomKey.Stream random) {
    int depth = Draws.logUniform(2, 6, random);
    boolean causal = Draws.chance(0.6, random);
    int unseen = Draws.chance(0.5, random) ? random.below(5) : 0;
    int causes = causal ? Draws.logUniform(1, 12, random) : columns + unseen;
    int width = Draws.logUniform(4, 64, random);
    if (causal) {
      width = Math.max(width, (columns + classes + depth - 2) / (depth - 1) + 1);
    } else {
      width = Math.max(width, classes);
    }
    double noise = Draws.logUniform(1e-4, 0.3, random);
    double gain = Draws.logUniform(0.3, 3, random);
    boolean blocks = Draws.chance(0.5, random);
    double dropped = 0.9 * StrictMath.pow(random.uniform(), 2);
    boolean oneActivation = Draws.chance(0.3, random);
    Activation shared = Activation.any(random);
    double[][] below = Causes.draw(rows, causes, random);
    double[][] roots = below;
    List<double[][]> layers = new ArrayList<>();
    for (int layer = 0; layer < depth; layer++) {
      Activation activation = oneActivation ? shared : Activation.any(random);
      boolean seen = layer > 0;
      double[][] nodes = new double[width][];
      int parts =
          blocks ? 1 + random.below((int) Math.ceil(Math.sqrt(Math.min(width, below.length)))) : 1;
      for (int node = 0; node < width; node++) {
        double[] weights = weights(node, width, below.length, parts, seen ? dropped : 0, random);
        nodes[node] = node(below, weights, activation, gain, seen ? noise : 0, random);
      }
      below = nodes;
      if (seen) {
        layers.add(nodes);
      }
    }
    if (causal) {
      return Nodes.seen(layers, columns, classes, random);
    }
    int scores = Nodes.scores(classes, random);
    return Draft.ofNumbers(Arrays.copyOf(roots, columns), Arrays.copyOf(below, scores));
  }

  /** Weights of a node; most are 0 where there are blocks, or where many are dropped. */
  private static double[] weights(
      int node, int width, int inputs, int parts, double dropped, RandomKey.Stream random) {
    double[] weights = new double[inputs];
    int part = node * parts / width;
    int from = part * inputs / parts;
    int to = Math.max(from + 1, (part + 1) * inputs / parts);
    for (int i = from; i < Math.min(to, inputs); i++) {
      weights[i] = parts == 1 && random.uniform() < dropped ? 0 : random.normal();
    }
    weights[from + random.below(Math.max(1, Math.min(to, inputs) - from))] = random.normal();
    return weights;
  }

  private static double[] node(
      double[][] below,
      double[] weights,
      Activation activation,
      double gain,
      double noise,
      RandomKey.Stream random) {
    double[] node = new double[below[0].length];
    for (int i = 0; i < weights.length; i++) {
      double weight = weights[i];
      if (weight != 0) {
        double[] input = below[i];
        for (int row = 0; row < node.length; row++) {
          node[row] += weight * input[row];
        }
      }
    }
    Draws.standardised(node);
    double shift = random.normal() * gain / 2;
    for (int row = 0; row < node.length; row++) {
      node[row] = activation.of(gain * node[row] + shift);
    }
    Draws.standardised(node);
    if (noise > 0) {
      for (int row = 0; row < node.length; row++) {
        node[row] += noise * random.normal();
      }
    }
    return node;
  }
}
