package dev.quickstudy.data.texts;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** ListedLabels that are written as lists, in JSON or as Python prints them. */
final class ListedLabels {
  private static final String ITEM = "\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'";
  private static final Pattern LIST = Pattern.compile("\\[\\s*(?:(?:" + ITEM + ")\\s*,?\\s*)*\\]");
  private static final Pattern CHOICES =
      Pattern.compile("\\{\\s*[\"']choices[\"']\\s*:\\s*(\\[.*\\])\\s*\\}", Pattern.DOTALL);
  private static final Pattern SPANS =
      Pattern.compile("\\[\\s*[\\[{].*[\\]}]\\s*\\]", Pattern.DOTALL);

  private ListedLabels() {}

  /** The labels of a cell: itself, unless it is a list. */
  static List<String> of(String cell) {
    String bare = cell.strip();
    Matcher choices = CHOICES.matcher(bare);
    String list = choices.matches() ? choices.group(1) : bare;
    if (!LIST.matcher(list).matches()) {
      return bare.isEmpty() ? List.of() : List.of(bare);
    }
    List<String> items = new ArrayList<>();
    Matcher item = Pattern.compile(ITEM).matcher(list);
    while (item.find()) {
      String quoted = item.group();
      items.add(quoted.substring(1, quoted.length() - 1).replaceAll("\\\\(.)", "$1").strip());
    }
    return items;
  }

  /** Whether a cell lists places in the text, rather than classes of it. */
  static boolean spans(String cell) {
    return SPANS.matcher(cell.strip()).matches();
  }
}
