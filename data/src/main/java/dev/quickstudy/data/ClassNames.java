package dev.quickstudy.data;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Names of classes that are written differently but read the same: blanks around them, and accents
 * composed or decomposed (Unicode's NFC), are one class, shown as it was first given.
 */
public final class ClassNames {
  private static final String BLANK = "[\\s\u00a0\u2007\u202f\u200b\ufeff]+";
  private static final Pattern AROUND = Pattern.compile("^" + BLANK + "|" + BLANK + "$");

  private final Map<String, String> shown = new HashMap<>();

  /** What all spellings of a name have in common. */
  public static String key(String name) {
    return Normalizer.normalize(bare(name), Normalizer.Form.NFC);
  }

  /** Without blanks around it, also those that do not break, and marks without a width. */
  private static String bare(String name) {
    return AROUND.matcher(name).replaceAll("");
  }

  /** Whether two names are of one class. */
  public static boolean same(String one, String other) {
    return key(one).equals(key(other));
  }

  /** A name as it was first given. */
  public String of(String name) {
    return shown.computeIfAbsent(key(name), any -> bare(name));
  }
}
