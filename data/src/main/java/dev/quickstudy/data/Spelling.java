package dev.quickstudy.data;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;

/**
 * Names and words as they are compared: without what is not seen around them, and with letters that
 * can be written composed or decomposed in one form (Unicode's NFC). An instance shows each name as
 * it was first given.
 */
public final class Spelling {
  private static final int LAST_ASCII = 0x7F;

  private final Map<String, String> shown = new HashMap<>();

  /**
   * Without what is not seen around it: blanks of any kind, marks of direction, marks of width 0.
   */
  public static String bare(String word) {
    int start = 0;
    int end = word.length();
    while (start < end && unseen(word.charAt(start))) {
      start++;
    }
    while (start < end && unseen(word.charAt(end - 1))) {
      end--;
    }
    return word.substring(start, end);
  }

  private static boolean unseen(char c) {
    return Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || (c > LAST_ASCII && Character.getType(c) == Character.FORMAT);
  }

  /** One form of letters that can be written in several (NFC). */
  public static String composed(String word) {
    return word.chars().allMatch(c -> c <= LAST_ASCII)
        ? word
        : Normalizer.normalize(word, Normalizer.Form.NFC);
  }

  /** Whether two names are one. */
  public static boolean same(String one, String other) {
    return key(one).equals(key(other));
  }

  private static String key(String name) {
    return composed(bare(name));
  }

  /** A name as it was first given. */
  public String of(String name) {
    return shown.computeIfAbsent(key(name), any -> bare(name));
  }
}
