package dev.quickstudy.sound;

import dev.quickstudy.tensor.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the names of files say: parts in braces, such as {@code {class}/{file}} or {@code
 * recordings/{digit}_{speaker}_{index}.wav}. A part is at least one character and ends where the
 * character comes that follows it in the pattern; it has no slash.
 */
public final class NamePattern {
  private static final Pattern PART = Pattern.compile("\\{([A-Za-z][A-Za-z0-9]*)}");

  private final String text;
  private final Pattern pattern;
  private final List<String> parts = new ArrayList<>();

  /**
   * A pattern.
   *
   * @param text the name of every file, from below the folder or archive on
   * @throws UsageException if it has no parts, one of them twice, or two without a character
   *     between them
   */
  public NamePattern(String text) {
    this.text = text;
    StringBuilder regex = new StringBuilder();
    Matcher part = PART.matcher(text);
    int end = 0;
    while (part.find()) {
      String between = text.substring(end, part.start());
      require(end == 0 || !between.isEmpty(), "two parts have nothing between them");
      require(!parts.contains(part.group(1)), "the part {" + part.group(1) + "} is there twice");
      parts.add(part.group(1));
      end = part.end();
      regex.append(Pattern.quote(between)).append("(").append(upTo(end)).append(")");
    }
    require(!parts.isEmpty(), "there is no part in braces, such as {class}");
    this.pattern = Pattern.compile(regex + Pattern.quote(text.substring(end)));
  }

  private void require(boolean holds, String problem) {
    if (!holds) {
      throw new UsageException(
          "'" + text + "' is no pattern of names such as '{class}/{file}': " + problem);
    }
  }

  private String upTo(int end) {
    boolean last = end == text.length() || text.charAt(end) == '/';
    return last ? "[^/]+" : "[^/" + Pattern.quote(text.substring(end, end + 1)) + "]+";
  }

  /** The parts, in their order. */
  public List<String> parts() {
    return List.copyOf(parts);
  }

  /**
   * Whether it says no more than that files lie in folders named after something, so that other
   * layouts that say the same will do too.
   */
  boolean isFolders(String part) {
    return parts.size() == 2
        && parts.get(0).equals(part)
        && text.equals("{%s}/{%s}".formatted(part, parts.get(1)));
  }

  /** What a name says; empty if it is not of this pattern. */
  Optional<Map<String, String>> of(String name) {
    Matcher match = pattern.matcher(name);
    if (!match.matches()) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      values.put(parts.get(i), match.group(i + 1));
    }
    return Optional.of(values);
  }

  @Override
  public String toString() {
    return text;
  }
}
