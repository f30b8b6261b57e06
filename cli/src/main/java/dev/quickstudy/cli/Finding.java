package dev.quickstudy.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One line of a diagnosis.
 *
 * @param text what was found and, where it is not all right, how to mend it
 */
record Finding(Level level, String what, String text) {
  enum Level {
    OK,
    WARNING,
    PROBLEM;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Finding ok(String what, String text) {
    return new Finding(Level.OK, what, text);
  }

  static Finding warning(String what, String text) {
    return new Finding(Level.WARNING, what, text);
  }

  static Finding problem(String what, String text) {
    return new Finding(Level.PROBLEM, what, text);
  }

  Map<String, String> json() {
    Map<String, String> object = new LinkedHashMap<>();
    object.put("level", level.word());
    object.put("what", what);
    object.put("text", text);
    return object;
  }
}
