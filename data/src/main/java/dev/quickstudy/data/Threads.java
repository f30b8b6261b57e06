package dev.quickstudy.data;

import dev.quickstudy.threads.ThreadPool;
import java.util.List;
import java.util.function.IntFunction;

/** Reading and preparing of data on threads of its own. */
public final class Threads {
  /** Quick, without taking a big machine from its owner. */
  public static final int FEW = 2;

  private Threads() {}

  /**
   * Does {@code count} pieces of work and waits for all.
   *
   * @param threads at least 1
   * @return the results for 0 … count − 1, in order
   * @throws DataException if the calling thread is interrupted, which is kept for the caller
   * @throws RuntimeException the first failure in order
   */
  public static <T> List<T> map(int threads, int count, IntFunction<T> work) {
    try (ThreadPool pool =
        new ThreadPool(
            threads, "quickstudy-data", () -> {}, () -> new IllegalStateException("closed"))) {
      return pool.map(count, work);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException("preparing data was interrupted", e);
    }
  }
}
