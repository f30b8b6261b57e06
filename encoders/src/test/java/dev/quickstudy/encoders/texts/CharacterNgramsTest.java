package dev.quickstudy.encoders.texts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quickstudy.data.Input;
import dev.quickstudy.survey.Kind;
import dev.quickstudy.tensor.InvalidValueException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CharacterNgramsTest {
  private static final CharacterNgrams NGRAMS = new CharacterNgrams(4, 4096);

  private static double cosine(String one, String two) {
    float[] a = NGRAMS.of(one);
    float[] b = NGRAMS.of(two);
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Test
  void ofSeesSharedRunsAndNothingElse() {
    assertThat(cosine("lost card", "lost card")).isCloseTo(1, within(1e-6));
    assertThat(cosine("lost card", "  LOST, card! ")).isCloseTo(1, within(1e-6));
    assertThat(cosine("ﬁle", "file")).isCloseTo(1, within(1e-6));
    assertThat(cosine("lost card", "my card is lost")).isGreaterThan(0.5);
    assertThat(cosine("我的卡丢了", "卡丢了")).isGreaterThan(0.4);
    assertThat(Math.abs(cosine("我的卡丢了", "汇率是多少"))).isLessThan(0.2);
    assertThat(NGRAMS.of("?!")).containsOnly(0);
  }

  @Test
  void unknownAreTextsWithoutALetterOrDigit() {
    assertThat(NGRAMS.unknown(List.of("a", "?!", "卡", "", "7"))).containsExactly(1, 3);
  }

  @Test
  void settingsOutOfRangeAreNamed() {
    assertThatThrownBy(() -> new CharacterNgrams(9, 4096))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("must be in 1 … 8");
    assertThatThrownBy(() -> new CharacterNgrams(4, 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("must be in 16 … 65536");
  }

  @Test
  void unlearnedNamesTheScriptOfMostLetters() {
    assertThat(Scripts.unlearned(List.of("where is my card?", "卡"))).isEmpty();
    assertThat(Scripts.unlearned(List.of("我的卡丢了", "PIN?"))).contains("han");
    assertThat(Scripts.unlearned(List.of("где моя карта"))).contains("cyrillic");
    assertThat(Scripts.unlearned(List.of("", "123"))).isEmpty();
  }

  @Test
  void preferredSaysWhy() {
    Kind.Preferred preferred = new TextKind().preferred(List.of(Input.text("我的卡丢了"))).orElseThrow();
    assertThat(preferred.learner()).isEqualTo("character-ngrams");
    assertThat(preferred.reason()).contains("most letters are han");
    assertThat(new TextKind().preferred(List.of(Input.text("a lost card")))).isEmpty();
  }
}
