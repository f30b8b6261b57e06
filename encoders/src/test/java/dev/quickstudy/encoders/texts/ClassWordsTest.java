package dev.quickstudy.encoders.texts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassWordsTest {
  @ParameterizedTest
  @CsvSource({
    "Refund_not_showing_up, refund not showing up",
    "pin-change, pin change",
    "lostCard, lost card",
    "lost  card, lost card",
    "ÄrgerÜber, ärger über",
    "ATM, atm",
    "_, _",
    "№1, №1"
  })
  void ofIsANameInWords(String name, String words) {
    assertThat(ClassWords.of(name)).isEqualTo(words);
  }
}
