package dev.quickstudy.recipe;

import java.util.Optional;

/** A recipe reads data from a folder, and no data folder is named ({@link DataLocations#data}). */
public final class DataFolderNeededException extends RecipeException {
  private static final long serialVersionUID = 1L;

  private final transient Optional<String> dataSet;

  /**
   * Names what is to be read.
   *
   * @param reads what the recipe reads, for people
   * @param dataSet the name of the public data set that the folder has to hold, such as {@code
   *     omniglot}; empty for files of the user's own
   */
  DataFolderNeededException(String reads, Optional<String> dataSet) {
    super("this recipe reads " + reads + "; name the folder that holds it");
    this.dataSet = dataSet;
  }

  /** The name of the public data set that is needed; empty for files of the user's own. */
  public Optional<String> dataSet() {
    return dataSet;
  }
}
