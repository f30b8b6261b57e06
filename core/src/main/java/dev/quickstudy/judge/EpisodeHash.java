package dev.quickstudy.judge;

import dev.quickstudy.files.Hash;
import dev.quickstudy.task.Examples;
import dev.quickstudy.task.TaskBatch;
import dev.quickstudy.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Hashes of tasks by their numbers. Examples of weight 0 are not there, so a task has the same hash
 * alone and filled up to the size of others.
 */
final class EpisodeHash {
  private EpisodeHash() {}

  /** A hash of each task's numbers, one after another. */
  static byte[] of(TaskBatch batch) {
    ByteBuffer result = ByteBuffer.allocate(batch.tasks() * 32);
    for (int t = 0; t < batch.tasks(); t++) {
      Hash hash = Hash.sha256();
      add(hash, batch.support(), t);
      add(hash, batch.query(), t);
      result.put(hash.bytes());
    }
    return result.array();
  }

  private static void add(Hash hash, Examples examples, int task) {
    int count = examples.count();
    double[] counted = examples.counted();
    long[] there =
        IntStream.range(0, count)
            .filter(i -> counted[task * count + i] > 0)
            .asLongStream()
            .toArray();
    double[] x = rows(examples.x(), task, there, count).toDoubles();
    double[] y = rows(examples.y(), task, there, count).toDoubles();
    boolean floating = examples.x().type().floating();
    ByteBuffer bytes = ByteBuffer.allocate((floating ? 4 : 8) * x.length + 8 * y.length);
    for (double number : x) {
      if (floating) {
        bytes.putFloat((float) number);
      } else {
        bytes.putDouble(number);
      }
    }
    for (double number : y) {
      bytes.putDouble(number);
    }
    hash.add(bytes.array());
    examples.weights().ifPresent(weights -> add(hash, rows(weights, task, there, count)));
    examples.descriptor().ifPresent(known -> hash.add(bytes(known.select(0, task).toDoubles())));
  }

  /** Weights belong to a task where they say more than which examples are there. */
  private static void add(Hash hash, Tensor weights) {
    double[] numbers = weights.toDoubles();
    if (Arrays.stream(numbers).anyMatch(number -> number != 1)) {
      hash.add(bytes(numbers));
    }
  }

  private static byte[] bytes(double[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * numbers.length);
    bytes.asDoubleBuffer().put(numbers);
    return bytes.array();
  }

  /** A task's examples that are there. */
  private static Tensor rows(Tensor all, int task, long[] there, int count) {
    Tensor own = all.select(0, task);
    return there.length == count ? own : own.indexSelect(0, Tensor.of(there, there.length));
  }
}
