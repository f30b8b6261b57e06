package dev.quickstudy.recipe;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what was probably meant. */
public final class Nearest {
  /** More than these make no message clearer. */
  private static final int MOST_LISTED = 40;

  private Nearest() {}

  /**
   * The candidate with the fewest typing errors to {@code word}, if few enough, or that goes on
   * where it stops.
   */
  public static Optional<String> to(String word, Collection<String> candidates) {
    return candidates.stream()
        .filter(candidate -> near(word, candidate))
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
  }

  private static boolean near(String word, String candidate) {
    return !word.isEmpty()
        && (candidate.startsWith(word)
            || distance(word, candidate)
                <= Math.min(word.length() - 1, Math.max(2, word.length() / 3)));
  }

  /** A sentence for messages: {@code did you mean 'x'? known are …}; of many, the nearest only. */
  public static String hint(String word, Collection<String> candidates) {
    Optional<String> nearest = to(word, candidates);
    if (candidates.size() > MOST_LISTED) {
      return nearest
          .map(name -> "did you mean '" + name + "'?")
          .orElse("there are " + candidates.size() + ", none of a similar name");
    }
    String all = "known are: " + String.join(", ", candidates);
    return nearest.map(name -> "did you mean '" + name + "'? " + all).orElse(all);
  }

  /** Insertions, deletions and replacements between two words (Levenshtein). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
