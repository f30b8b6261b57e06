package dev.quickstudy.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScopeTest {
  @Test
  void aTensorIsFreedWithItsScope() {
    Tensor tensor;
    try (Scope scope = Scope.open()) {
      tensor = one();
      assertThat(tensor.item()).isEqualTo(1);
    }

    assertFreed(tensor);
  }

  @Test
  void everyUseOfAFreedTensorIsRefused() {
    try (Scope scope = Scope.open()) {
      Tensor freed;
      try (Scope inner = Scope.open()) {
        freed = one();
      }
      Tensor alive = one();

      assertFreed(freed);
      String message = "this tensor was freed when its scope closed";
      List<Runnable> uses =
          List.of(
              freed::shape,
              freed::type,
              freed::elements,
              freed::toDoubles,
              freed::square,
              () -> freed.plus(1),
              () -> freed.plus(alive),
              () -> alive.plus(freed),
              () -> freed.reshape(1),
              () -> Tensor.cat(0, List.of(alive, freed)),
              () -> Autograd.grad(freed, List.of(alive), false));
      for (Runnable use : uses) {
        assertThatThrownBy(use::run)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining(message);
      }
      assertThat(freed).hasToString("Tensor(freed)");
      assertThat(alive.item()).isEqualTo(1);
    }
  }

  @Test
  void aTensorBelongsToTheInnermostScope() {
    try (Scope outer = Scope.open()) {
      Tensor before = one();
      try (Scope inner = Scope.open()) {
        Tensor inside = one();
        assertThat(outer.size()).isEqualTo(1);
        assertThat(inner.size()).isEqualTo(1);
        inner.close();
        assertFreed(inside);
      }
      Tensor after = one();

      assertThat(before.item() + after.item()).isEqualTo(2);
      assertThat(outer.size()).isEqualTo(2);
    }
  }

  @Test
  void aKeptTensorLivesAsLongAsTheScopeOutside() {
    Tensor kept;
    try (Scope outer = Scope.open()) {
      Tensor left;
      try (Scope inner = Scope.open()) {
        left = one();
        kept = left.plus(1);
        assertThat(inner.keep(kept)).isSameAs(kept);
        assertThat(inner.size()).isEqualTo(1);
      }
      assertFreed(left);
      assertThat(kept.item()).isEqualTo(2);
      assertThat(outer.size()).isEqualTo(1);
    }

    assertFreed(kept);
  }

  @Test
  void theOutermostScopeHasNowhereToKeepATensor() {
    try (Scope scope = Scope.open()) {
      Tensor tensor = one();

      assertThatThrownBy(() -> scope.keep(tensor))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("use a detached scope and adopt it");
      assertThat(tensor.item()).isEqualTo(1);
    }
  }

  @Test
  void aDetachedScopeOwnsWhatItAdoptsAndNothingElse() {
    try (Scope detached = Scope.detached()) {
      Tensor adopted;
      Tensor other;
      try (Scope scope = Scope.open()) {
        adopted = detached.adopt(one());
        other = one();
        assertThat(detached.size()).isEqualTo(1);
        assertThat(scope.size()).isEqualTo(1);
      }
      assertThat(adopted.item()).isEqualTo(1);
      assertFreed(other);

      detached.close();
      assertFreed(adopted);
    }
  }

  @Test
  void theLastToAdoptATensorOwnsIt() {
    try (Scope first = Scope.detached();
        Scope second = Scope.detached()) {
      Tensor tensor;
      try (Scope scope = Scope.open()) {
        tensor = second.adopt(first.adopt(one()));
        second.adopt(tensor);
      }
      first.close();
      assertThat(tensor.item()).isEqualTo(1);

      second.close();
      assertFreed(tensor);
    }
  }

  @Test
  void aClosedScopeAdoptsNothing() {
    Scope closed = Scope.detached();
    closed.close();
    try (Scope scope = Scope.open()) {
      Tensor tensor = one();

      assertThatThrownBy(() -> closed.adopt(tensor))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "this scope is closed and cannot own float64[]; adopt it in a scope that is open");
      assertThat(scope.size()).isEqualTo(1);
    }
  }

  @Test
  void aViewOutlivesTheTensorThatItLooksInto() {
    try (Scope outer = Scope.open()) {
      Tensor view;
      try (Scope inner = Scope.open()) {
        Tensor base = Tensor.of(new double[] {1, 2, 3, 4}, 2, 2);
        view = inner.keep(base.select(0, 1));
      }
      for (int i = 0; i < 100; i++) {
        Tensor.full(-1, DType.FLOAT64, 2, 2);
      }

      assertThat(view.toDoubles()).containsExactly(3, 4);
    }
  }

  @Test
  void aGradientOutlivesItsGraph() {
    try (Scope outer = Scope.open()) {
      Tensor gradient;
      try (Scope inner = Scope.open()) {
        Tensor x = Tensor.of(new double[] {3}, 1).variable();
        gradient = inner.keep(Autograd.grad(x.square().sum(), List.of(x), true).get(0));
      }

      assertThat(gradient.toDoubles()).containsExactly(6);
    }
  }

  @Test
  void withoutAScopeNoTensorIsMade() {
    assertThatThrownBy(ScopeTest::one)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no scope is open on this thread")
        .hasMessageContaining("try (Scope scope = Scope.open())");
  }

  @Test
  void withoutAScopeNoOperationIsDone() {
    Tensor tensor;
    try (Scope detached = Scope.detached()) {
      try (Scope scope = Scope.open()) {
        tensor = detached.adopt(one());
      }

      assertThatThrownBy(() -> tensor.plus(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no scope is open on this thread");
      assertThat(tensor.item()).isEqualTo(1);
    }
  }

  @Test
  void scopesAreClosedInnermostFirst() {
    try (Scope outer = Scope.open()) {
      Tensor kept = one();
      try (Scope inner = Scope.open()) {
        assertThatThrownBy(outer::close)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("innermost first");
        assertThat(one().item()).isEqualTo(1);
        assertThat(inner.size()).isEqualTo(1);
      }
      assertThat(kept.item()).isEqualTo(1);
    }
  }

  @Test
  void closingTwiceDoesNothing() {
    try (Scope outer = Scope.open()) {
      Scope inner = Scope.open();
      inner.close();
      Tensor tensor = one();

      inner.close();

      assertThat(tensor.item()).isEqualTo(1);
      assertThat(outer.size()).isEqualTo(1);
    }
  }

  @Test
  void anOpenScopeIsClosedOnItsOwnThread() throws InterruptedException {
    try (Scope scope = Scope.open()) {
      Tensor tensor = one();
      AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
      Thread thread = new Thread(scope::close);
      thread.setUncaughtExceptionHandler((which, thrown) -> failure.set(thrown));
      thread.start();
      thread.join();

      assertThat(failure.get()).isInstanceOf(IllegalStateException.class);
      assertThat(tensor.item()).isEqualTo(1);
    }
  }

  @Test
  void eachThreadHasScopesOfItsOwnAndAllMayRead() throws InterruptedException {
    try (Scope outer = Scope.open()) {
      Tensor shared = Tensor.of(new double[] {1, 2, 3}, 3);
      double[] sums = new double[8];
      List<Throwable> failures = new ArrayList<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < sums.length; i++) {
        int number = i;
        Thread thread =
            new Thread(
                () -> {
                  for (int round = 0; round < 200; round++) {
                    try (Scope scope = Scope.open()) {
                      sums[number] += shared.plus(number).sum().item();
                      assertThat(scope.size()).isEqualTo(2);
                    }
                  }
                });
        thread.setUncaughtExceptionHandler(
            (which, thrown) -> {
              synchronized (failures) {
                failures.add(thrown);
              }
            });
        threads.add(thread);
        thread.start();
      }
      for (Thread thread : threads) {
        thread.join();
      }

      assertThat(failures).isEmpty();
      for (int i = 0; i < sums.length; i++) {
        assertThat(sums[i]).isEqualTo(200 * (6 + 3.0 * i));
      }
      assertThat(outer.size()).isEqualTo(1);
    }
  }

  private static Tensor one() {
    return Tensor.of(new double[] {1});
  }

  private static void assertFreed(Tensor tensor) {
    assertThatThrownBy(tensor::item)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("this tensor was freed when its scope closed");
  }
}
