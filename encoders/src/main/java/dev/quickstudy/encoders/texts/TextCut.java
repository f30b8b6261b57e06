package dev.quickstudy.encoders.texts;

/**
 * Cuts a long text behind what an encoder reads of it, so that a megabyte takes no longer than a
 * page. The tokens that are read are the same to the last one: a text is cut only where BERT's
 * tokenizers (WordPiece on words and punctuation) begin a new word anyway.
 */
final class TextCut {
  /** Shorter texts are tokenized at once. */
  private static final int SHORT = 2048;

  /** WordPiece makes one unknown token of a word of more than 100 characters. */
  private static final int LONGEST_RUN = 1000;

  private TextCut() {}

  /**
   * The beginning of a text, with at least so many tokens.
   *
   * @param tokens that are read
   */
  static String of(String text, int tokens) {
    if (text.length() <= SHORT) {
      return text;
    }
    StringBuilder kept = new StringBuilder(SHORT);
    int count = 0; // of tokens, at least
    boolean word = false; // whether the word at hand is certainly a token
    int run = 0; // letters and digits of ASCII since anything else
    for (int i = 0; i < text.length() && count < tokens; i++) {
      char c = text.charAt(i);
      if (c < 128 && Character.isLetterOrDigit(c)) {
        word = true;
        if (++run <= LONGEST_RUN) {
          kept.append(c);
        }
        continue;
      }
      run = 0;
      kept.append(c);
      if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
        count += word ? 1 : 0;
        word = false;
      } else if (alone(c)) {
        count++;
      }
    }
    return kept.toString();
  }

  /** Whether a character is a token by itself, whatever stands around it. */
  private static boolean alone(char c) {
    boolean ideograph = c >= '\u4e00' && c <= '\u9fa5';
    boolean punctuation = c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
    return ideograph || (punctuation && c != '[' && c != ']'); // [SEP] is one token
  }
}
