package dev.quickstudy.data;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Work on threads of its own. */
public final class Threads {
  /** Quick, without taking a big machine from its owner. */
  public static final int FEW = 2;

  private Threads() {}

  /** The results for 0 … count − 1, in order. The first failure, in that order, is thrown. */
  public static <T> List<T> map(int number, int count, IntFunction<T> work) {
    ExecutorService threads = Executors.newFixedThreadPool(number);
    try {
      List<Future<T>> futures = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        int place = i;
        futures.add(threads.submit(() -> work.apply(place)));
      }
      List<T> results = new ArrayList<>(count);
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure; // not enough memory
      }
      throw new IllegalStateException("preparing data failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("preparing data was interrupted", e);
    } finally {
      threads.shutdownNow();
    }
  }
}
