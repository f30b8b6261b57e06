package dev.quickstudy.train.files;

/** A file of a format that is newer or older than those that this version reads. */
public final class VersionException extends FileFormatException {
  private static final long serialVersionUID = 1L;

  private final long found;
  private final int oldest;
  private final int newest;

  /**
   * @param writer the version of Quickstudy that wrote it, or empty
   */
  VersionException(String file, TensorFile.Kind kind, long found, String writer) {
    super(file, message(file, kind, found, writer.isEmpty() ? "" : " (" + writer + ")"));
    this.found = found;
    this.oldest = kind.oldest();
    this.newest = kind.newest();
  }

  private static String message(String file, TensorFile.Kind kind, long found, String writer) {
    String start = "%s is %s of format %d, which is ".formatted(file, kind.noun(), found);
    return found > kind.newest()
        ? "%snewer than the newest that this version of Quickstudy reads, %d; update Quickstudy to the version that wrote it%s or a newer one"
            .formatted(start, kind.newest(), writer)
        : "%solder than the oldest that this version of Quickstudy reads, %d; use the version of Quickstudy that wrote it%s"
            .formatted(start, kind.oldest(), writer);
  }

  /** The file's format. */
  public long found() {
    return found;
  }

  /** The lowest format of such files that this version reads. */
  public int oldest() {
    return oldest;
  }

  /** The highest format of such files that this version reads. */
  public int newest() {
    return newest;
  }
}
