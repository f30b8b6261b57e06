package dev.quickstudy.train.files;

/** A file that is whole, but of another kind than the one asked for. */
public final class WrongKindException extends FileFormatException {
  private static final long serialVersionUID = 1L;

  /**
   * @param noun what was expected, with its article
   */
  WrongKindException(String file, String noun) {
    super(file, file + " is a safetensors file, but not " + noun + " of Quickstudy");
  }
}
