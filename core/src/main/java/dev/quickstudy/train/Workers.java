package dev.quickstudy.train;

import dev.quickstudy.tensor.Checks;
import dev.quickstudy.tensor.ClosedException;
import dev.quickstudy.tensor.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Threads that tasks run on. Their number changes no bit of a result: each piece of work runs on
 * one thread alone, unless helpers are asked for, and results come back in order.
 *
 * <p>Any thread may hand work in or close them. Work that was handed in before closing is done;
 * later it is refused with {@link ClosedException}. Work that hands in work does it by itself, on
 * its own thread.
 */
public final class Workers implements AutoCloseable {
  /** Whose thread this is. */
  private static final ThreadLocal<@Nullable Workers> OF_THREAD = new ThreadLocal<>();

  private final ExecutorService pool;
  private final int threads;
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
    Checks.atLeast("threads within", 1, within);
    this.threads = threads;
    this.within = within;
    this.pool =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread =
                  new Thread(
                      () -> {
                        OF_THREAD.set(this);
                        Engine.operationThreads(within);
                        work.run();
                      },
                      "quickstudy-worker");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** As many threads as the machine has processors. */
  public static Workers ofMachine() {
    return new Workers(Runtime.getRuntime().availableProcessors());
  }

  /** How many threads there are. */
  public int threads() {
    return threads;
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
  <R> void inOrder(int count, IntFunction<R> work, Consumer<R> take) {
    if (OF_THREAD.get() == this) { // waiting for its own kind, it might wait for ever
      for (int i = 0; i < count; i++) {
        take.accept(work.apply(i));
      }
      return;
    }
    List<Future<R>> futures = new ArrayList<>(count);
    AtomicInteger failed = new AtomicInteger(count);
    Optional<ClosedException> refused = Optional.empty();
    for (int i = 0; i < count && refused.isEmpty(); i++) {
      int index = i;
      try {
        futures.add(submit(() -> unlessFailed(failed, index, work)));
      } catch (RejectedExecutionException e) {
        failed.accumulateAndGet(-1, Math::min); // nothing more is begun
        refused =
            Optional.of(
                new ClosedException("these workers are closed and take no more work; make others"));
      }
    }
    Throwable failure = refused.orElse(null);
    boolean interrupted = false;
    for (Future<R> future : futures) {
      while (true) {
        try {
          R result = future.get();
          if (failure == null) {
            take.accept(result);
          }
        } catch (InterruptedException e) {
          interrupted = true;
          continue;
        } catch (ExecutionException e) {
          if (failure == null) {
            failure = e.getCause();
          }
        } catch (RuntimeException | Error e) { // of whoever takes the results
          failure = e;
          failed.accumulateAndGet(-1, Math::min);
        }
        break;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException known) {
      throw known;
    }
  }

  /**
   * Never at once with closing: a pool that is shut down while its first threads are being added
   * can leave what others queued meanwhile without a thread, for ever.
   */
  private <R> Future<R> submit(Callable<R> work) {
    synchronized (pool) {
      return pool.submit(work);
    }
  }

  /**
   * Pieces after one that failed are not begun; those before it are, so that the first failure is
   * always the same.
   */
  private static <R> R unlessFailed(AtomicInteger failed, int index, IntFunction<R> work) {
    if (index > failed.get()) {
      throw new CancellationException("an earlier piece of work failed");
    }
    try {
      return work.apply(index);
    } catch (RuntimeException | Error e) {
      failed.accumulateAndGet(index, Math::min);
      throw e;
    }
  }

  /** Takes no more work; does not wait for what is at work. Closing twice does nothing. */
  @Override
  public void close() {
    synchronized (pool) {
      pool.shutdown();
    }
  }
}
