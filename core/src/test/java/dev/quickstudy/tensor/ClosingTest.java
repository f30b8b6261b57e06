package dev.quickstudy.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Native memory that one thread frees while others read it. */
@Timeout(300)
class ClosingTest {
  private static final double[] NUMBERS = {1, 2, 3, 4, 5, 6};

  @Test
  void closeWhileOthersReadGivesRightNumbersOrClosedException() throws Exception {
    long ended =
        ClosingRounds.run(
            ClosingRounds.rounds(500),
            () -> {
              Scope detached = Scope.detached();
              Tensor tensor;
              Tensor other;
              try (Scope scope = Scope.open()) {
                tensor = detached.adopt(Tensor.of(NUMBERS, 2, 3));
                other = detached.adopt(tensor.plus(1));
              }
              return new ClosingRounds.Round() {
                @Override
                public void use() {
                  assertThat(tensor.toDoubles()).containsExactly(NUMBERS);
                  assertThat(tensor.size(1)).isEqualTo(3);
                  assertThat(tensor.allFinite()).isTrue();
                  try (Scope scope = Scope.open()) {
                    assertThat(tensor.plus(other).sum().item()).isEqualTo(48);
                    assertThat(Tensor.cat(0, List.of(tensor, other)).sum().item()).isEqualTo(48);
                    assertThat(tensor.matmul(other.transpose(0, 1)).shape()).containsExactly(2, 2);
                  }
                }

                @Override
                public void close() {
                  detached.close();
                }
              };
            });
    assertThat(ended).isPositive();
  }

  @Test
  void closeWhileOthersAdoptLosesNothing() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(ClosingRounds.THREADS);
    try {
      for (int round = 0; round < ClosingRounds.rounds(500); round++) {
        Scope detached = Scope.detached();
        List<Future<List<Tensor>>> adopting = new ArrayList<>();
        for (int t = 0; t < ClosingRounds.THREADS; t++) {
          adopting.add(
              threads.submit(
                  () -> {
                    List<Tensor> adopted = new ArrayList<>();
                    try (Scope scope = Scope.open()) {
                      for (int i = 0; i < 20; i++) {
                        adopted.add(detached.adopt(Tensor.full(i, DType.FLOAT32, 2)));
                      }
                    } catch (ClosedException e) {
                      assertThat(e).hasMessageContaining("this scope is closed and cannot own");
                    }
                    return adopted;
                  }));
        }
        Future<?> first = threads.submit(detached::close);
        detached.close();
        first.get();
        for (Future<List<Tensor>> adopted : adopting) {
          for (Tensor tensor : adopted.get()) {
            assertThatThrownBy(tensor::toFloats).isInstanceOf(ClosedException.class);
          }
        }
        assertThat(detached.size()).isZero();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void adoptOfATensorWhoseScopeIsClosedIsRefused() {
    try (Scope outer = Scope.open();
        Scope detached = Scope.detached()) {
      Tensor freed;
      try (Scope inner = Scope.open()) {
        freed = Tensor.full(1, DType.FLOAT32, 2);
      }
      assertThatThrownBy(() -> detached.adopt(freed))
          .isInstanceOf(ClosedException.class)
          .hasMessageContaining("freed when its scope closed");
      assertThat(detached.size()).isZero();
    }
  }

  @Test
  void adoptByAnOpenScopeOfAnotherThreadIsRefused() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (Scope scope = Scope.open()) {
      Tensor tensor = Tensor.full(1, DType.FLOAT32, 2);
      Future<Tensor> adopted = other.submit(() -> scope.adopt(tensor));
      assertThatThrownBy(adopted::get)
          .hasCauseInstanceOf(UsageException.class)
          .hasMessageContaining("on its own thread only");
    } finally {
      other.shutdownNow();
    }
  }
}
