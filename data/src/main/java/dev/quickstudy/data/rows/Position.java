package dev.quickstudy.data.rows;

/** Where in a text a reader is; lines end with LF, CR or both. */
final class Position {
  private long line = 1;
  private long column = 1;
  private boolean afterReturn;

  void pass(char c) {
    if (c == '\n' && afterReturn) {
      afterReturn = false;
      return;
    }
    afterReturn = c == '\r';
    if (c == '\n' || c == '\r') {
      line++;
      column = 1;
    } else {
      column++;
    }
  }

  /** Of the next character, from 1. */
  long line() {
    return line;
  }

  /** Of the next character, from 1. */
  long column() {
    return column;
  }
}
