package dev.quickstudy.tensor;

import java.util.ArrayList;
import java.util.List;
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
 * <p>A scope is used by one thread at a time; tensors in it may be read by any number of threads.
 */
public final class Scope implements AutoCloseable {
  private static final ThreadLocal<@Nullable Scope> CURRENT = new ThreadLocal<>();

  private final @Nullable Scope outer;
  private final boolean onThread;
  private List<Tensor> owned = new ArrayList<>();
  private boolean closed;

  private Scope(@Nullable Scope outer, boolean onThread) {
    this.outer = outer;
    this.onThread = onThread;
  }

  /** Opens a scope that is this thread's current one until it is closed. */
  public static Scope open() {
    Scope scope = new Scope(CURRENT.get(), true);
    CURRENT.set(scope);
    return scope;
  }

  /** A scope outside every thread, which owns what it adopts. */
  public static Scope detached() {
    return new Scope(null, false);
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
   */
  public Tensor adopt(Tensor tensor) {
    if (closed) {
      throw new IllegalStateException("this scope is closed and cannot own " + Shape.of(tensor));
    }
    tensor.owner = this;
    owned.add(tensor);
    return tensor;
  }

  /** Number of tensors that this scope would free now. */
  public int size() {
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
    if (closed) {
      return;
    }
    if (onThread) {
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
    closed = true;
    // Later tensors hold references into earlier ones; freeing them first keeps native recursion
    // shallow.
    for (int i = owned.size() - 1; i >= 0; i--) {
      Tensor tensor = owned.get(i);
      if (tensor.owner == this) {
        tensor.free();
      }
    }
    owned = List.of();
  }
}
