package dev.quickstudy.report;

import dev.quickstudy.tensor.UsageException;
import java.util.Set;

/**
 * HTML in the making. Texts and values of attributes are escaped here and nowhere else, so that
 * whatever a user's class or text is called stays a name.
 */
final class Html {
  /** Elements without an end. */
  private static final Set<String> EMPTY = Set.of("meta", "img", "input", "br");

  private final StringBuilder out = new StringBuilder();

  /** All that was written, as a document. */
  String document() {
    return "<!doctype html>\n" + out + "\n";
  }

  /**
   * An element.
   *
   * @param content writes what is in it
   * @param attributes names and values in turn
   */
  void in(String element, Runnable content, String... attributes) {
    begin(element, attributes);
    content.run();
    out.append("</").append(element).append('>');
  }

  /** An element with a text in it. */
  void leaf(String element, String text, String... attributes) {
    in(element, () -> text(text), attributes);
  }

  /** An element that cannot have anything in it. */
  void empty(String element, String... attributes) {
    if (!EMPTY.contains(element)) {
      throw new UsageException("element " + element + " has an end");
    }
    begin(element, attributes);
  }

  private void begin(String element, String... attributes) {
    if (attributes.length % 2 != 0) {
      throw new UsageException("attribute without a value in " + element);
    }
    out.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ')
          .append(attributes[i])
          .append("=\"")
          .append(escaped(attributes[i + 1]))
          .append('"');
    }
    out.append('>');
  }

  /** A text. */
  void text(String text) {
    out.append(escaped(text));
  }

  /** A style sheet of ours. */
  void style(String css) {
    in("style", () -> out.append(css));
  }

  /** A text without anything that HTML would take for itself, and without control characters. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                case '\t', '\n' -> escaped.append((char) c);
                default -> escaped.appendCodePoint(shown(c) ? c : 0xfffd);
              }
            });
    return escaped.toString();
  }

  private static boolean shown(int c) {
    boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    return !Character.isISOControl(c) && !half;
  }
}
