package dev.quickstudy.tensor;

/**
 * Something is used after it was closed, perhaps by another thread: a tensor after its scope, a
 * learned task, workers. Nothing has been computed, and nothing else is harmed by it.
 */
public final class ClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is closed.
   *
   * @param message what was closed and what to do
   */
  public ClosedException(String message) {
    super(message);
  }
}
