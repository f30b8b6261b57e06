package dev.quickstudy.train.files;

/**
 * A learner file, a saved task or a checkpoint that cannot be read for what it holds. Its kinds are
 * what a program can act on: {@link DamagedFileException} (fetch or write the file again), {@link
 * VersionException} (use another version), {@link MissingLearnerException} (get the learner that a
 * task belongs to) and {@link WrongKindException} (take another file). Each message names the file.
 *
 * <p>A file that cannot be opened or read at all is a {@link java.io.UncheckedIOException} instead.
 */
public abstract sealed class FileFormatException extends TrainingException
    permits DamagedFileException, MissingLearnerException, VersionException, WrongKindException {
  private static final long serialVersionUID = 1L;

  private final String file;

  FileFormatException(String file, String message) {
    super(message);
    this.file = file;
  }

  FileFormatException(String file, String message, Throwable cause) {
    super(message, cause);
    this.file = file;
  }

  /** The file, or the name that its stream was given. */
  public String file() {
    return file;
  }
}
