package dev.quickstudy.data.rows;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands above the header of separated values: Excel's {@code sep=;}, blank lines, and lines
 * of comment that begin with {@code #}.
 *
 * @param end how many characters it has
 * @param lines how many lines it has
 * @param separator that it names
 * @param comments lines that begin with {@code #}, without it
 */
record Prelude(int end, long lines, Optional<Character> separator, List<String> comments) {
  private static final Pattern SEPARATOR =
      Pattern.compile("\"?sep=(.)\"?[ \t]*", Pattern.CASE_INSENSITIVE);
  private static final Pattern LINE = Pattern.compile("([^\r\n]*)(\r\n|\r|\n|$)");

  static Prelude of(String text) {
    Matcher line = LINE.matcher(text);
    int end = 0;
    long lines = 0;
    Optional<Character> separator = Optional.empty();
    List<String> comments = new ArrayList<>();
    while (end < text.length() && line.find(end)) {
      String content = line.group(1);
      Matcher named = SEPARATOR.matcher(content);
      if (lines == 0 && named.matches()) {
        separator = Optional.of(named.group(1).charAt(0));
      } else if (content.startsWith("#")) {
        comments.add(content.substring(1));
      } else if (!content.isBlank()) {
        return new Prelude(end, lines, separator, comments);
      }
      end = line.end();
      lines++;
    }
    return new Prelude(0, 0, Optional.empty(), List.of()); // nothing else: these are the rows
  }

  /** The last line of comment, if it names the columns of the rows below it. */
  Optional<List<String>> header(Dialect dialect, int width, List<List<String>> records) {
    if (comments.isEmpty() || width < 2) {
      return Optional.empty();
    }
    List<String> names = split(comments.get(comments.size() - 1), dialect);
    boolean tight = names.stream().skip(1).noneMatch(name -> name.startsWith(" "));
    boolean header =
        names.size() == width && tight && (Headers.usual(names) || Headers.evidence(records) <= 0);
    return header ? Optional.of(names) : Optional.empty();
  }

  /** How many lines are only comments. */
  int comments(boolean lastIsHeader) {
    return comments.size() - (lastIsHeader ? 1 : 0);
  }

  private static List<String> split(String line, Dialect dialect) {
    try {
      Splitter splitter = new Splitter(new StringReader(line), dialect, 1);
      return splitter.next() ? splitter.cells() : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // of a string: never
    }
  }
}
