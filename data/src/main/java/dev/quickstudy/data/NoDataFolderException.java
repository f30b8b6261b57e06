package dev.quickstudy.data;

import java.nio.file.Path;

/** The folder that a data set is to be read from is not there. */
public final class NoDataFolderException extends DataException {
  private static final long serialVersionUID = 1L;

  private final transient Path folder;

  /**
   * Names the folder.
   *
   * @param holds what it should hold, such as {@code omniglot}
   */
  public NoDataFolderException(Path folder, String holds) {
    super("there is no data folder " + folder + "; name the folder that holds " + holds);
    this.folder = folder;
  }

  /** The folder that is not there. */
  public Path folder() {
    return folder;
  }
}
