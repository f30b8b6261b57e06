package dev.quickstudy.head.context;

import dev.quickstudy.head.Labels;
import dev.quickstudy.task.Examples;
import dev.quickstudy.tensor.DType;
import dev.quickstudy.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The classes of tasks, and what each member calls them.
 *
 * @param names {@code [task][member][class]}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CalledClasses(
    List<List<List<Integer>>> names, List<List<Boolean>> there, long[] labels, int outputs) {
  static CalledClasses of(Examples support, int outputs, int members) {
    long[] labels = support.y().toLongs();
    double[] counted = support.counted();
    int ways = Labels.ways(support);
    int count = support.count();
    List<List<List<Integer>>> names = new ArrayList<>();
    List<List<Boolean>> there = new ArrayList<>();
    for (int t = 0; t < support.tasks(); t++) {
      boolean[] present = new boolean[ways];
      for (int n = t * count; n < (t + 1) * count; n++) {
        present[(int) labels[n]] |= counted[n] > 0;
      }
      int[] rank = new int[ways];
      int seen = 0;
      for (int k = 0; k < ways; k++) {
        rank[k] = seen;
        seen += present[k] ? 1 : 0;
      }
      int all = Math.max(1, seen);
      names.add(
          IntStream.range(0, members)
              .mapToObj(e -> IntStream.of(rank).map(r -> (r % all + e) % all).boxed().toList())
              .toList());
      there.add(IntStream.range(0, ways).mapToObj(k -> present[k]).toList());
    }
    return new CalledClasses(names, there, labels, outputs);
  }

  private int members() {
    return names.get(0).size();
  }

  /** 1 at each row's class as its member calls it, {@code [N, T · E, outputs]}. */
  Tensor hot(DType type) {
    int tasks = names.size();
    int each = members();
    int count = labels.length / tasks;
    float[] hot = new float[count * tasks * each * outputs];
    for (int n = 0; n < count; n++) {
      for (int t = 0; t < tasks; t++) {
        for (int e = 0; e < each; e++) {
          int called = names.get(t).get(e).get((int) labels[t * count + n]);
          hot[((n * tasks + t) * each + e) * outputs + called] = 1;
        }
      }
    }
    return Tensor.of(hot, count, (long) tasks * each, outputs).to(type);
  }

  /** {@code [T, E, ways]}. */
  Tensor places(DType type) {
    int ways = there.get(0).size();
    float[] places = new float[names.size() * members() * ways];
    int i = 0;
    for (List<List<Integer>> task : names) {
      for (List<Integer> member : task) {
        for (int called : member) {
          places[i++] = called;
        }
      }
    }
    return Tensor.of(places, names.size(), members(), ways).to(type);
  }

  /** A number for each class that the support set has not, 0 for the others, {@code [T, ways]}. */
  Tensor absent(double unseen, DType type) {
    int ways = there.get(0).size();
    float[] absent = new float[there.size() * ways];
    for (int i = 0; i < absent.length; i++) {
      absent[i] = there.get(i / ways).get(i % ways) ? 0 : (float) unseen;
    }
    return Tensor.of(absent, there.size(), ways).to(type);
  }
}
