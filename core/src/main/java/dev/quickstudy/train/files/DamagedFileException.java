package dev.quickstudy.train.files;

/**
 * A file whose content is not what was written: cut off, changed, with a tensor or a field missing,
 * or with parts that do not fit each other.
 */
public final class DamagedFileException extends FileFormatException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message which names the file
   */
  public DamagedFileException(String file, String message) {
    super(file, message);
  }

  /**
   * @param message which names the file
   */
  public DamagedFileException(String file, String message, Throwable cause) {
    super(file, message, cause);
  }
}
