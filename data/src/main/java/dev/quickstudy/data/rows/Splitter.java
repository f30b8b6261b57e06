package dev.quickstudy.data.rows;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Cuts characters into records of cells. It is our own, because a quote that is never closed or
 * closed in the middle of a cell must be found with its line, and known to have been there: parsers
 * of CSV repair that in silence, and rows are lost.
 *
 * <p>A record ends at LF, CR or both. Blanks around quotes are no part of a cell. A cell that goes
 * on behind its closing quote is taken as it stands, quotes and all.
 */
final class Splitter {
  /** Characters of the longest record. */
  static final int MOST_CHARACTERS = 16 << 20;

  private static final int MOST_CELLS = 1 << 16;
  private static final int END = -1;
  private static final int RECORD = -2;
  private static final int CELL = -3;

  private final Reader in;
  private final Dialect dialect;
  private final char[] buffer = new char[1 << 15];
  private int at;
  private int filled;
  private long nextLine;

  private final StringBuilder raw = new StringBuilder();
  private final StringBuilder value = new StringBuilder();
  private List<String> cells = List.of();
  private final BitSet quoted = new BitSet();
  private long line;
  private Optional<String> problem = Optional.empty();
  private int literal;
  private boolean severalLines;

  /**
   * Reads on in some characters.
   *
   * @param line the number of the line that they begin with
   */
  Splitter(Reader in, Dialect dialect, long line) {
    this.in = in;
    this.dialect = dialect;
    this.nextLine = line;
  }

  /** Goes on to the next record; false at the end. */
  boolean next() throws IOException {
    if (peek() == END) {
      return false;
    }
    raw.setLength(0);
    quoted.clear();
    line = nextLine;
    problem = Optional.empty();
    literal = 0;
    severalLines = false;
    cells = new ArrayList<>(Math.max(4, cells.size()));
    while (cell() == CELL) {
      if (cells.size() > MOST_CELLS) {
        problem = Optional.of("the row has more than " + MOST_CELLS + " cells");
        return true;
      }
    }
    return true;
  }

  /** The cells of the record. */
  List<String> cells() {
    return cells;
  }

  /** Where it begins, from 1. */
  long line() {
    return line;
  }

  /** Where the next one begins. */
  long nextLine() {
    return nextLine;
  }

  /** Whether no record follows. */
  boolean atEnd() throws IOException {
    return peek() == END;
  }

  /** Whether a cell was quoted. */
  boolean quoted(int cell) {
    return quoted.get(cell);
  }

  /** Whether it is a line of nothing but blanks. */
  boolean blank() {
    return cells.size() == 1 && !quoted.get(0) && cells.get(0).isBlank();
  }

  /** What makes it unreadable. */
  Optional<String> problem() {
    return problem;
  }

  /** How many of its cells have quotes that are taken as they stand. */
  int literal() {
    return literal;
  }

  /** Whether a cell of it goes over several lines. */
  boolean severalLines() {
    return severalLines;
  }

  private int cell() throws IOException {
    value.setLength(0);
    while (dialect.separator() == ' ' && cells.isEmpty() && peek() == ' ') {
      read();
    }
    int begin = raw.length();
    int c = read();
    if (dialect.quote() != Dialect.NONE) {
      while (blank(c)) {
        value.append((char) c);
        c = read();
      }
      if (c == dialect.quote()) {
        return quotedCell(begin);
      }
    }
    return bareCell(c);
  }

  private boolean blank(int c) {
    return (c == ' ' || c == '\t') && c != dialect.separator();
  }

  private int bareCell(int first) throws IOException {
    int c = first;
    while (true) {
      int end = end(c);
      if (end != 0) {
        cells.add(value.toString());
        return end;
      }
      if (value.length() >= MOST_CHARACTERS) {
        problem = Optional.of(tooLong());
        return END;
      }
      value.append((char) c);
      c = read();
    }
  }

  private static String tooLong() {
    return "the row has more than " + MOST_CHARACTERS + " characters";
  }

  /** What ends with a character: nothing (0), a cell, a record or the file. */
  private int end(int c) throws IOException {
    if (c == dialect.separator()) {
      if (c != ' ') {
        return CELL;
      }
      while (peek() == ' ') { // columns that blanks align
        read();
      }
      return peek() == '\n' || peek() == '\r' || peek() == END ? end(read()) : CELL;
    }
    if (c == '\r' && peek() == '\n') {
      read();
      return RECORD;
    }
    return c == '\n' || c == '\r' ? RECORD : c == END ? END : 0;
  }

  private int quotedCell(int begin) throws IOException {
    long opened = nextLine;
    value.setLength(0);
    while (true) {
      int c = read();
      if (c == END || raw.length() >= MOST_CHARACTERS) {
        problem =
            Optional.of(
                c == END
                    ? "a quotation mark opens a cell that nothing closes; close it, or double it (\"\")"
                    : tooLong());
        cells.add(value.toString());
        return END;
      }
      if (c == '\\' && dialect.escaped() && (peek() == dialect.quote() || peek() == '\\')) {
        value.append((char) read());
      } else if (c != dialect.quote()) {
        value.append((char) c);
      } else if (peek() == dialect.quote()) {
        value.append((char) read());
      } else {
        return behind(begin, opened);
      }
    }
  }

  /** Behind a closing quote. */
  private int behind(int begin, long opened) throws IOException {
    boolean several = nextLine != opened;
    severalLines |= several;
    int c = read();
    while (blank(c)) {
      c = read();
    }
    int end = end(c);
    if (end != 0) {
      quoted.set(cells.size());
      cells.add(value.toString());
      return end;
    }
    if (several) {
      problem =
          Optional.of(
              "a quoted cell of several lines goes on behind its closing quotation mark; double the marks within it (\"\")");
    }
    literal++;
    value.setLength(0);
    value.append(raw, begin, raw.length() - 1);
    return bareCell(c);
  }

  private int peek() throws IOException {
    if (at == filled) {
      int count = in.read(buffer, 0, buffer.length);
      at = 0;
      filled = Math.max(0, count);
      if (count < 0) {
        return END;
      }
    }
    return buffer[at];
  }

  private int read() throws IOException {
    int c = peek();
    if (c == END) {
      return END;
    }
    at++;
    raw.append((char) c);
    if (c == '\n' || (c == '\r' && peek() != '\n')) {
      nextLine++;
    }
    return c;
  }
}
