package dev.quickstudy.bench;

import dev.quickstudy.tensor.Engine;
import dev.quickstudy.tensor.RandomKey;
import dev.quickstudy.tensor.Scope;
import dev.quickstudy.tensor.Tensor;
import dev.quickstudy.tensor.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/** What this machine can do at best on the threads of a run. */
final class MachineRate {
  static final int SIZE = 2048;
  private static final int REPEATS = 10;

  private MachineRate() {}

  /**
   * Floating-point operations a second in float32 products of {@code size × size} matrices: each
   * thread makes its own, all at once, and their rates add up; the best of ten.
   */
  static double products(Workers workers, int size) {
    return best(
        workers,
        2.0 * size * size * size,
        thread -> {
          Tensor a = matrix(size, 2 * thread);
          Tensor b = matrix(size, 2 * thread + 1);
          return repeat -> {
            try (Scope scope = Scope.open()) {
              a.matmul(b);
              Engine.awaitDevice();
            }
          };
        });
  }

  private static Tensor matrix(int size, int seed) {
    float[] values = new float[size * size];
    RandomKey.Stream random = RandomKey.of(seed).stream();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.uniform(-1, 1);
    }
    return Tensor.of(values, size, size);
  }

  /** Numbers a second in plain copies from one float32 array to another; the best of ten. */
  static double copies(Workers workers, int numbers) {
    int share = Math.max(1, numbers / workers.threads());
    return best(
        workers,
        share,
        thread -> {
          float[] from = new float[share];
          float[] to = new float[share];
          Arrays.fill(from, thread);
          return repeat -> System.arraycopy(from, 0, to, 0, share);
        });
  }

  /**
   * The best of ten sums of all threads' rates.
   *
   * @param amount what one thread does in one go
   * @param prepared from a thread's number to what it does, in a scope of its own
   */
  private static double best(Workers workers, double amount, IntFunction<IntConsumer> prepared) {
    CyclicBarrier together = new CyclicBarrier(workers.threads());
    List<double[]> all =
        workers.map(
            workers.threads(),
            thread -> {
              double[] rates = new double[REPEATS];
              try (Scope scope = Scope.open()) {
                IntConsumer work = prepared.apply(thread);
                work.accept(-1);
                for (int i = 0; i < REPEATS; i++) {
                  await(together);
                  long start = System.nanoTime();
                  work.accept(i);
                  rates[i] = amount / Math.max(1e-9, (System.nanoTime() - start) / 1e9);
                }
              }
              return rates;
            });
    double best = 0;
    for (int i = 0; i < REPEATS; i++) {
      double sum = 0;
      for (double[] rates : all) {
        sum += rates[i];
      }
      best = Math.max(best, sum);
    }
    return best;
  }

  private static void await(CyclicBarrier together) {
    try {
      together.await(2, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring the machine", e);
    } catch (BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException("a thread failed while the machine was measured", e);
    }
  }
}
