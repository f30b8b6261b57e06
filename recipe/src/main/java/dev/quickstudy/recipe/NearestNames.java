package dev.quickstudy.recipe;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Finds what was probably meant. */
public final class NearestNames {
  /** More than these make no message clearer. */
  private static final int MOST_LISTED = 40;

  private static final int LAST_ASCII = 0x7F;

  /** Cyrillic and Greek letters that look like the Latin ones of {@link #LOOKS_LIKE}. */
  private static final String LOOKS =
      "\u0430\u0435\u043E\u0440\u0441\u0445\u0443\u0456\u0458\u0455"
          + "\u0410\u0412\u0415\u041A\u041C\u041D\u041E\u0420\u0421\u0422\u0423\u0425\u0406"
          + "\u03B1\u03BF\u03BD\u03C1\u03C5"
          + "\u0391\u0392\u0395\u0396\u0397\u0399\u039A\u039C\u039D\u039F\u03A1\u03A4\u03A5\u03A7";

  private static final String LOOKS_LIKE = "aeopcxyijsABEKMHOPCTYXIaovpuABEZHIKMNOPTYX";

  private NearestNames() {}

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

  /**
   * A sentence for messages: {@code did you mean 'x'? known are …}; of many, the nearest only.
   * Letters of the two that may look alike and are not are named by their numbers in Unicode.
   */
  public static String hint(String word, Collection<String> candidates) {
    Optional<String> nearest = alike(word, candidates).or(() -> to(word, candidates));
    return nearest.map(name -> difference(word, name)).orElse("") + known(nearest, candidates);
  }

  /**
   * Whether a name looks as another and is written with other letters: {@code it has U+0410 where
   * 'A' has U+0041}; empty if none does.
   */
  public static Optional<String> lookalike(String word, Collection<String> others) {
    return alike(word, others.stream().filter(other -> !other.equals(word)).toList())
        .map(other -> difference(word, other))
        .filter(text -> !text.isEmpty())
        .map(text -> text.substring(0, text.length() - 2));
  }

  /** A candidate that looks as the word does, and is written with other letters. */
  private static Optional<String> alike(String word, Collection<String> candidates) {
    String latin = latin(word);
    return candidates.stream().filter(candidate -> latin(candidate).equals(latin)).findFirst();
  }

  /** Letters that look like Latin ones as these, and without what is not seen. */
  private static String latin(String word) {
    StringBuilder latin = new StringBuilder();
    Normalizer.normalize(word, Normalizer.Form.NFKC)
        .codePoints()
        .filter(c -> Character.getType(c) != Character.FORMAT)
        .forEach(
            c -> {
              int place = LOOKS.indexOf(c);
              latin.appendCodePoint(place < 0 ? c : LOOKS_LIKE.charAt(place));
            });
    return latin.toString();
  }

  /** The letters in which two words differ where one of them is not of ASCII; empty if none is. */
  private static String difference(String word, String other) {
    int[] own = word.codePoints().toArray();
    int[] known = other.codePoints().toArray();
    int start = 0;
    while (start < own.length && start < known.length && own[start] == known[start]) {
      start++;
    }
    int end = 0;
    while (end < Math.min(own.length, known.length) - start
        && own[own.length - 1 - end] == known[known.length - 1 - end]) {
      end++;
    }
    int[] ownMiddle = Arrays.copyOfRange(own, start, own.length - end);
    int[] knownMiddle = Arrays.copyOfRange(known, start, known.length - end);
    boolean ascii =
        IntStream.concat(IntStream.of(ownMiddle), IntStream.of(knownMiddle))
            .allMatch(c -> c >= ' ' && c < LAST_ASCII);
    return ascii
        ? ""
        : "it has %s where '%s' has %s; ".formatted(named(ownMiddle), other, named(knownMiddle));
  }

  private static String named(int[] letters) {
    return letters.length == 0
        ? "nothing"
        : IntStream.of(letters)
            .mapToObj(letter -> "U+%04X".formatted(letter))
            .collect(Collectors.joining(" "));
  }

  private static String known(Optional<String> nearest, Collection<String> candidates) {
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
