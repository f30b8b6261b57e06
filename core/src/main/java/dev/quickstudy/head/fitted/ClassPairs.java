package dev.quickstudy.head.fitted;

import dev.quickstudy.head.Labels;
import dev.quickstudy.nn.Context;
import dev.quickstudy.task.Examples;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Pairs of the examples of each task, drawn as they are asked for: of one class, each class equally
 * likely, and of two different classes. Those of a step depend on the key, the task's number and
 * the step alone.
 */
final class ClassPairs {
  private final Examples examples;
  private final int pairs;

  /** For each task and class, which examples are of it. */
  private final int[][][] members;

  ClassPairs(Examples examples, int pairs) {
    this.examples = examples;
    this.pairs = pairs;
    int ways = Labels.ways(examples);
    int count = examples.count();
    long[] labels = examples.y().toLongs();
    members = new int[examples.tasks()][ways][];
    for (int t = 0; t < members.length; t++) {
      int first = t * count;
      int[] sizes = new int[ways];
      IntStream.range(first, first + count).forEach(i -> sizes[(int) labels[i]]++);
      Arrays.setAll(members[t], way -> new int[sizes[way]]);
      for (int i = count - 1; i >= 0; i--) {
        int way = (int) labels[first + i];
        members[t][way][--sizes[way]] = i;
      }
    }
  }

  /**
   * The pairs of a step, {@code [T, 4 · pairs, …]}: the first examples of pairs of one class, their
   * second ones, the first examples of pairs of two classes, their second ones.
   */
  Tensor examples(int step, Context now) {
    int each = 4 * pairs;
    long[] index = new long[members.length * each];
    for (int t = 0; t < members.length; t++) {
      int[] chosen = chosen(members[t], now.taskKey(t).fold("pairs").fold(step).stream());
      for (int i = 0; i < each; i++) {
        index[t * each + i] = (long) t * examples.count() + chosen[i];
      }
    }
    long[] shape = examples.x().shape();
    return examples
        .x()
        .reshape(shape[0] * shape[1], shape[2])
        .indexSelect(0, Tensor.of(index, index.length))
        .reshape(shape[0], each, shape[2]);
  }

  private int[] chosen(int[][] classes, RandomKey.Stream random) {
    int[] chosen = new int[4 * pairs];
    for (int i = 0; i < pairs; i++) {
      int[] own = classes[random.below(classes.length)];
      int one = random.below(own.length);
      // An example alone in its class is paired with itself: a cosine of 1, which teaches nothing.
      int two = own.length == 1 ? one : (one + 1 + random.below(own.length - 1)) % own.length;
      chosen[i] = own[one];
      chosen[pairs + i] = own[two];
      int first = random.below(classes.length);
      int second = (first + 1 + random.below(classes.length - 1)) % classes.length;
      chosen[2 * pairs + i] = classes[first][random.below(classes[first].length)];
      chosen[3 * pairs + i] = classes[second][random.below(classes[second].length)];
    }
    return chosen;
  }
}
