package dev.quickstudy.predict;

import dev.quickstudy.recipe.DataLocations;
import dev.quickstudy.tensor.ClosedException;
import dev.quickstudy.tensor.Workers;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What learners and learned tasks of a process share: the threads that they compute on, where data
 * are, and encoders, each opened once when it is first needed. Made and closed by the host; safe
 * for many threads at once.
 *
 * <p>Nothing here or in what uses it changes a setting of the process or of another thread.
 */
public final class Resources implements AutoCloseable {
  private final Workers workers;
  private final boolean ownsWorkers;
  private final DataLocations places;
  private final Map<Object, AutoCloseable> shared = new HashMap<>();
  private boolean closed;

  private Resources(Workers workers, boolean ownsWorkers, DataLocations places) {
    this.workers = workers;
    this.ownsWorkers = ownsWorkers;
    this.places = places;
  }

  /** As many threads as the machine has processors, owned by the result. */
  public static Resources ofMachine() {
    return new Resources(Workers.ofMachine(), true, DataLocations.of(Optional.empty()));
  }

  /**
   * The host's threads.
   *
   * @param workers stay the host's, who closes them later
   */
  public static Resources of(Workers workers) {
    return of(workers, DataLocations.of(Optional.empty()));
  }

  /**
   * The host's threads and data locations.
   *
   * @param workers stay the host's, who closes them later
   * @param places where encoders that recipes name are, and where embeddings are kept
   */
  public static Resources of(Workers workers, DataLocations places) {
    return new Resources(workers, false, places);
  }

  /** The threads that learning and predicting run on. */
  public Workers workers() {
    return workers;
  }

  /** Where data are. */
  public DataLocations places() {
    return places;
  }

  /**
   * What is opened once and used by many, such as an encoder; closed with these resources.
   *
   * @param key names it, by its class too
   * @param open opens it, at the first call
   */
  public synchronized <T extends AutoCloseable> T shared(
      Object key, Class<T> type, Supplier<T> open) {
    requireOpen();
    return type.cast(shared.computeIfAbsent(key, is -> open.get()));
  }

  private void requireOpen() {
    if (closed) {
      throw new ClosedException(
          "the resources of this learner are closed; close them after the last prediction");
    }
  }

  /** Closes the encoders, and the threads if they are its own. Closing twice does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    shared.values().forEach(Resources::close);
    if (ownsWorkers) {
      workers.close();
    }
  }

  private static void close(AutoCloseable one) {
    try {
      one.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) { // which no encoder throws
      throw new IllegalStateException(e);
    }
  }
}
