package dev.quickstudy.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Owns the native memory of tensors and frees it on {@link #close}. Two kinds:
 *
 * <ul>
 *   <li>{@link #open()} – the current scope of this thread until it is closed. Every tensor that an
 *       operation makes belongs to the innermost scope of its thread. What should outlive it is
 *       handed out by {@link #keep}.
 *   <li>{@link #detached()} – a scope that belongs to no thread. It owns only what it {@linkplain
 *       #adopt adopts}, for values that outlive any block of code: a train state, an adapted
 *       learner.
 * </ul>
 *
 * <pre>{@code
 * try (Scope scope = Scope.open()) {
 *   Tensor loss = …;          // and dozens of intermediate tensors
 *   return scope.keep(loss);  // moves to the scope outside; all else is freed
 * }
 * }</pre>
 *
 * <p>An open scope is used by its own thread only. A detached one may adopt, be asked and be closed
 * by any thread, also at the same time: a tensor is either adopted before the scope closes, and is
 * freed with it, or refused with {@link ClosedException}. Tensors may be read by any number of
 * threads while their scope closes, which does not wait for them: a call under way ends with a
 * right result, any later one throws {@link ClosedException}, and the last one out frees the
 * memory.
 */
public final class Scope implements AutoCloseable {
  private static final ThreadLocal<@Nullable Scope> CURRENT = new ThreadLocal<>();

  /** The owner of tensors that were freed. */
  private static final Scope NOWHERE = new Scope(null, null);

  private static final AtomicReferenceFieldUpdater<Tensor, @Nullable Scope> OWNER =
      AtomicReferenceFieldUpdater.newUpdater(Tensor.class, Scope.class, "owner");

  private final @Nullable Scope outer;

  /** The thread whose scope it is, or none of a detached one, whose list this object guards. */
  private final @Nullable Thread thread;

  private List<Tensor> owned = new ArrayList<>();
  private boolean closed;

  private Scope(@Nullable Scope outer, @Nullable Thread thread) {
    this.outer = outer;
    this.thread = thread;
  }

  /** Opens a scope that is this thread's current one until it is closed. */
  public static Scope open() {
    Scope scope = new Scope(CURRENT.get(), Thread.currentThread());
    CURRENT.set(scope);
    return scope;
  }

  /** A scope outside every thread, which owns what it adopts. */
  public static Scope detached() {
    return new Scope(null, null);
  }

  /**
   * Hands a tensor to the scope outside this one.
   *
   * @return the same tensor
   * @throws IllegalStateException if there is no scope outside
   */
  public Tensor keep(Tensor tensor) {
    if (outer == null) {
      throw new IllegalStateException(
          "there is no scope outside this one to keep a tensor in; use a detached scope and adopt it");
    }
    return outer.adopt(tensor);
  }

  /**
   * Takes a tensor over from the scope that owns it. Views of the same memory keep their own owner;
   * memory is freed with its last view.
   *
   * @return the same tensor
   * @throws ClosedException if this scope or the tensor's is closed; nothing changes then
   * @throws UsageException if this is an open scope of another thread
   */
  public Tensor adopt(Tensor tensor) {
    if (thread == null) {
      synchronized (this) {
        take(tensor);
      }
    } else if (thread == Thread.currentThread()) {
      take(tensor);
    } else {
      throw new UsageException(
          "an open scope adopts on its own thread only; use a detached scope to hand "
              + Shape.of(tensor)
              + " to another thread");
    }
    return tensor;
  }

  private void take(Tensor tensor) {
    if (closed) {
      throw new ClosedException(
          "this scope is closed and cannot own "
              + Shape.of(tensor)
              + "; adopt it in a scope that is open");
    }
    Scope owner;
    do {
      owner = OWNER.get(tensor);
      if (owner == NOWHERE) {
        throw tensor.closed();
      }
    } while (!OWNER.compareAndSet(tensor, owner, this));
    owned.add(tensor);
  }

  /** Takes a tensor that nobody else knows yet, in the current scope of this thread. */
  Tensor own(Tensor tensor) {
    OWNER.lazySet(tensor, this);
    owned.add(tensor);
    return tensor;
  }

  /** Number of tensors that this scope would free now. */
  public int size() {
    if (thread != null) {
      return count();
    }
    synchronized (this) {
      return count();
    }
  }

  private int count() {
    int count = 0;
    for (Tensor tensor : owned) {
      if (tensor.owner == this) {
        count++;
      }
    }
    return count;
  }

  static Scope current() {
    Scope scope = CURRENT.get();
    if (scope == null) {
      throw new IllegalStateException(
          "no scope is open on this thread, so nothing would free a new tensor; "
              + "wrap the code in: try (Scope scope = Scope.open()) { … }");
    }
    return scope;
  }

  /**
   * Frees what the scope still owns. Closing twice does nothing.
   *
   * @throws IllegalStateException if an inner scope of the thread is still open
   */
  @Override
  public void close() {
    if (thread != null) {
      leave();
      free(end());
    } else {
      List<Tensor> left;
      synchronized (this) {
        left = end();
      }
      free(left);
    }
  }

  /** Makes the scope outside the current one of this thread again. */
  private void leave() {
    if (closed) {
      return;
    }
    if (CURRENT.get() != this) {
      throw new IllegalStateException(
          "scopes must be closed innermost first, on the thread that opened them");
    }
    if (outer == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(outer);
    }
  }

  /** Closes, and gives up what it has owned. */
  private List<Tensor> end() {
    closed = true;
    List<Tensor> left = owned;
    owned = List.of();
    return left;
  }

  private void free(List<Tensor> tensors) {
    // Later tensors hold references into earlier ones; freeing them first keeps native recursion
    // shallow.
    for (int i = tensors.size() - 1; i >= 0; i--) {
      Tensor tensor = tensors.get(i);
      if (OWNER.compareAndSet(tensor, this, NOWHERE)) {
        tensor.shut();
      }
    }
  }
}
