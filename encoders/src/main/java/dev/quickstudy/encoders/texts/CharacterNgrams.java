package dev.quickstudy.encoders.texts;

import dev.quickstudy.encoders.onnx.EmbeddingCache;
import dev.quickstudy.tensor.Checks;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Texts as which short runs of characters are in them: for any language, as nothing was learned.
 * Capitals are small letters, marks and blanks are one blank, and a text begins and ends with one.
 * A run counts 1 + the logarithm of how often it is there, longer runs as much as short ones; its
 * number is hashed, with a sign that lets runs of one number cancel rather than add (Weinberger et
 * al. 2009). Vectors have length 1.
 *
 * @param longest characters of a run, 1 … 8; all from 1 on are taken
 * @param numbers in a vector, 16 … 65,536
 */
record CharacterNgrams(int longest, int numbers) implements TextVectors {
  /** Characters of a text that are read, as of a sentence encoder roughly. */
  private static final int MOST_CHARACTERS = 4000;

  /** Before and behind the words. */
  private static final int BLANKS = 2;

  CharacterNgrams {
    check(longest, numbers);
  }

  /** Refuses settings out of range. */
  static void check(int longest, int numbers) {
    Checks.require(longest >= 1 && longest <= 8, "longest", "must be in 1 … 8, but is " + longest);
    Checks.require(
        numbers >= 16 && numbers <= 65_536, "numbers", "must be in 16 … 65536, but is " + numbers);
  }

  @Override
  public float[][] of(List<String> texts, EmbeddingCache.Progress progress) {
    return texts.stream().map(this::of).toArray(float[][]::new);
  }

  @Override
  public List<Integer> unknown(List<String> texts) {
    return IntStream.range(0, texts.size())
        .filter(i -> letters(texts.get(i)).length <= BLANKS)
        .boxed()
        .toList();
  }

  @Override
  public String nothingSeen() {
    return "there is no letter or digit in it";
  }

  /** The vector of one text; zeros where it has no letter and no digit. */
  float[] of(String text) {
    int[] letters = letters(text);
    if (letters.length <= BLANKS) {
      return new float[numbers];
    }
    Map<String, Integer> counts = new HashMap<>();
    for (int length = 1; length <= longest; length++) {
      for (int from = 0; from + length <= letters.length; from++) {
        if (length > 1 || letters[from] != ' ') {
          counts.merge(new String(letters, from, length), 1, Integer::sum);
        }
      }
    }
    double[] sums = new double[numbers];
    counts.forEach(
        (run, count) -> {
          long hash = hash(run);
          sums[(int) Long.remainderUnsigned(hash >>> 1, numbers)] +=
              ((hash & 1) == 0 ? 1 : -1) * (1 + Math.log(count));
        });
    double squares = 0;
    for (double sum : sums) {
      squares += sum * sum;
    }
    float[] vector = new float[numbers];
    for (int i = 0; i < numbers && squares > 0; i++) {
      vector[i] = (float) (sums[i] / Math.sqrt(squares));
    }
    return vector;
  }

  /**
   * Its characters, with one blank for all that are neither letters nor digits nor marks on them.
   */
  private static int[] letters(String text) {
    String whole =
        Normalizer.normalize(
            text.substring(0, Math.min(text.length(), MOST_CHARACTERS)), Normalizer.Form.NFKC);
    String words = whole.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{M}\\p{N}]+", " ").strip();
    return (" " + words + " ").codePoints().toArray();
  }

  /** FNV-1a over UTF-16, and a last mixing so that neighbouring runs differ in every bit. */
  private static long hash(String run) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < run.length(); i++) {
      hash = (hash ^ run.charAt(i)) * 0x100000001b3L;
    }
    hash ^= hash >>> 33;
    hash *= 0xff51afd7ed558ccdL;
    return hash ^ hash >>> 33;
  }
}
