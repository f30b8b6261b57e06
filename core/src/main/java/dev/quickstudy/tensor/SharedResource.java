package dev.quickstudy.tensor;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * Something that one thread may close while others use it: uses under way end as if nothing had
 * happened, later ones are refused, and the last one out frees what there is to free. Nobody waits.
 */
public abstract class SharedResource {
  private static final AtomicIntegerFieldUpdater<SharedResource> USES =
      AtomicIntegerFieldUpdater.newUpdater(SharedResource.class, "uses");

  /** Set in {@link #uses} once it is closed. */
  private static final int CLOSED = Integer.MIN_VALUE;

  /** How many uses are under way; negative once it is closed. */
  private volatile int uses;

  /** For classes whose own methods begin with {@link #hold} and end with {@link #release}. */
  protected SharedResource() {}

  /**
   * Begins a use, which {@link #release} must end.
   *
   * @throws ClosedException if it is closed
   */
  protected final void hold() {
    int now;
    do {
      now = uses;
      if (now < 0) {
        throw closed();
      }
    } while (!USES.compareAndSet(this, now, now + 1));
  }

  /** Ends a use. */
  protected final void release() {
    if (USES.decrementAndGet(this) == CLOSED) {
      free();
    }
  }

  /** Refuses further uses, and frees as soon as there are none. Later calls do nothing. */
  protected final void shut() {
    int now;
    do {
      now = uses;
      if (now < 0) {
        return;
      }
    } while (!USES.compareAndSet(this, now, now | CLOSED));
    if (now == 0) {
      free();
    }
  }

  /** Whether it is closed; a use may still be under way. */
  protected final boolean isShut() {
    return uses < 0;
  }

  /** Frees what it holds; called once, when it is closed and no use is under way. */
  protected abstract void free();

  /** What a use is told after closing: what was closed, and what to do. */
  protected abstract ClosedException closed();
}
