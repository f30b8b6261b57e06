package dev.quickstudy.recipe;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a task source finds on this machine.
 *
 * @param data the folder that data sets are read from; needed only by recipes that read one
 * @param cache the folder that embeddings are kept in; made when it is needed
 * @param threads to prepare data on, at least 1; changes no bit of them
 * @param listener hears what was read and how far it is
 */
public record DataLocations(Optional<Path> data, Path cache, int threads, Listener listener) {
  /** Hears what is done with data. */
  public interface Listener {
    /** Nobody listens. */
    Listener NONE =
        new Listener() {
          @Override
          public void say(String line) {}

          @Override
          public void at(Far so) {}
        };

    /** Hears what was read, and what of it was repaired. */
    void say(String line);

    /** Hears how far embedding is; called after every block, when it is on disk. */
    void at(Far so);
  }

  /**
   * How far embedding is.
   *
   * @param known what was embedded earlier
   * @param done what has been embedded now
   * @param all what is to be embedded now
   * @param seconds that took
   * @param secondsLeft about, judged by what each takes
   */
  public record Far(int known, int done, int all, double seconds, double secondsLeft) {}

  /**
   * Where embeddings are kept if nobody says otherwise: {@code $XDG_CACHE_HOME/quickstudy}, or
   * {@code ~/.cache/quickstudy} where that is not set.
   */
  public static Path usualCache() {
    return usualCache(System.getenv().getOrDefault("XDG_CACHE_HOME", ""));
  }

  /** A relative folder is to be ignored (XDG Base Directory Specification 0.8). */
  static Path usualCache(String xdg) {
    Path given = Path.of(xdg);
    Path caches = given.isAbsolute() ? given : Path.of(System.getProperty("user.home"), ".cache");
    return caches.resolve("quickstudy");
  }

  /** Data from a folder; embeddings in the user's own cache; nobody listens. */
  public static DataLocations of(Optional<Path> data) {
    return new DataLocations(
        data, usualCache(), Runtime.getRuntime().availableProcessors(), Listener.NONE);
  }

  /**
   * A file that a recipe names.
   *
   * @param name absolute, or below the data folder
   * @throws DataFolderNeededException if it is below the data folder, and none was named
   */
  public Path file(String name) {
    Path file = Path.of(name);
    if (file.isAbsolute()) {
      return file;
    }
    return folder(name, Optional.empty()).resolve(file);
  }

  /**
   * The data folder.
   *
   * @param reads what the recipe reads there, for people
   * @param dataSet the name of the public data set that it has to hold, if it is one
   * @throws DataFolderNeededException if none was named
   */
  public Path folder(String reads, Optional<String> dataSet) {
    return data.orElseThrow(() -> new DataFolderNeededException(reads, dataSet));
  }
}
