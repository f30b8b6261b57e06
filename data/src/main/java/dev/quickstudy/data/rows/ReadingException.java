package dev.quickstudy.data.rows;

import dev.quickstudy.data.DataException;

/** A file of rows that cannot be read as it is, but perhaps with something stated about it. */
public final class ReadingException extends DataException {
  private static final long serialVersionUID = 1L;

  /** What of {@link RowOptions} would help. */
  public enum Statement {
    /** The encoding. */
    ENCODING,
    /** The separator. */
    SEPARATOR,
    /** The column of the texts. */
    TEXT,
    /** The column of the labels. */
    LABEL,
    /** Nothing: the file itself must be mended. */
    NONE
  }

  private final Statement statement;

  public ReadingException(Statement statement, String message) {
    super(message);
    this.statement = statement;
  }

  /** What would help if it were stated. */
  public Statement statement() {
    return statement;
  }
}
