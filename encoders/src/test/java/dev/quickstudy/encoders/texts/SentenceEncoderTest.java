package dev.quickstudy.encoders.texts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.tensor.ClosedException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SentenceEncoderTest {
  private static final List<String> WEATHER =
      List.of("The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium.");

  /** What rounding weights and activations to eight bits explains. */
  private static final double ROUNDING = 0.03;

  private static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += a[d] * b[d];
    }
    return sum;
  }

  /**
   * The similarities that the quick start of sentence-transformers prints for all-MiniLM-L6-v2 at
   * full precision: 0.6660, 0.1046, 0.1411.
   */
  @Test
  void miniLmGivesThePublishedSimilarities() {
    try (SentenceEncoder encoder = SentenceEncoder.open(SentenceModel.MINILM, 2)) {
      float[][] e = encoder.embed(WEATHER);

      assertThat(cosine(e[0], e[0])).isCloseTo(1, within(1e-5));
      assertThat(cosine(e[0], e[1])).isCloseTo(0.6660, within(ROUNDING));
      assertThat(cosine(e[0], e[2])).isCloseTo(0.1046, within(ROUNDING));
      assertThat(cosine(e[1], e[2])).isCloseTo(0.1411, within(ROUNDING));
    }
  }

  /** The first five numbers that FastEmbed's tests hold bge-small-en-v1.5 to. */
  @Test
  void bgeSmallGivesThePublishedNumbers() {
    double[] published = {0.01522374, -0.02271799, 0.00860278, -0.07424029, 0.00386434};
    try (SentenceEncoder encoder = SentenceEncoder.open(SentenceModel.BGE_SMALL, 1)) {
      float[] e = encoder.embed(List.of("hello world"))[0];

      for (int d = 0; d < published.length; d++) {
        assertThat((double) e[d]).isCloseTo(published[d], within(0.006));
      }
      assertThat(cosine(e, e)).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void aTextsEmbeddingDependsNeitherOnItsCompanyNorOnThreads() {
    try (SentenceEncoder one = SentenceEncoder.open(SentenceModel.MINILM, 1);
        SentenceEncoder two = SentenceEncoder.open(SentenceModel.MINILM, 2)) {
      float[] alone = one.embed(List.of(WEATHER.get(2)))[0];

      assertThat(one.embed(WEATHER)[2]).isEqualTo(alone);
      assertThat(two.embed(WEATHER)[2]).isEqualTo(alone);
    }
  }

  @Test
  void embedReadsNothingBeyondTheModelsTokens() {
    String whole = "word ".repeat(SentenceModel.MINILM.tokens());
    try (SentenceEncoder encoder = SentenceEncoder.open(SentenceModel.MINILM, 2)) {
      float[][] e = encoder.embed(List.of(whole, whole + "unread ".repeat(100_000), ""));

      assertThat(e[1]).isEqualTo(e[0]);
      assertThat(cosine(e[2], e[2])).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void aClosedEncoderSaysSoAndLeavesTheHostsPropertiesAlone() {
    SentenceEncoder encoder = SentenceEncoder.open(SentenceModel.MINILM, 1);
    encoder.close();

    assertThatThrownBy(() -> encoder.embed(WEATHER))
        .isInstanceOf(ClosedException.class)
        .hasMessageContaining("minilm is closed");
    assertThatThrownBy(() -> encoder.embed("one text"))
        .isInstanceOf(ClosedException.class)
        .hasMessageContaining("minilm is closed");
    assertThat(System.getProperty("ai.djl.offline")).isNull();
  }

  @Test
  void closeOfAnInterruptedThreadStillCloses() {
    SentenceEncoder encoder = SentenceEncoder.open(SentenceModel.MINILM, 1);
    encoder.embed(WEATHER);
    Thread.currentThread().interrupt();
    encoder.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThatThrownBy(() -> encoder.embed("rain")).isInstanceOf(ClosedException.class);
  }
}
