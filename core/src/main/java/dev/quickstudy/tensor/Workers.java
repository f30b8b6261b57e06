package dev.quickstudy.tensor;

import dev.quickstudy.threads.ThreadPool;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Threads that tasks run on. Their number changes no bit of a result: each piece of work runs on
 * one thread alone, unless helpers are asked for, and results come back in order.
 *
 * <p>Any thread may hand work in or close them. Work that was handed in before closing is done;
 * later it is refused with {@link ClosedException}. Work that hands in work does it by itself, on
 * its own thread.
 */
public final class Workers implements AutoCloseable {
  private final ThreadPool pool;
  private final int within;

  /**
   * Starts the threads.
   *
   * @param threads at least 1
   */
  public Workers(int threads) {
    this(threads, 1);
  }

  /**
   * Starts threads that have helpers, for work of fewer pieces than the machine has processors.
   *
   * @param threads at least 1
   * @param within threads that share the operations of one piece of work, at least 1; more than 1
   *     split sums, which changes results in their last digits
   */
  public Workers(int threads, int within) {
    Checks.atLeast("threads", 1, threads);
    Checks.atLeast("within", 1, within);
    this.within = within;
    this.pool =
        new ThreadPool(
            threads,
            "quickstudy-worker",
            () -> Engine.operationThreads(within),
            () ->
                new ClosedException("these workers are closed and take no more work; make others"));
  }

  /** As many threads as the machine has processors. */
  public static Workers ofMachine() {
    return new Workers(Runtime.getRuntime().availableProcessors());
  }

  /** How many threads there are. */
  public int threads() {
    return pool.threads();
  }

  /** How many threads share the operations of one piece of work. */
  public int within() {
    return within;
  }

  /**
   * Does {@code count} pieces of work and waits for all.
   *
   * @param work from 0 … count − 1 to a result; makes no use of the calling thread's scope
   * @return the results in order
   * @throws RuntimeException the first failure in order, after every piece that began has ended;
   *     the caller may then free what the pieces read. An interrupt does not end the wait; it is
   *     kept for the caller
   * @throws ClosedException if these workers are closed
   */
  public <R> List<R> map(int count, IntFunction<R> work) {
    List<R> results = new ArrayList<>(count);
    inOrder(count, work, results::add);
    return results;
  }

  /**
   * The same, with each result handed on as soon as it and all before it are there.
   *
   * @param take hears of the results in order, on the calling thread
   */
  public <R> void inOrder(int count, IntFunction<R> work, Consumer<R> take) {
    pool.inOrder(count, work, take);
  }

  /** Takes no more work; does not wait for what is at work. Closing twice does nothing. */
  @Override
  public void close() {
    pool.close();
  }
}
