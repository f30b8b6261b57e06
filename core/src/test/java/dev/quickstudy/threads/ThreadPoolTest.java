package dev.quickstudy.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThreadPoolTest {
  private static ThreadPool pool(int threads, Runnable start) {
    return new ThreadPool(threads, "test", start, () -> new IllegalStateException("closed"));
  }

  private static ThreadPool pool(int threads) {
    return pool(threads, () -> {});
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody came");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void mapGivesResultsInOrder() throws InterruptedException {
    try (ThreadPool pool = pool(3)) {
      CountDownLatch last = new CountDownLatch(1);
      assertThat(
              pool.map(
                  3,
                  i -> {
                    if (i == 2) {
                      last.countDown();
                    } else {
                      await(last); // so the last piece ends first
                    }
                    return 10 * i;
                  }))
          .containsExactly(0, 10, 20);
      assertThat(pool.threads()).isEqualTo(3);
    }
  }

  @Test
  void eachThreadStartsOnceAndKeepsNoProcessAlive() throws InterruptedException {
    AtomicInteger started = new AtomicInteger();
    try (ThreadPool pool = pool(2, started::incrementAndGet)) {
      CountDownLatch both = new CountDownLatch(2);
      List<Thread> threads =
          pool.map(
              2,
              i -> {
                both.countDown();
                await(both);
                return Thread.currentThread();
              });
      pool.map(10, i -> i);
      assertThat(started).hasValue(2);
      assertThat(threads)
          .allMatch(Thread::isDaemon)
          .allMatch(thread -> thread.getName().equals("test"));
    }
  }

  @Test
  void anInterruptOfMapLeavesOutWhatHasNotBegunAndWaitsForWhatHas() throws Exception {
    try (ThreadPool pool = pool(1)) {
      Queue<Integer> ended = new ConcurrentLinkedQueue<>();
      Thread caller = Thread.currentThread();
      assertThatThrownBy(
              () ->
                  pool.map(
                      1000,
                      i -> {
                        caller.interrupt();
                        pause();
                        return ended.add(i);
                      }))
          .isInstanceOf(InterruptedException.class);
      assertThat(caller.isInterrupted()).isFalse();
      List<Integer> then = new ArrayList<>(ended);
      assertThat(then).isNotEmpty().hasSizeLessThan(1000);
      pool.map(1, i -> i); // after all that was queued before
      assertThat(ended).containsExactlyElementsOf(then);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void workAfterClosingIsRefusedAsWasSaid() {
    ThreadPool pool = pool(2);
    pool.close();
    assertThatThrownBy(() -> pool.map(2, i -> i))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("closed");
    assertThatThrownBy(() -> pool.inOrder(2, i -> i, i -> {})).hasMessage("closed");
  }

  @Test
  void closeAndWaitEndsWhenWorkOfBeforeIsDone() throws Exception {
    ThreadPool pool = pool(1);
    CountDownLatch begun = new CountDownLatch(1);
    AtomicInteger done = new AtomicInteger();
    List<Throwable> failures = new ArrayList<>();
    Thread user =
        new Thread(
            () -> {
              try {
                pool.map(
                    1,
                    i -> {
                      begun.countDown();
                      pause();
                      return done.incrementAndGet();
                    });
              } catch (InterruptedException | RuntimeException e) {
                failures.add(e);
              }
            });
    user.start();
    await(begun);
    Thread.currentThread().interrupt();
    pool.closeAndWait();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(done).hasValue(1);
    user.join();
    assertThat(failures).isEmpty();
  }
}
