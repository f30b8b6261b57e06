package dev.quickstudy.data;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;

/**
 * Names of classes that are written differently but read the same: blanks around them, and accents
 * composed or decomposed (Unicode's NFC), are one class, shown as it was first given.
 */
public final class ClassNames {
  private final Map<String, String> shown = new HashMap<>();

  /** What all spellings of a name have in common. */
  public static String key(String name) {
    return Normalizer.normalize(name.strip(), Normalizer.Form.NFC);
  }

  /** Whether two names are of one class. */
  public static boolean same(String one, String other) {
    return key(one).equals(key(other));
  }

  /** A name as it was first given. */
  public String of(String name) {
    return shown.computeIfAbsent(key(name), any -> name.strip());
  }
}
