package dev.quickstudy.encoders.texts;

import java.util.Locale;

/** Names of classes as a sentence encoder reads them best: as words. */
final class ClassWords {
  private ClassWords() {}

  /**
   * A name in words: underscores, hyphens and the joints of camel case are blanks, and nothing is a
   * capital: {@code Refund_not_showing_up} is {@code refund not showing up}. A name without any
   * letter or digit stays as it is.
   */
  static String of(String name) {
    String words =
        name.replaceAll("(\\p{Ll})(\\p{Lu})", "$1 $2")
            .replaceAll("[_\\-\\s]+", " ")
            .strip()
            .toLowerCase(Locale.ROOT);
    return words.chars().anyMatch(Character::isLetterOrDigit) ? words : name.strip();
  }
}
