package dev.quickstudy.data.files;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Classes that files without folders carry in their names: {@code cat.1.jpg}, {@code cat_001.png},
 * {@code cat (1).png}, {@code 001-cat.png}. Names that could mean more than one thing mean nothing.
 */
final class FlatNames {
  private static final Pattern NUMBER_LAST =
      Pattern.compile("(.*[^\\s._\\-(\\d])[\\s._-]*\\(?\\d+\\)?");
  private static final Pattern NUMBER_FIRST = Pattern.compile("\\d+[\\s._-]+([^\\s._\\-\\d].*)");
  private static final Pattern BETWEEN = Pattern.compile("[\\s._-]+");

  /** How cameras, telephones and programs call whatever they write. */
  private static final Set<String> NO_CLASSES =
      Set.of(
          ("img image images picture pic pics photo photos dsc dscn dscf pict p pxl vid mvi scan"
                  + " scans screenshot screen frame file untitled unnamed new download gopr dji"
                  + " whatsapp rec recording record audio sound sample track voice memo clip wav tmp"
                  + " temp data example test train val valid validation eval query support n no nr id"
                  + " x")
              .split(" "));

  private FlatNames() {}

  /**
   * The class of each file, in their order.
   *
   * @param names of files without folders
   * @return empty if the names carry none, or not clearly
   */
  static Optional<List<String>> classes(List<String> names) {
    for (Pattern pattern : List.of(NUMBER_LAST, NUMBER_FIRST)) {
      List<String> classes = new ArrayList<>();
      for (String name : names) {
        Matcher match = pattern.matcher(stem(name));
        if (match.matches()) {
          classes.add(match.group(1));
        }
      }
      if (classes.size() == names.size()) {
        return Optional.of(classes).filter(FlatNames::clear);
      }
    }
    return Optional.empty();
  }

  private static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? name : name.substring(0, dot);
  }

  private static boolean clear(List<String> classes) {
    Set<String> different = new HashSet<>(classes);
    return different.size() >= 2
        && different.size() < classes.size()
        && different.stream().noneMatch(FlatNames::meaningless)
        && oneLevel(different);
  }

  private static boolean meaningless(String name) {
    return name.chars().anyMatch(Character::isDigit)
        || NO_CLASSES.contains(first(name).toLowerCase(Locale.ROOT));
  }

  private static String first(String name) {
    Matcher between = BETWEEN.matcher(name);
    return between.find() ? name.substring(0, between.start()) : name;
  }

  /** Whether no first word stands before several others: then either could be the class. */
  private static boolean oneLevel(Set<String> names) {
    Map<String, String> byFirst = new HashMap<>();
    for (String name : names) {
      String first = first(name);
      String before = byFirst.putIfAbsent(first, name);
      if (before != null && !before.equals(name)) {
        return false;
      }
    }
    return true;
  }
}
