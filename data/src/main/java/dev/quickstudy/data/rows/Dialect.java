package dev.quickstudy.data.rows;

/**
 * How rows of separated values are written.
 *
 * @param separator between cells; {@link #NONE} where a row is one cell
 * @param quote around cells that hold separators, quotes or line ends; {@link #NONE} where such
 *     signs stand for themselves
 * @param escaped whether a quote within quotes has a backslash before it, rather than being doubled
 */
record Dialect(char separator, char quote, boolean escaped) {
  /** No character of any text. */
  static final char NONE = '\uffff';

  /** Commas and double quotes (RFC 4180). */
  static Dialect of(char separator) {
    return new Dialect(separator, '"', false);
  }
}
