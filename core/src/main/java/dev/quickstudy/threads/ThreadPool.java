package dev.quickstudy.threads;

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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads that share pieces of work. Results come back in the order of the
 * pieces, whatever the order in which they end.
 *
 * <p>Any thread may hand work in or close the pool. Work that was handed in before closing is done;
 * later it is refused. Work that hands in work does it by itself, on its own thread. The threads
 * are begun when they are first needed, and do not keep the process alive.
 */
public final class ThreadPool implements AutoCloseable {
  /** Whose thread this is. */
  private static final ThreadLocal<@Nullable ThreadPool> OF_THREAD = new ThreadLocal<>();

  private final ExecutorService pool;
  private final int threads;
  private final Supplier<? extends RuntimeException> closed;

  /**
   * Makes a pool.
   *
   * @param threads at least 1
   * @param name of its threads
   * @param start what each thread does before its first piece of work
   * @param closed what is thrown at those who hand work in after closing
   */
  public ThreadPool(
      int threads, String name, Runnable start, Supplier<? extends RuntimeException> closed) {
    this.threads = threads;
    this.closed = closed;
    this.pool =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread =
                  new Thread(
                      () -> {
                        OF_THREAD.set(this);
                        start.run();
                        work.run();
                      },
                      name);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** How many threads there are. */
  public int threads() {
    return threads;
  }

  /**
   * Does {@code count} pieces of work and waits for all, also when the calling thread is
   * interrupted: the interrupt is kept for the caller. So what the pieces read may be freed
   * afterwards in any case.
   *
   * @param work from 0 … count − 1 to a result
   * @param take is given the results in order, each as soon as it and all before it are there, on
   *     the calling thread
   * @throws RuntimeException the first failure in order, or what was to be thrown after closing;
   *     thrown after every piece that began has ended
   */
  public <R> void inOrder(int count, IntFunction<R> work, Consumer<R> take) {
    run(count, work, take, false);
  }

  /**
   * Does {@code count} pieces of work and waits for all. When the calling thread is interrupted,
   * pieces that have not begun are left out, and those that have are waited for.
   *
   * @param work from 0 … count − 1 to a result
   * @return the results in order
   * @throws InterruptedException if the calling thread is interrupted
   * @throws RuntimeException the first failure in order, or what was to be thrown after closing;
   *     thrown after every piece that began has ended
   */
  public <R> List<R> map(int count, IntFunction<R> work) throws InterruptedException {
    List<R> results = new ArrayList<>(count);
    if (run(count, work, results::add, true)) {
      throw new InterruptedException();
    }
    return results;
  }

  /**
   * Runs pieces.
   *
   * @param stop whether an interrupt ends the work
   * @return whether an interrupt has ended it
   */
  private <R> boolean run(int count, IntFunction<R> work, Consumer<R> take, boolean stop) {
    if (OF_THREAD.get() == this) { // waiting for its own kind, it might wait for ever
      for (int i = 0; i < count; i++) {
        take.accept(work.apply(i));
      }
      return false;
    }
    List<Future<R>> futures = new ArrayList<>(count);
    AtomicInteger failed = new AtomicInteger(count);
    Optional<RuntimeException> refused = Optional.empty();
    for (int i = 0; i < count && refused.isEmpty(); i++) {
      int index = i;
      try {
        futures.add(submit(() -> unlessFailed(failed, index, work)));
      } catch (RejectedExecutionException e) {
        failed.accumulateAndGet(-1, Math::min); // nothing more is begun
        refused = Optional.of(closed.get());
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
          if (stop) {
            failed.accumulateAndGet(-1, Math::min);
          }
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
      if (stop) {
        return true; // the failures are those of pieces that were left out
      }
      Thread.currentThread().interrupt();
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException known) {
      throw known;
    }
    return false;
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

  /**
   * Closes, and waits until all work that was handed in before has been done. An interrupt does not
   * end the wait; it is kept for the caller.
   */
  public void closeAndWait() {
    close();
    boolean interrupted = false;
    while (!pool.isTerminated()) {
      try {
        if (pool.awaitTermination(1, TimeUnit.HOURS)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
