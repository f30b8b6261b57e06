package dev.quickstudy.encoders.texts;

import java.lang.Character.UnicodeScript;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Scripts that texts are written in. */
final class Scripts {
  private Scripts() {}

  /**
   * The script of most letters where that is none that the sentence encoders have learned: they are
   * of English, and of other scripts they know little more than letters. In words, such as {@code
   * han}.
   */
  static Optional<String> unlearned(List<String> texts) {
    Map<UnicodeScript, Integer> counts = new EnumMap<>(UnicodeScript.class);
    texts.forEach(
        text ->
            text.codePoints()
                .filter(Character::isLetter)
                .mapToObj(UnicodeScript::of)
                .forEach(script -> counts.merge(script, 1, Integer::sum)));
    int letters = counts.values().stream().mapToInt(Integer::intValue).sum();
    int latin = counts.getOrDefault(UnicodeScript.LATIN, 0);
    if (letters == 0 || 2 * latin >= letters) {
      return Optional.empty();
    }
    counts.remove(UnicodeScript.LATIN);
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(most -> most.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }
}
