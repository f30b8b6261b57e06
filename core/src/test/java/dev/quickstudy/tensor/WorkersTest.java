package dev.quickstudy.tensor;

import static dev.quickstudy.nn.Numbers.normals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.learn.Model;
import dev.quickstudy.nn.Params;
import dev.quickstudy.train.TrainState;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkersTest {
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
  void resultsComeInOrderWhateverTheOrderOfTheWork() {
    try (Workers workers = new Workers(4)) {
      CountDownLatch last = new CountDownLatch(1);
      List<Integer> results =
          workers.map(
              4,
              i -> {
                if (i == 3) {
                  last.countDown();
                } else {
                  await(last); // so the last piece ends first
                }
                return 10 * i;
              });
      assertThat(results).containsExactly(0, 10, 20, 30);
      assertThat(workers.map(100, i -> i))
          .containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
      assertThat(workers.map(0, i -> i)).isEmpty();
      assertThat(workers.threads()).isEqualTo(4);
    }
  }

  @Test
  void helpersChangeOnlyTheLastDigits() {
    try (Workers alone = new Workers(1);
        Workers helped = new Workers(1, 3)) {
      double[] expected = alone.map(1, ignored -> gradient()).get(0);
      double[] actual = helped.map(1, ignored -> gradient()).get(0);
      assertThat(helped.within()).isEqualTo(3);
      assertThat(actual).containsExactly(expected, within(1e-3));
    }
    assertThatThrownBy(() -> new Workers(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1");
  }

  /** Of a convolution's filters; sums of 20,000 normal numbers. */
  private static double[] gradient() {
    try (Scope scope = Scope.open()) {
      Tensor x = normals(1, 100, 8, 14, 14).to(DType.FLOAT32);
      Tensor filters = normals(2, 8, 8, 3, 3).to(DType.FLOAT32).variable();
      Tensor loss = Kernels.conv2d(x, filters, 1, 1).square().mean();
      return Autograd.grad(loss, List.of(filters), false).get(0).toDoubles();
    }
  }

  @Test
  void piecesRunAtOnce() {
    try (Workers workers = new Workers(3)) {
      CountDownLatch all = new CountDownLatch(3);
      assertThat(
              workers.map(
                  3,
                  i -> {
                    all.countDown();
                    await(all);
                    return Thread.currentThread();
                  }))
          .doesNotHaveDuplicates()
          .doesNotContain(Thread.currentThread());
    }
  }

  @Test
  void theFirstFailureInOrderIsTheOneThatIsHeardOf() {
    try (Workers workers = new Workers(2)) {
      for (int repeat = 0; repeat < 20; repeat++) {
        CountDownLatch later = new CountDownLatch(1);
        assertThatThrownBy(
                () ->
                    workers.map(
                        2,
                        i -> {
                          if (i == 0) {
                            await(later); // so the second piece fails first
                          }
                          later.countDown();
                          throw new IllegalStateException("piece " + i);
                        }))
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("piece 0");
      }
    }
  }

  @Test
  void aFailureIsHeardOfOnlyWhenNoPieceIsAtWorkAnyMore() {
    try (Workers workers = new Workers(2)) {
      CountDownLatch begun = new CountDownLatch(1);
      AtomicBoolean ended = new AtomicBoolean();
      assertThatThrownBy(
              () ->
                  workers.map(
                      2,
                      i -> {
                        if (i == 0) {
                          await(begun);
                          throw new IllegalStateException("piece 0");
                        }
                        begun.countDown();
                        pause(200);
                        ended.set(true);
                        return i;
                      }))
          .hasMessage("piece 0");
      assertThat(ended).isTrue();
    }
  }

  @Test
  void piecesAfterAFailureAreNotBegun() {
    try (Workers workers = new Workers(1)) {
      Queue<Integer> begun = new ConcurrentLinkedQueue<>();
      assertThatThrownBy(
              () ->
                  workers.map(
                      10,
                      i -> {
                        begun.add(i);
                        if (i == 3) {
                          throw new IllegalArgumentException("piece 3");
                        }
                        return i;
                      }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("piece 3");
      assertThat(begun).containsExactly(0, 1, 2, 3);
      assertThat(workers.map(2, i -> i)).containsExactly(0, 1);
    }
  }

  @Test
  void anErrorIsPassedOnAsItIs() {
    try (Workers workers = new Workers(2)) {
      assertThatThrownBy(
              () ->
                  workers.map(
                      2,
                      i -> {
                        throw new OutOfMemoryError("for the test");
                      }))
          .isInstanceOf(OutOfMemoryError.class)
          .hasMessage("for the test");
    }
  }

  @Test
  void anInterruptIsKeptForTheCallerWhileTheWorkIsDone() {
    try (Workers workers = new Workers(2)) {
      AtomicInteger done = new AtomicInteger();
      Thread caller = Thread.currentThread();
      List<Integer> results =
          workers.map(
              4,
              i -> {
                caller.interrupt();
                pause(50);
                return done.incrementAndGet();
              });
      assertThat(Thread.interrupted()).isTrue();
      assertThat(results).containsExactlyInAnyOrder(1, 2, 3, 4);
    }
  }

  @Test
  void noThreadIsLeftAfterClosing() {
    Workers workers = new Workers(3);
    CountDownLatch all = new CountDownLatch(3);
    List<Thread> threads =
        workers.map(
            3,
            i -> {
              all.countDown();
              await(all);
              return Thread.currentThread();
            });
    assertThat(threads).hasSize(3).allMatch(Thread::isAlive);
    workers.close();
    workers.close();
    for (int wait = 0; wait < 400 && threads.stream().anyMatch(Thread::isAlive); wait++) {
      pause(50);
    }
    assertThat(threads).noneMatch(Thread::isAlive);
  }

  @Test
  void theMachineHasAsManyThreadsAsProcessors() {
    try (Workers workers = Workers.ofMachine()) {
      assertThat(workers.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }
  }

  @Test
  void mapOnAThreadOfTheSameWorkersRunsThere() {
    try (Workers workers = new Workers(2)) {
      assertThat(
              workers.map(
                  4,
                  i ->
                      workers.map(
                          3,
                          j -> {
                            workers.map(1, k -> k);
                            return 10 * i + j;
                          })))
          .containsExactly(
              List.of(0, 1, 2), List.of(10, 11, 12), List.of(20, 21, 22), List.of(30, 31, 32));
      assertThatThrownBy(
              () ->
                  workers.map(
                      1,
                      i ->
                          workers.map(
                              2,
                              j -> {
                                throw new IllegalStateException("piece " + j);
                              })))
          .hasMessage("piece 0");
    }
  }

  @Test
  void mapOfClosedWorkersIsRefused() {
    Workers workers = new Workers(2);
    workers.close();
    assertThatThrownBy(() -> workers.map(2, i -> i))
        .isInstanceOf(ClosedException.class)
        .hasMessage("these workers are closed and take no more work; make others");
  }

  @Test
  void closeWhileOthersHandWorkInGivesAllResultsOrClosedException() throws Exception {
    List<Integer> expected = List.of(0, 1, 2, 3, 4);
    ClosingRounds.run(
        ClosingRounds.rounds(500),
        () -> {
          Workers workers = new Workers(2);
          return new ClosingRounds.Round() {
            @Override
            public void use() {
              assertThat(workers.map(5, i -> i)).isEqualTo(expected);
            }

            @Override
            public void close() {
              workers.close();
            }
          };
        });
  }

  @Test
  void closeOfATrainStateWhileOthersReadItGivesRightNumbersOrClosedException() throws Exception {
    ClosingRounds.run(
        ClosingRounds.rounds(500),
        () -> {
          TrainState state;
          try (Scope scope = Scope.open()) {
            Params phi = Params.of(Map.of("w", Tensor.full(2, DType.FLOAT32, 3)));
            Params moments = Params.of(Map.of("m", Tensor.full(3, DType.FLOAT32, 3)));
            state = new TrainState(new Model(phi, Params.empty()), moments, RandomKey.of(1), 0);
          }
          return new ClosingRounds.Round() {
            @Override
            public void use() {
              assertThat(state.model().phi().get("w").toFloats()).containsExactly(2, 2, 2);
              assertThat(state.optimizer().get("m").toFloats()).containsExactly(3, 3, 3);
            }

            @Override
            public void close() {
              state.close();
            }
          };
        });
  }

  @Test
  void anOperationThreadOfWorkersIsNoOtherThreads() throws Exception {
    double[] expected;
    try (Workers alone = new Workers(1)) {
      expected = alone.map(1, ignored -> gradient()).get(0);
    }
    try (Workers helped = new Workers(1, 3)) {
      helped.map(1, ignored -> gradient());
      // Threads of the host that say nothing compute alone, whatever workers there are.
      double[] here = gradient();
      assertThat(here).containsExactly(expected);
      double[][] there = new double[1][];
      Thread fresh = new Thread(() -> there[0] = gradient());
      fresh.start();
      fresh.join();
      assertThat(there[0]).containsExactly(expected);
    }
  }

  @Test
  void noThreadsAreRefused() {
    assertThatThrownBy(() -> new Workers(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'threads' must be at least 1, but is 0");
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
