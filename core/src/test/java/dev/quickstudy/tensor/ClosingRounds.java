package dev.quickstudy.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Rounds in which some threads use something while another closes it after a random delay. */
public final class ClosingRounds {
  /** Threads that use it at once. */
  public static final int THREADS = 4;

  private static final int LONGEST_DELAY = 200_000; // nanoseconds

  private ClosingRounds() {}

  /**
   * How many rounds to make: the property {@code quickstudy.rounds}, which a long test sets, or a
   * number that takes seconds.
   */
  public static int rounds(int usual) {
    return Integer.getInteger("quickstudy.rounds", usual);
  }

  /** What is used: {@code use} once on a thread, {@code close} on any. */
  public interface Round {
    /** Uses it and checks the result; throws {@link ClosedException} if it is closed. */
    void use();

    /** Closes it. */
    void close();
  }

  /**
   * Makes rounds. Each thread uses the thing until it is told that it is closed; nothing but right
   * results and {@link ClosedException} is allowed.
   *
   * @param begin makes a thing for a round
   * @return how many uses ended well
   */
  public static long run(int rounds, Supplier<Round> begin) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    long ended = 0;
    try {
      for (int i = 0; i < rounds; i++) {
        Round round = begin.get();
        CountDownLatch ready = new CountDownLatch(THREADS);
        List<Future<Long>> users = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
          users.add(
              threads.submit(
                  () -> {
                    ready.countDown();
                    long uses = 0;
                    while (true) {
                      try {
                        round.use();
                        uses++;
                      } catch (ClosedException e) {
                        assertThat(e).hasMessageContaining(";"); // what, and what to do
                        return uses;
                      }
                    }
                  }));
        }
        ready.await();
        long until = System.nanoTime() + ThreadLocalRandom.current().nextLong(LONGEST_DELAY);
        while (System.nanoTime() < until) {
          Thread.onSpinWait();
        }
        round.close();
        for (Future<Long> user : users) {
          ended += user.get();
        }
        round.close();
      }
    } finally {
      threads.shutdownNow();
    }
    return ended;
  }
}
