package dev.quickstudy.cli.output;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;

/**
 * Shows control characters instead of sending them to a terminal. Names of files, classes and
 * columns come from others: an escape sequence in one could rewrite what was printed before, and a
 * mark of writing direction could turn what follows round.
 */
public final class SafeWriter extends FilterWriter {
  private static final String CODE = "\\u%04x";

  public SafeWriter(Writer out) {
    super(out);
  }

  /** A text for one cell or one line: line ends and tabs are shown too. */
  static String line(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.chars()
        .forEach(
            c -> {
              if (unsafe(c) || c == '\n' || c == '\t') {
                shown.append(shown(c));
              } else {
                shown.append((char) c);
              }
            });
    return shown.toString();
  }

  private static String shown(int character) {
    return switch (character) {
      case '\n' -> "\\n";
      case '\t' -> "\\t";
      case '\r' -> "\\r";
      default -> CODE.formatted(character);
    };
  }

  /** Controls of ISO 6429 (C0 but tab and line feed, DEL, C1), of direction, and line ends. */
  private static boolean unsafe(int c) {
    return (c < ' ' && c != '\n' && c != '\t')
        || (c >= 0x7f && c < 0xa0)
        || c == 0x061c
        || c == 0x200e
        || c == 0x200f
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069);
  }

  @Override
  public void write(int c) throws IOException {
    if (unsafe(c)) {
      out.write(shown(c));
    } else {
      out.write(c);
    }
  }

  @Override
  public void write(char[] characters, int from, int count) throws IOException {
    int begin = from;
    for (int i = from; i < from + count; i++) {
      if (unsafe(characters[i]) && !endsLine(characters, i, from + count)) {
        out.write(characters, begin, i - begin);
        out.write(shown(characters[i]));
        begin = i + 1;
      }
    }
    out.write(characters, begin, from + count - begin);
  }

  @Override
  public void write(String text, int from, int count) throws IOException {
    write(text.toCharArray(), from, count);
  }

  /** Windows ends lines by two characters, which are written together. */
  private static boolean endsLine(char[] characters, int i, int end) {
    return characters[i] == '\r' && i + 1 < end && characters[i + 1] == '\n';
  }
}
