package dev.quickstudy.recipe;

import dev.quickstudy.encoders.Embeddings;
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
public record Places(Optional<Path> data, Path cache, int threads, Listener listener) {
  /** Hears what is done with data. */
  public interface Listener extends Embeddings.Progress {
    /** Nobody listens. */
    Listener NONE =
        new Listener() {
          @Override
          public void say(String line) {}

          @Override
          public void at(Embeddings.Far so) {}
        };

    /** Hears what was read, and what of it was repaired. */
    void say(String line);
  }

  /** Data from a folder; embeddings in the user's own cache; nobody listens. */
  public static Places of(Optional<Path> data) {
    return new Places(
        data, Embeddings.usualCache(), Runtime.getRuntime().availableProcessors(), Listener.NONE);
  }

  /**
   * A file that a recipe names.
   *
   * @param name absolute, or below the data folder
   * @throws DataFolderNeededException if it is below the data folder, and none was named
   */
  Path file(String name) {
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
  Path folder(String reads, Optional<String> dataSet) {
    return data.orElseThrow(() -> new DataFolderNeededException(reads, dataSet));
  }
}
