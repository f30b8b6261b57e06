package dev.quickstudy.encoders.texts;

import dev.quickstudy.encoders.onnx.EmbeddingCache;
import java.util.List;

/** What a learner sees of texts: a vector each. */
public interface TextVectors {
  /**
   * The vectors of texts.
   *
   * @return in the order of the texts, each of as many numbers
   */
  float[][] of(List<String> texts, EmbeddingCache.Progress progress);

  /** Places of the texts of which nothing is seen, so that all of them look alike. */
  List<Integer> unknown(List<String> texts);

  /** Why there is no answer to such a text. */
  String nothingSeen();
}
