package dev.quickstudy.encoders.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.quickstudy.tensor.ClosedException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A session of ONNX Runtime that any number of threads may run and any thread may close: closing
 * waits for runs under way, and a run after it is an exception. The runtime itself would read
 * memory that is freed.
 */
public final class OpenSession implements AutoCloseable {
  private final String name;
  private final OrtSession session;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  /**
   * Takes a session over.
   *
   * @param name of the encoder, for messages
   */
  public OpenSession(String name, OrtSession session) {
    this.name = name;
    this.session = session;
  }

  /** What is done with the session while it is certainly open. */
  public interface Run<T> {
    T with(OrtSession session) throws OrtException;
  }

  /**
   * Runs.
   *
   * @throws ClosedException if it is closed
   */
  public <T> T run(Run<T> run) throws OrtException {
    lock.readLock().lock();
    try {
      if (closed) {
        throw closed();
      }
      return run.with(session);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** What is said to those who come after closing. */
  public ClosedException closed() {
    return new ClosedException("the encoder " + name + " is closed; open it again");
  }

  /** Frees the session and, before it, something else that runs use; once. */
  public void close(AutoCloseable other) {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        try (session) {
          other.close();
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException("the encoder " + name + " cannot be closed", e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public void close() {
    close(() -> {});
  }
}
