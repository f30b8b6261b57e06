package dev.quickstudy.encoders.texts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.quickstudy.tensor.RandomKey;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TextCutTest {
  private static final int TEXTS = Integer.getInteger("quickstudy.rounds", 300);

  private static final List<String> PIECES =
      List.of(
          " ",
          " ",
          " ",
          "\n",
          "\t",
          "\r\n",
          "  ",
          "a",
          "word ",
          "Über ",
          "naïve ",
          "it's ",
          "x1y2",
          "3.14 ",
          "[SEP]",
          "[CLS] ",
          "[MASK",
          "]",
          "[",
          "...",
          "—",
          "«quote» ",
          "中文",
          "日本語の",
          "한국어 ",
          "ไทย",
          "e\u0301",
          "\u0301",
          "\u200b",
          "\ufeff",
          "\u00a0",
          "\u2028",
          "\u0007",
          "\u0000",
          "😀",
          "👩‍🔬 ",
          "supercalifragilistic",
          "http://a.b/c?d=e ",
          "\ufffd",
          "ﬁ ",
          "ſ",
          "A",
          "é",
          "##x ",
          "§",
          "1".repeat(60),
          "z".repeat(1500),
          "中".repeat(40),
          ".".repeat(80),
          "q ".repeat(90));

  private static String text(long number) {
    RandomKey.Stream random = RandomKey.of(number).fold("text").stream();
    StringBuilder text = new StringBuilder();
    int few = 1 + random.below(PIECES.size()); // some texts of few kinds of pieces, some of all
    while (text.length() < 9000) {
      text.append(PIECES.get((int) ((number + random.below(few)) % PIECES.size())));
    }
    return text.toString();
  }

  @ParameterizedTest
  @EnumSource
  void ofKeepsTheTokensThatAreRead(SentenceModel model) throws IOException {
    int cut = 0;
    try (HuggingFaceTokenizer tokenizer = SentenceEncoder.tokenizer(model)) {
      for (long number = 0; number < TEXTS; number++) {
        String text = text(number);
        String kept = TextCut.of(text, model.tokens());
        cut += kept.length() < text.length() ? 1 : 0;
        assertThat(tokenizer.encode(kept).getIds())
            .as("text %d", number)
            .isEqualTo(tokenizer.encode(text).getIds());
      }
    }
    assertThat(cut).isGreaterThan(TEXTS / 4);
  }

  @ParameterizedTest
  @EnumSource
  void ofMakesAPageOfAMegabyte(SentenceModel model) {
    for (String piece : List.of("word and word, ", "a", "中文", "! ", "x-")) {
      assertThat(TextCut.of(piece.repeat(1_000_000 / piece.length()), model.tokens()))
          .hasSizeLessThan(10_000);
    }
  }
}
