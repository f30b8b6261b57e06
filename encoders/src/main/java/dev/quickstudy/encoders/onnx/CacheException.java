package dev.quickstudy.encoders.onnx;

import dev.quickstudy.data.DataException;
import java.nio.file.Path;

/** A file stands where embeddings are kept, but is no such file of the encoder. */
public final class CacheException extends DataException {
  private static final long serialVersionUID = 1L;

  private final transient Path file;

  CacheException(Path file) {
    super(
        file
            + " is no file of embeddings of this encoder; move it away, or keep embeddings in another"
            + " folder");
    this.file = file;
  }

  /** The file that is in the way. */
  public Path file() {
    return file;
  }
}
