package dev.quickstudy.learn;

import dev.quickstudy.nn.Network;
import dev.quickstudy.nn.Numbers;
import dev.quickstudy.nn.Params;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.Targets;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Shape;
import dev.quickstudy.tensor.Tensor;

/**
 * Random tasks in float64 for tests: there is nothing in them to learn, only numbers to compute
 * with.
 */
final class Episodes {
  private Episodes() {}

  /** A model with no number at its usual start. */
  static Model model(Network network, long seed) {
    return new Model(Numbers.weights(network, seed), Numbers.state(network, seed));
  }

  /** Classification: every class has its own mean picture. */
  static TaskBatch classes(
      Network network, int tasks, int ways, int shots, int queries, long seed) {
    return new TaskBatch(
        labelled(network, tasks, ways, shots, seed),
        labelled(network, tasks, ways, queries, seed + 1000));
  }

  /** Labels 0 … ways − 1, each {@code each} times in a row. */
  static Examples labelled(Network network, int tasks, int ways, int each, long seed) {
    long[] labels = new long[tasks * ways * each];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i / each % ways;
    }
    int elements = Shape.elements(network.inputShape());
    double[] x = new double[labels.length * elements];
    for (int i = 0; i < labels.length; i++) {
      double[] mean = RandomKey.of(77).fold(labels[i]).normals(elements);
      double[] own = RandomKey.of(seed).fold(i).normals(elements);
      for (int j = 0; j < elements; j++) {
        x[i * elements + j] = mean[j] / 2 + own[j];
      }
    }
    return new Examples(
        Tensor.of(x, shape(network, tasks, ways * each)),
        Tensor.of(labels, tasks, (long) ways * each),
        new Targets.Classes(ways));
  }

  /** Regression. */
  static TaskBatch values(Network network, int tasks, int shots, int queries, long seed) {
    return new TaskBatch(
        points(network, tasks, shots, seed), points(network, tasks, queries, seed + 1000));
  }

  private static Examples points(Network network, int tasks, int count, long seed) {
    return new Examples(
        Numbers.normals(seed, shape(network, tasks, count)),
        Numbers.normals(seed + 1, tasks, count, network.outputs()),
        new Targets.Values(network.outputs()));
  }

  static long[] shape(Network network, int tasks, int count) {
    long[] input = network.inputShape();
    long[] shape = new long[input.length + 2];
    shape[0] = tasks;
    shape[1] = count;
    System.arraycopy(input, 0, shape, 2, input.length);
    return shape;
  }

  /** The support set in another order, the same for every task. */
  static Examples reordered(Examples examples, long... order) {
    Tensor index = Tensor.of(order, order.length);
    return new Examples(
        examples.x().indexSelect(1, index), examples.y().indexSelect(1, index), examples.targets());
  }

  /** Some of the params, replaced. */
  static Params with(Params params, String name, Tensor tensor) {
    return params.zip(params, (a, b) -> a == params.get(name) ? tensor : a);
  }
}
